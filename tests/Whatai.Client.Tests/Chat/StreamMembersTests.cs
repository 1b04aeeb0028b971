using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What a stream brings besides text ends up as a plain answer has it: in the JSON, and among the citations.</summary>
public class StreamMembersTests
{
    private const string Annotation = """{"type":"url_citation","url_citation":{"url":"https://example.com/a","title":"A","start_index":0,"end_index":4,"content":"x"}}""";

    // The pieces of a stream; choice and root members of the whole.
    public static TheoryData<string, string[], string> Streams => new()
    {
        {
            "annotations",
            [Piece("""{"role":"assistant","content":"four"}"""), Piece($$"""{"annotations":[{{Annotation}}]}""")],
            Whole($$"""{"role":"assistant","content":"four","annotations":[{{Annotation}}]}""")
        },
        {
            "pages beside the text",
            [
                Piece("""{"role":"assistant","content":"four"}""", "", ""","citations":["https://example.com/a"],"search_results":[{"title":"A","url":"https://example.com/a"}]"""),
                Piece("{}", "", ""","citations":[]"""),
            ],
            Whole("""{"role":"assistant","content":"four"}""", "", ""","citations":["https://example.com/a"],"search_results":[{"title":"A","url":"https://example.com/a"}]""")
        },
        {
            "log probabilities",
            [
                Piece("""{"role":"assistant","content":"fo"}""", ""","logprobs":{"content":[{"token":"fo","logprob":-0.10,"bytes":null,"top_logprobs":[]}],"refusal":null}"""),
                Piece("""{"content":"ur"}""", ""","logprobs":{"content":[{"token":"ur","logprob":-0.2,"bytes":[117],"top_logprobs":[]}],"refusal":null}"""),
                Piece("{}", ""","logprobs":null"""),
            ],
            Whole(
                """{"role":"assistant","content":"four"}""",
                ""","logprobs":{"content":[{"token":"fo","logprob":-0.10,"bytes":null,"top_logprobs":[]},{"token":"ur","logprob":-0.2,"bytes":[117],"top_logprobs":[]}],"refusal":null}""")
        },
        {
            "reasoning details",
            [
                Piece("""{"role":"assistant","content":"","reasoning":"hm, ","reasoning_details":[{"type":"reasoning.text","text":"hm, ","format":"f","index":0}]}"""),
                Piece("""{"reasoning":"two","reasoning_details":[{"type":"reasoning.text","text":"two","format":"f","index":0}]}"""),
                Piece("""{"reasoning_details":[{"type":"reasoning.text","signature":"SIG","format":"f","index":0},{"type":"reasoning.encrypted","data":"DATA","id":"r1","index":1}]}"""),
                Piece("""{"content":"four"}"""),
            ],
            Whole("""{"role":"assistant","content":"four","reasoning":"hm, two","reasoning_details":[{"type":"reasoning.text","text":"hm, two","format":"f","index":0,"signature":"SIG"},{"type":"reasoning.encrypted","data":"DATA","id":"r1","index":1}]}""")
        },
        {
            "thinking blocks",
            [
                Piece("""{"role":"assistant","content":"","thinking_blocks":[{"type":"thinking","thinking":"hm, ","signature":null}]}"""),
                Piece("""{"thinking_blocks":[{"type":"thinking","thinking":"two","signature":"SIG"}]}"""),
                Piece("""{"thinking_blocks":[{"type":"thinking","thinking":"more","signature":"SIG2"}]}"""),
                Piece("""{"content":"four"}"""),
            ],
            Whole("""{"role":"assistant","content":"four","thinking_blocks":[{"type":"thinking","thinking":"hm, two","signature":"SIG"},{"type":"thinking","thinking":"more","signature":"SIG2"}]}""")
        },
        {
            "parts of content",
            [
                Piece("""{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"hm, "}]}]}"""),
                Piece("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"two"}]}]}"""),
                Piece("""{"content":"fo"}"""),
                Piece("""{"content":"ur"}"""),
            ],
            Whole("""{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"hm, two"}]},{"type":"text","text":"four"}]}""")
        },
        {
            "filters and tiers",
            [
                Piece("""{"role":"assistant","content":"fo"}""", ""","content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}""", ""","service_tier":"default","obfuscation":"x1" """),
                Piece("""{"content":"ur"}""", ""","content_filter_results":{"hate":{"filtered":false,"severity":"low"}}""", ""","service_tier":"default","obfuscation":"x2" """),
                Piece("{}", ""","native_finish_reason":"end_turn" """),
            ],
            Whole("""{"role":"assistant","content":"four"}""", ""","content_filter_results":{"hate":{"filtered":false,"severity":"low"}},"native_finish_reason":"end_turn" """, ""","service_tier":"default" """)
        },
        {
            "tags in content",
            [Piece("""{"role":"assistant","content":"<think>hm</thi"}"""), Piece("""{"content":"nk>\n\nfour"}""")],
            Whole("""{"role":"assistant","content":"<think>hm</think>\n\nfour"}""")
        },
        {
            "a call with a signature",
            [
                Piece("""{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{"},"extra_content":{"google":{"thought_signature":"SIG"}}}]}"""),
                Piece("""{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}"""),
            ],
            Whole("""{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"SIG"}}}]}""")
        },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task As_a_plain_answer_has_it(string name, string[] pieces, string whole)
    {
        Step step = Steps.Events(string.Concat(pieces.Select(Given.Event)) + Given.Event(Given.Delta("{}", "\"stop\"")) + Given.Event("[DONE]"));
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(step, Steps.Ok(whole)), new FakeClock());

        ChatCompletion streamed = (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion;
        ChatCompletion plain = await client.Chat.CompleteAsync(Given.Chat("Hi"));

        JsonAssert.Equal(Normal(plain.RawJson), Normal(streamed.RawJson));
        ChatCompletion again = ChatCompletionReader.Read(Given.Utf8(streamed.RawJson), Given.Chat("Hi").Messages)!;
        foreach (ChatCompletion answer in new[] { streamed, again })
        {
            Assert.Equal((name, plain.Text, plain.Reasoning), (name, answer.Text, answer.Reasoning));
            Assert.Equal(plain.Citations, answer.Citations);
            Assert.Equal(plain.ToolCalls, answer.ToolCalls);
            Assert.Equal(plain.Messages[1].Native, answer.Messages[1].Native);
        }
    }

    [Fact]
    public async Task Citations_are_members()
    {
        async Task<IReadOnlyList<Citation>> CiteAsync(string message, string root = "")
        {
            using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(Whole(message, "", root))), new FakeClock());
            return (await client.Chat.CompleteAsync(Given.Chat("Hi"))).Citations;
        }

        var page = new Citation { Type = "url_citation", Url = "https://example.com/a", Title = "A" };
        Citation part = page with { StartIndex = 0, EndIndex = 4, Text = "four" };

        Assert.Equal([part], await CiteAsync($$"""{"content":"four","annotations":[{{Annotation}}]}"""));
        Assert.Equal([part], await CiteAsync($$"""{"content":"<think>x</think>four","annotations":[{{Annotation.Replace("\"start_index\":0,\"end_index\":4", "\"start_index\":16,\"end_index\":20")}}]}"""));
        Assert.Equal([part], await CiteAsync("""{"content":"four","annotations":[{"type":"url_citation","url":"https://example.com/a","title":"A","start_index":0,"end_index":4}]}"""));
        Assert.Equal([page], await CiteAsync("""{"content":"four"}""", ""","citations":["https://example.com/a"],"search_results":[{"title":"A","url":"https://example.com/a"}]"""));
        Assert.Equal([page], await CiteAsync("""{"content":"four","citations":[{"url":"https://example.com/a","title":"A"}]}"""));
        Assert.Equal([page], await CiteAsync("""{"content":"four"}""", ""","web_search":[{"link":"https://example.com/a","title":"A"}]"""));
        Assert.Equal([page], await CiteAsync("""{"content":"four","context":{"citations":[{"url":"https://example.com/a","title":"A"}]}}"""));
        Assert.Equal([part], await CiteAsync($$"""{"content":[{"type":"text","text":"four","annotations":[{{Annotation}}]}]}"""));
        Assert.Empty(await CiteAsync("""{"content":"four","annotations":[],"citations":null}""", ""","citations":[7,{}]"""));
    }

    private static string Piece(string delta, string moreOfChoice = "", string more = "") =>
        "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null" + moreOfChoice + "}]" + more + "}";

    private static string Whole(string message, string moreOfChoice = "", string more = "") =>
        "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":" + message + ",\"finish_reason\":\"stop\"" + moreOfChoice + "}]" + more + "}";

    private static string Normal(string json)
    {
        JsonObject root = JsonNode.Parse(json)!.AsObject();
        root.Remove("system_fingerprint");
        return root.ToJsonString();
    }
}
