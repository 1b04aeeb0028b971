using System.Linq;
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
    [InlineData("/code print('猫')\n# and on")]
    public async Task For_what_it_alone_has(string prompt)
    {
        await AssertSameAsync(Ask(prompt) with { CodeExecution = true });
    }

    [Theory]
    [InlineData("/say Good day 你好")]
    [InlineData("/repeat 60 long ")]
    public async Task For_an_answer_that_is_spoken(string prompt)
    {
        GeminiRequest request = GivenGemini.Request(prompt) with { Model = "gemini-2.5-flash-preview-tts", Voice = "Kore" };
        GeminiCompletion whole = await Client.Gemini.CompleteAsync(request);
        GeminiCompletion streamed = await AssertSameAsync(request);

        Assert.NotEmpty(whole.Audio!.Bytes);
        Assert.Equal((24_000, null), (whole.Audio.SampleRate, whole.Audio.MediaType));
        Assert.Equal(whole.Audio.Bytes, streamed.Audio!.Bytes);
        Assert.Equal("", whole.Text);
    }

    private protected override void AssertSameJson(GeminiCompletion whole, GeminiCompletion streamed) =>
        Assert.Equal(whole.CodeExecutions.Select(static code => $"{code.Status} {code.Language} {code.Code} {code.Output}"), streamed.CodeExecutions.Select(static code => $"{code.Status} {code.Language} {code.Code} {code.Output}"));

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
