using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Answers that were kept as JSON are read again, and requests are known again by their body.</summary>
public class ReadChatCompletionTests
{
    [Theory]
    [InlineData(SeedExamples.Plain)]
    [InlineData(SeedExamples.ClaudeThinking)]
    public async Task A_plain_answer_is_the_same_again(string json)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(json)), new FakeClock());
        ChatCompletion answer = await client.Chat.CompleteAsync(Given.Chat("Hi"));

        ChatCompletion? read = ChatCompletionReader.Read(Given.Utf8(answer.RawJson), Given.Chat("Hi").Messages);

        AssertSame(answer, read);
        Assert.Equal(answer.Created, read!.Created);
    }

    [Fact]
    public async Task A_streamed_answer_is_the_same_again()
    {
        string events = Given.Event(Given.Delta("""{"reasoning_content":"why 🤔"}"""))
            + Given.Event(Given.Delta("""{"content":"你好 <think>"}"""))
            + Given.Event(Given.Delta("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}"""))
            + Given.Event(Given.Delta("""{"refusal":"no"}""", "\"tool_calls\""));
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events(events)), new FakeClock());
        ChatCompletion answer = (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion;

        AssertSame(answer, ChatCompletionReader.Read(Given.Utf8(answer.RawJson), Given.Chat("Hi").Messages));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("{\"choices\":[]}")]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"cu")]
    public void What_is_no_answer_is_null(string json)
    {
        Assert.Null(ChatCompletionReader.Read(Given.Utf8(json), []));
    }

    [Fact]
    public void A_request_has_one_body()
    {
        Assert.Equal(ChatProtocol.Instance.WriteRequest(Given.Chat("Hi")), ChatProtocol.Instance.WriteRequest(Given.Chat("Hi") with { Input = new object() }));
        Assert.DoesNotContain("stream", Encoding.UTF8.GetString(ChatProtocol.Instance.WriteRequest(Given.Chat("Hi"))), System.StringComparison.Ordinal);
    }

    private static void AssertSame(ChatCompletion answer, ChatCompletion? read)
    {
        Assert.NotNull(read);
        Assert.Equal(answer.Text, read.Text);
        Assert.Equal(answer.Reasoning, read.Reasoning);
        Assert.Equal(answer.Refusal, read.Refusal);
        Assert.Equal(answer.FinishReason, read.FinishReason);
        Assert.Equal(answer.ToolCalls, read.ToolCalls);
        Assert.Equal(answer.Usage, read.Usage);
        Assert.Equal(answer.Id, read.Id);
        Assert.Equal(answer.Messages.Select(message => message.ToString()), read.Messages.Select(message => message.ToString()));
    }
}
