using Whatai.Client.Conversations;
using Xunit;

namespace Whatai.Client.Tests.Conversations;

public class KeptAnswerTests
{
    [Theory]
    [InlineData("""{"choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}]}""", "ChatCompletion")]
    [InlineData("""{"object":"response","status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"x"}]}]}""", "ResponseCompletion")]
    [InlineData("""{"type":"message","role":"assistant","content":[{"type":"text","text":"x"}],"stop_reason":"end_turn"}""", "MessageCompletion")]
    [InlineData("""{"type":"message","role":"assistant","content":"x"}""", "MessageCompletion")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"}]}""", "GeminiCompletion")]
    [InlineData("""[{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"}]}]""", "GeminiCompletion")]
    public void Answers_are_read_as_what_their_api_takes_for_one(string json, string type)
    {
        ModelAnswer? answer = KeptAnswer.Read(Given.Utf8(json));

        Assert.Equal(type, answer?.GetType().Name);
        Assert.Equal("x", answer?.Text);
    }

    [Theory]
    [InlineData("""{"text":"x"}""")]
    [InlineData("""[{"url":"https://example.com/a.png","model":"m"}]""")]
    [InlineData("""{"id":"cgt-1","route":"seedance","status":"queued"}""")]
    [InlineData("""{"error":{"message":"no"}}""")]
    [InlineData("x")]
    public void What_no_conversation_gave_is_none(string json) => Assert.Null(KeptAnswer.Read(Given.Utf8(json)));
}
