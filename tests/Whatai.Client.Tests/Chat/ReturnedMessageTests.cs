using System;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Responses;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What of an answer goes back in the next request.</summary>
public class ReturnedMessageTests
{
    private const string Calls = "\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]";

    // The message of an answer, and the same as it goes back.
    public static TheoryData<string, string> Messages => new()
    {
        { """{"content":"","reasoning_content":"why",CALLS}""", """{"role":"assistant","content":null,"reasoning_content":"why",CALLS}""" },
        { """{"content":"let me","reasoning_content":"",CALLS}""", """{"role":"assistant","content":"let me","reasoning_content":"",CALLS}""" },
        { """{"content":null,"reasoning_content":null,CALLS}""", """{"role":"assistant","content":"",CALLS}""" },
        { """{"content":null,"reasoning":"why","reasoning_details":[{"type":"reasoning.encrypted","data":"SIG","id":"r"}],CALLS}""", """{"role":"assistant","content":null,"reasoning":"why","reasoning_details":[{"type":"reasoning.encrypted","data":"SIG","id":"r"}],CALLS}""" },
        { """{"content":null,"reasoning_text":"why","reasoning_opaque":"SIG",CALLS}""", """{"role":"assistant","content":null,"reasoning_text":"why","reasoning_opaque":"SIG",CALLS}""" },
        { """{"content":null,"vendor_state":{"a":[1]},CALLS}""", """{"role":"assistant","content":null,"vendor_state":{"a":[1]},CALLS}""" },
        { """{"content":null,"annotations":[],"audio":null,CALLS}""", """{"role":"assistant","content":"",CALLS}""" },
        { """{"content":"<think>why</think>\nlet me",CALLS}""", """{"role":"assistant","content":"<think>why</think>\nlet me",CALLS}""" },
        { """{"content":"why\n</think>\n\nlet me",CALLS}""", """{"role":"assistant","content":"why\n</think>\n\nlet me",CALLS}""" },
        { """{"content":[{"type":"thinking","thinking":[{"type":"text","text":"why"}]},{"type":"text","text":"let me"}],CALLS}""", """{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"why"}]},{"type":"text","text":"let me"}],CALLS}""" },
        { """{"content":null,"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}","x":1},"extra_content":{"google":{"thought_signature":"SIG"}}}]}""", """{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}","x":1},"extra_content":{"google":{"thought_signature":"SIG"}}}]}""" },
        { """{"content":null,"tool_calls":[{"id":null,"type":"function","function":{"name":"f","arguments":"{}"},"thought_signature":"SIG"}]}""", """{"role":"assistant","content":null,"tool_calls":[{"id":"call_1_0","type":"function","function":{"name":"f","arguments":"{}"},"thought_signature":"SIG"}]}""" },
        { """{"content":null,"tool_calls":[{"id":"a","type":"custom","custom":{"name":"sql","input":"select 1"}}]}""", """{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"custom","custom":{"name":"sql","input":"select 1"}}]}""" },
        { """{"content":null,"function_call":{"name":"f","arguments":"{}"}}""", """{"role":"assistant","content":"","tool_calls":[{"id":"call_1_0","type":"function","function":{"name":"f","arguments":"{}"}}]}""" },

        // Without calls several models refuse their thoughts, and proofs of them go back all the same.
        { """{"content":"four","reasoning_content":"why"}""", """{"role":"assistant","content":"four"}""" },
        { """{"content":"four","reasoning":"why","reasoning_details":[{"type":"reasoning.encrypted","data":"SIG"}]}""", """{"role":"assistant","content":"four","reasoning_details":[{"type":"reasoning.encrypted","data":"SIG"}]}""" },
        { """{"content":"<think>why</think>four","extra_content":{"google":{"thought_signature":"SIG"}}}""", """{"role":"assistant","content":"four","extra_content":{"google":{"thought_signature":"SIG"}}}""" },
        { """{"content":"four","thinking_blocks":[{"type":"thinking","thinking":"why","signature":"SIG"}],"annotations":[],"vendor_state":1}""", """{"role":"assistant","content":"four","thinking_blocks":[{"type":"thinking","thinking":"why","signature":"SIG"}]}""" },
        { """{"content":[{"type":"thinking","thinking":"why"},{"type":"text","text":"four"}]}""", """{"role":"assistant","content":"four"}""" },
        { """{"content":"four","annotations":[],"audio":{"id":"x"},"vendor_state":1}""", """{"role":"assistant","content":"four"}""" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task From_a_plain_answer_and_from_a_stream(string given, string expected)
    {
        string message = given.Replace("CALLS", Calls, StringComparison.Ordinal);
        string delta = message.Replace("\"tool_calls\":[{", "\"tool_calls\":[{\"index\":0,", StringComparison.Ordinal).Replace("\"index\":0,\"index\":0,", "\"index\":0,", StringComparison.Ordinal);
        string plain = $$"""{"choices":[{"index":0,"message":{{message}},"finish_reason":"stop"}]}""";
        Step stream = Steps.Events(Given.Event(Given.Delta(delta)) + Given.Event(Given.Delta("{}", "\"stop\"")));
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(plain), stream), new FakeClock());
        ChatCompletion whole = await client.Chat.CompleteAsync(Given.Chat("Hi"));
        ChatCompletion streamed = (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion;
        ChatCompletion kept = ChatCompletionReader.Read(Given.Utf8(streamed.RawJson), Given.Chat("Hi").Messages)!;

        foreach (ChatCompletion answer in new[] { whole, streamed, kept })
        {
            byte[] next = ChatProtocol.Instance.WriteRequest(Given.Chat("Hi") with { Messages = answer.Messages });
            JsonObject sent = JsonNode.Parse(Encoding.UTF8.GetString(next))!["messages"]![1]!.AsObject();

            JsonAssert.Equal(Normal(JsonNode.Parse(expected.Replace("CALLS", Calls, StringComparison.Ordinal))!.AsObject()), Normal(sent));
        }
    }

    [Fact]
    public void What_is_no_message_any_more_is_written_from_its_members()
    {
        foreach (string json in new[] { "", "nonsense", "[]", "7" })
        {
            ChatMessage message = new(ChatRole.Assistant, "four") { Native = new NativeMessage(NativeMessage.Chat, json) };
            byte[] body = ChatProtocol.Instance.WriteRequest(Given.Chat("Hi") with { Messages = [message] });

            JsonAssert.Equal("""{"role":"assistant","content":"four"}""", JsonNode.Parse(body)!["messages"]![0]!.ToJsonString());
        }
    }

    [Fact]
    public void Other_APIs_are_sent_the_members()
    {
        ChatMessage message = new(ChatRole.Assistant, "four") { Native = new NativeMessage(NativeMessage.Chat, """{"role":"assistant","content":"five"}""") };

        Assert.DoesNotContain("five", Encoding.UTF8.GetString(ResponseProtocol.Instance.WriteRequest(ResponseEvents.Ask() with { Messages = [message] })), StringComparison.Ordinal);
        Assert.DoesNotContain("five", GivenGemini.Body(GivenGemini.Request(message)), StringComparison.Ordinal);
    }

    // Null and empty mean the same beside calls.
    private static string Normal(JsonObject message)
    {
        if (message["tool_calls"] is not null && message["content"] is JsonValue content && (string?)content is "")
        {
            message["content"] = null;
        }

        return message.ToJsonString();
    }
}
