using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Responses;
using Xunit;

namespace Whatai.Client.Tests;

public sealed class ResponseStreamEqualsWholeTests : StreamEqualsWholeTests<ResponseRequest, ResponseCompletion, ResponseDelta>
{
    private protected override ConversationClient<ResponseRequest, ResponseCompletion, ResponseDelta> Api => Client.Responses;

    [Theory]
    [InlineData("/search 猫 & dogs 🌍")]
    [InlineData("/image 3x2 images")]
    [InlineData("/toolcall weather {\"city\":\"北京\"}\n/toolcall time {\"zone\":\"Asia/Shanghai\"}\n/toolcall weather")]
    [InlineData("/reason2 想一想 🤔 | 所以")]
    [InlineData("/code print('猫')\n# and on")]
    [InlineData("/files 猫 & dogs")]
    [InlineData("/mcp roll {\"dice\":\"2d6 🎲\"}")]
    [InlineData("/mcp")]
    public async Task For_what_it_alone_has(string prompt)
    {
        await AssertSameAsync(Ask(prompt));
        StreamResult<ResponseDelta, ResponseCompletion> result = await Client.Responses.StreamAsync(Ask(prompt)).ToResultAsync();

        Assert.Equal(
            result.Completion.ToolCalls?.Select(call => call.ToString()) ?? [],
            result.Deltas.Where(delta => delta.ToolCalls is not null).GroupBy(delta => delta.OutputIndex)
                .Select(call => $"{string.Concat(call.Select(delta => delta.ToolCalls![0].Name))}({string.Concat(call.Select(delta => delta.ToolCalls![0].Arguments))})"));
        Assert.Equal(
            result.Completion.CodeExecutions.Concat<object>(result.Completion.FileSearches).Concat(result.Completion.McpCalls).Select(static call => call.ToString()),
            result.Deltas.Select(static delta => (object?)delta.CodeExecution ?? (object?)delta.FileSearch ?? delta.McpCall).OfType<object>().Select(static call => call.ToString()));
        Assert.Equal(2 * result.Completion.WebSearches.Count, result.Deltas.Count(delta => delta.WebSearch is not null));
    }

    private protected override void AssertSameJson(ResponseCompletion whole, ResponseCompletion streamed) => Assert.Equal(Describe(whole), Describe(streamed));

    private protected override ResponseRequest Ask(string prompt)
    {
        using var schema = JsonDocument.Parse("""{"type":"object"}""");
        return ResponseEvents.Ask(prompt) with
        {
            Instructions = "Be kind. 好",
            ReasoningSummary = "auto",
            Tools = [new FunctionTool("weather", schema.RootElement.Clone()), new FunctionTool("time", schema.RootElement.Clone())],
            WebSearch = new WebSearch(),
            ImageGeneration = true,
            BuiltInTools = HostedCallTests.Tools,
        };
    }

    private static string Describe(ResponseCompletion answer) =>
        $"{answer.Status} {answer.IncompleteReason} {answer.FinishReason} {answer.Model} [{answer.Text}] [{answer.Reasoning}] [{answer.Refusal}] "
        + $"{string.Join(" + ", answer.ToolCalls ?? [])} {string.Join(" + ", answer.WebSearches)} {string.Join(" + ", answer.Images)} {answer.Messages.Count} "
        + $"{HostedCallTests.Describe(answer)}";
}
