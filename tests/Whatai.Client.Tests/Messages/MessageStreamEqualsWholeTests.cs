using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Messages;
using Xunit;

namespace Whatai.Client.Tests;

public sealed class MessageStreamEqualsWholeTests : StreamEqualsWholeTests<MessageRequest, MessageCompletion, MessageDelta>
{
    private protected override ConversationClient<MessageRequest, MessageCompletion, MessageDelta> Api => Client.Messages;

    [Theory]
    [InlineData("/search \u732b & dogs \ud83c\udf0d")]
    [InlineData("/reason2 hidden | \u6240\u4ee5")]
    [InlineData("/finish pause_turn first")]
    [InlineData("/refuse no")]
    [InlineData("/block BIO")]
    public async Task For_what_it_alone_has(string prompt)
    {
        MessageCompletion answer = await AssertSameAsync(Ask(prompt));
        StreamResult<MessageDelta, MessageCompletion> result = await Client.Messages.StreamAsync(Ask(prompt)).ToResultAsync<MessageDelta, MessageCompletion>();

        Assert.Equal(2 * answer.WebSearches.Count, result.Deltas.Count(delta => delta.WebSearch is not null));
    }

    private protected override void AssertSameJson(MessageCompletion whole, MessageCompletion streamed) => Assert.Equal(Describe(whole), Describe(streamed));

    private protected override MessageRequest Ask(string prompt)
    {
        using var schema = JsonDocument.Parse("""{"type":"object"}""");
        return GivenMessages.Request(prompt) with
        {
            Thinking = "adaptive",
            Stop = ["never"],
            WebSearch = new MessageWebSearch(),
            Tools = [new FunctionTool("weather", schema.RootElement.Clone()), new FunctionTool("time", schema.RootElement.Clone())],
        };
    }

    // Ids hold the request's own number.
    private static string Describe(MessageCompletion answer)
    {
        string content = JsonNode.Parse(answer.RawJson)!["content"]!.ToJsonString().Replace(answer.Id!.Substring("msg_".Length), "ID");
        return $"{answer.NativeFinishReason} {answer.StopSequence} {answer.RefusalCategory} {answer.Refusal} {content}";
    }
}
