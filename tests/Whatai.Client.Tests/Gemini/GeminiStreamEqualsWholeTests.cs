using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Gemini;
using Xunit;

namespace Whatai.Client.Tests;

public sealed class GeminiStreamEqualsWholeTests : StreamEqualsWholeTests<GeminiRequest, GeminiCompletion, GeminiDelta>
{
    private protected override ConversationClient<GeminiRequest, GeminiCompletion, GeminiDelta> Api => Client.Gemini;

    [Theory]
    [InlineData("/search cats 🌍 dogs")]
    [InlineData("/image 3x2 parts")]
    public async Task For_what_it_alone_has(string prompt)
    {
        await AssertSameAsync(Ask(prompt));
    }

    private protected override GeminiRequest Ask(string prompt)
    {
        using var schema = JsonDocument.Parse("""{"type":"object"}""");
        return GivenGemini.Request(prompt) with
        {
            IncludeThoughts = true,
            Tools = [new FunctionTool("weather", schema.RootElement.Clone()), new FunctionTool("time", schema.RootElement.Clone())],
        };
    }
}
