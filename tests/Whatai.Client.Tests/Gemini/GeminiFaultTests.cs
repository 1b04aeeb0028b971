using System;
using System.Threading.Tasks;
using Whatai.Client.Gemini;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Every fault of the emulator by name, on the Gemini API: what came through, and what it is called, is what it is for chat.</summary>
public sealed class GeminiFaultTests : IDisposable
{
    private const string All = "one two three four";

    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly WhataiClient _client;

    public GeminiFaultTests()
    {
        _client = new WhataiClient(Given.Options(_emulator) with { IdleTimeout = TimeSpan.FromMilliseconds(600) });
    }

    public static TheoryData<string> Names => [.. FaultTests.Expected.Keys];

    public void Dispose()
    {
        _client.Dispose();
        _emulator.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_stream(string fault)
    {
        (_, ErrorKind? kind, string text) = FaultTests.Expected[fault];

        StreamResult<GeminiDelta, GeminiCompletion> result = await _client.Gemini.StreamAsync(GivenGemini.Request("/say " + All), Given.Fault(fault)).ToResultAsync();

        Assert.Equal(text, result.Text);
        Assert.Equal(kind, (result.Failure as WhataiException)?.Kind);
        if (kind is null)
        {
            Assert.Equal(text, result.Completion.Text);
            Assert.Equal("stop", result.Completion.FinishReason);
        }
        else
        {
            Assert.All(result.Deltas, delta => Assert.Null(delta.Completion));
            bool begun = text.Length > 0 || fault == "ping-then-error";
            Assert.True(begun == result.Error.Message.Contains("incomplete", StringComparison.Ordinal), result.Error.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_plain_answer(string fault)
    {
        ErrorKind? kind = FaultTests.Expected[fault].Plain;

        Task<GeminiCompletion> call = _client.Gemini.CompleteAsync(GivenGemini.Request("/say " + All), Given.Fault(fault)).WaitAsync(Eventually.Limit);

        if (kind is null)
        {
            Assert.Equal(All, (await call).Text);
            return;
        }

        Assert.Equal(kind, (await Assert.ThrowsAsync<WhataiException>(() => call)).Kind);
    }

    public static TheoryData<string, bool> Ambiguous
    {
        get
        {
            var rows = new TheoryData<string, bool>();
            foreach (string fault in new[] { "504", "reset-before", "reset", "cut-mid-line", "cut-clean", "stall" })
            {
                rows.Add(fault, false);
                rows.Add(fault, true);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Ambiguous))]
    public async Task No_answer_is_billed_twice(string fault, bool image)
    {
        using var client = new WhataiClient(
            Given.Options(_emulator) with { IdleTimeout = TimeSpan.FromMilliseconds(200), MaxRetries = 3 }, null, new FakeClock());
        GeminiRequest request = GivenGemini.Request("Hi there, you");
        if (image)
        {
            request = request with { Model = "gemini-2.5-flash-image", ResponseModalities = ["IMAGE"] };
        }

        await Assert.ThrowsAsync<WhataiException>(() => client.Gemini.CompleteAsync(request, Given.Fault(fault))).WaitAsync(Eventually.Limit);
        Assert.NotNull((await client.Gemini.StreamAsync(request, Given.Fault(fault)).ToResultAsync()).Failure);

        Assert.Equal(2, _emulator.LedgerTotals.Dispatches);
    }
}
