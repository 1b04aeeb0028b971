using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Where gateways put the text and the thoughts of an answer; each form is read from a stream and whole.</summary>
public class ContentFormTests
{
    private const string Why = "hm, two plus two";

    // The deltas, the text, the reasoning.
    public static TheoryData<string, string[], string, string?> Forms => new()
    {
        { "a list with thinking", ["""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm, two plus two"}]},{"type":"text","text":"four"}]}"""], "four", Why },
        { "thinking in pieces", ["""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm, "}]}]}""", """{"content":[{"type":"thinking","thinking":[{"type":"text","text":"two plus two"}]}]}""", """{"content":"fo"}""", """{"content":"ur"}"""], "four", Why },
        { "thinking as text", ["""{"content":[{"type":"thinking","thinking":"hm, two plus two","signature":"SIG"},{"type":"text","text":"four"}]}"""], "four", Why },
        { "a list with reasoning", ["""{"content":[{"type":"reasoning","text":"hm, two plus two"},{"type":"text","text":"four"}]}"""], "four", Why },
        { "a part marked as thought", ["""{"content":[{"type":"text","text":"hm, two plus two","thought":true},{"type":"text","text":"four"}]}"""], "four", Why },
        { "a reference", ["""{"content":[{"type":"text","text":"four"},{"type":"reference","reference_ids":[1]},{"type":"text","text":"!"}]}"""], "four!", null },
        { "one part", ["""{"content":{"type":"text","text":"four"}}"""], "four", null },
        { "texts", ["""{"content":["fo","ur"]}"""], "four", null },
        { "an output text", ["""{"content":[{"type":"output_text","text":"four"}]}"""], "four", null },
        { "a text with a value", ["""{"content":[{"type":"text","text":{"value":"four","annotations":[]}}]}"""], "four", null },
        { "a text that is a list", ["""{"content":[{"type":"text","text":["fo",{"text":"ur"}]}]}"""], "four", null },
        { "a part with content", ["""{"content":[{"type":"text","content":"four"}]}"""], "four", null },
        { "an object that was asked for", ["""{"content":{"answer": "four", "n": 1.0}}"""], """{"answer":"four","n":1.0}""", null },
        { "an object with a type of its own", ["""{"content":{"type":"sum","answer":"four"}}"""], """{"type":"sum","answer":"four"}""", null },
        { "a list that was asked for", ["""{"content":[{"answer":"four"}]}"""], """[{"answer":"four"}]""", null },
        { "a number", ["""{"content":4}"""], "4", null },
        { "details", ["""{"content":"","reasoning":null,"reasoning_details":[{"type":"reasoning.text","text":"hm, two plus two","index":0}]}""", """{"content":"four"}"""], "four", Why },
        { "details in pieces", ["""{"reasoning_details":[{"type":"reasoning.text","text":"hm, ","index":0}]}""", """{"reasoning_details":[{"type":"reasoning.text","text":"two plus two","index":0}]}""", """{"content":"four"}"""], "four", Why },
        { "details that repeat the text", ["""{"reasoning":"hm, two plus two","reasoning_details":[{"type":"reasoning.text","text":"hm, two plus two","index":0}]}""", """{"content":"four","reasoning_details":[{"type":"reasoning.text","text":"hm, two plus two","index":1}]}"""], "four", Why },
        { "a summary", ["""{"reasoning_details":[{"type":"reasoning.summary","summary":"hm, two plus two","index":0}]}""", """{"content":"four"}"""], "four", Why },
        { "an object", ["""{"reasoning":{"content":"hm, two plus two"}}""", """{"content":"four"}"""], "four", Why },
        { "an object of text", ["""{"reasoning_content":{"type":"text","text":"hm, two plus two"}}""", """{"content":"four"}"""], "four", Why },
        { "a list", ["""{"reasoning_content":[{"type":"text","text":"hm, two plus two"}]}""", """{"content":"four"}"""], "four", Why },
        { "reasoning_text", ["""{"reasoning_text":"hm, two "}""", """{"reasoning_text":"plus two"}""", """{"content":"four"}"""], "four", Why },
        { "thinking", ["""{"thinking":"hm, two plus two"}""", """{"content":"four"}"""], "four", Why },
        { "two names", ["""{"reasoning":"hm, two plus two","reasoning_content":"hm, two plus two"}""", """{"content":"four"}"""], "four", Why },
        { "blocks", ["""{"thinking_blocks":[{"type":"thinking","thinking":"hm, two plus two","signature":"x"}]}""", """{"content":"four"}"""], "four", Why },
        { "an end alone", ["""{"content":"hm, two "}""", """{"content":"plus two\n</th"}""", """{"content":"ink>\n\nfour"}"""], "four", Why + "\n" },
        { "an end within a line", ["""{"content":"hm, two plus two</think>four"}"""], "four", Why },
        { "a longer tag", ["""{"content":"<thinking>hm, two plus two</thinking>\nfour"}"""], "four", Why },
        { "both, the tag blank", ["""{"reasoning_content":"hm, two plus two"}""", """{"content":"<think>\n\n</think>\n\nfour"}"""], "four", Why },
        { "both, the end late", ["""{"reasoning_content":"hm, two plus two"}""", """{"content":"</think>\n\nfour"}"""], "four", Why },
        { "both, the same", ["""{"reasoning_content":"hm, two plus two"}""", """{"content":"<think>hm, two plus two\n</think>\n\nfour"}"""], "four", Why + "\n" },
        { "sound", ["""{"content":null,"audio":{"id":"a1","transcript":"fo"}}""", """{"audio":{"transcript":"ur"}}"""], "four", null },
        { "an object parsed on the way", ["""{"content":null,"parsed":{"answer":"four"}}"""], """{"answer":"four"}""", null },
        { "nothing", ["""{"content":null}"""], "", null },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Each_form(string form, string[] deltas, string text, string? reasoning)
    {
        string events = string.Concat(deltas.Select(delta => Given.Event(Given.Delta(delta)))) + Given.Event(Given.Delta("{}", "\"stop\""));
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events(events), Steps.Ok(Whole(deltas))), new FakeClock());
        StreamResult result = await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync();
        ChatCompletion streamed = result.Completion;
        ChatCompletion whole = await client.Chat.CompleteAsync(Given.Chat("Hi"));
        ChatCompletion again = ChatCompletionReader.Read(Given.Utf8(streamed.RawJson), Given.Chat("Hi").Messages)!;

        foreach (ChatCompletion answer in new[] { whole, streamed, again })
        {
            Assert.Equal((form, text, reasoning), (form, answer.Text, answer.Reasoning));
        }

        if (form is not ("an end alone" or "an end within a line" or "both, the same"))
        {
            Assert.Equal(text, result.Text);
            Assert.Equal(reasoning ?? "", string.Concat(result.Deltas.Select(delta => delta.Reasoning)));
        }
    }

    [Fact]
    public async Task A_legacy_completion_has_its_text_and_its_thoughts()
    {
        string events = Given.Event("""{"choices":[{"index":0,"text":"<think>why</think>","finish_reason":null}]}""")
            + Given.Event("""{"choices":[{"index":0,"text":"fo","logprobs":{"tokens":["fo"],"token_logprobs":[-0.1]},"finish_reason":null}]}""")
            + Given.Event("""{"choices":[{"index":0,"text":["ur"],"logprobs":{"tokens":["ur"],"token_logprobs":[-0.2]},"finish_reason":"stop"}]}""");
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events(events)), new FakeClock());

        ChatCompletion completion = (await client.Completions.StreamAsync(new() { Model = "m", Prompts = ["2+2="] }).ToResultAsync()).Completion;

        Assert.Equal(("four", "why"), (completion.Text, completion.Reasoning));
        JsonNode root = JsonNode.Parse(completion.RawJson)!;
        Assert.Equal("text_completion", (string?)root["object"]);
        JsonAssert.Equal(
            """{"index":0,"text":"<think>why</think>four","finish_reason":"stop","logprobs":{"tokens":["fo","ur"],"token_logprobs":[-0.1,-0.2]}}""",
            root["choices"]![0]!.ToJsonString());
        Assert.Equal("four", ChatCompletionReader.Read(Given.Utf8(completion.RawJson), [])!.Text);
    }

    // The message that the deltas are pieces of: texts and lists grow.
    private static string Whole(string[] deltas)
    {
        var message = new JsonObject();
        foreach (JsonObject delta in deltas.Select(delta => JsonNode.Parse(delta)!.AsObject()))
        {
            foreach ((string name, JsonNode? value) in delta)
            {
                message[name] = (message[name], value) switch
                {
                    (JsonArray list, JsonArray more) => new JsonArray([.. list.Concat(more).Select(item => item?.DeepClone())]),
                    (JsonArray list, JsonValue text) => new JsonArray([.. list.Select(item => item?.DeepClone()), new JsonObject { ["type"] = "text", ["text"] = text.DeepClone() }]),
                    (JsonObject inner, JsonObject more) => new JsonObject(inner.Concat(more).GroupBy(member => member.Key).Select(
                        group => System.Collections.Generic.KeyValuePair.Create(group.Key, (JsonNode?)string.Concat(group.Select(member => (string?)member.Value))))),
                    (JsonValue text, JsonValue more) => (string?)text + (string?)more,
                    _ => value?.DeepClone(),
                };
            }
        }

        return $$"""{"choices":[{"index":0,"message":{{message.ToJsonString()}},"finish_reason":"stop"}]}""";
    }
}
