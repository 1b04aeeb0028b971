using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using Xunit.Abstractions;

namespace Whatai.Emulator.Tests;

/// <summary>The official libraries for Node: OpenAI's, Google's for Gemini, and Anthropic's for Claude.</summary>
public sealed class NodeLibraryTests(ITestOutputHelper output)
{
    [Fact]
    public async Task OpenAIs_library_works_against_the_emulator()
    {
        using var gateway = new Gateway();
        if (await new NodeLibrary("openai", output).RunAsync(gateway.Emulator) is not { } printed)
        {
            return;
        }

        Assert.Contains("ok retried429", printed, StringComparison.Ordinal);
        Assert.Contains(gateway.Emulator.Requests, r => r is { Status: 429, Fault: "429" });
        Assert.Contains(gateway.Emulator.Requests, r => r.Status == 401);
        Assert.Equal(4, gateway.Emulator.Ledger.Count(e => e.Path == "/v1/chat/completions")); // chat, stream, tools, the 429's second attempt
    }

    [Fact]
    public async Task Googles_library_works_against_the_emulator()
    {
        using var gateway = new Gateway();
        if (await new NodeLibrary("google", output).RunAsync(gateway.Emulator) is { } printed)
        {
            Assert.Contains("ok failures", printed, StringComparison.Ordinal);
            Assert.All(gateway.Emulator.Ledger, e => Assert.StartsWith("/v1beta/models/gemini-", e.Path, StringComparison.Ordinal));
        }
    }
    [Fact]
    public async Task Anthropics_library_works_against_the_emulator()
    {
        using var gateway = new Gateway();
        if (await new NodeLibrary("anthropic", output).RunAsync(gateway.Emulator) is { } printed)
        {
            Assert.Contains("ok retried429", printed, StringComparison.Ordinal);
            Assert.Contains(gateway.Emulator.Requests, r => r is { Status: 429, Fault: "429" });
            Assert.All(gateway.Emulator.Ledger, e => Assert.Equal("/v1/messages", e.Path));
        }
    }
}
