using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Responses;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Responses of gateways that write them otherwise than the API does.</summary>
public class ResponseFormTests
{
    private const string Paris = """{\"city\":\"Paris\"}""";
    private const string Rome = """{\"city\":\"Rome\"}""";

    // How two calls come in a stream whose last event has no output.
    public static TheoryData<string, string[]> Parallel => new()
    {
        { "one place", [Added(0, "i1", "a"), Arguments(0, "i1", Paris), Done(0, "i1", "a", Paris), Added(0, "i2", "b"), Arguments(0, "i2", Rome), Done(0, "i2", "b", Rome)] },
        { "one place, ends at the end", [Added(0, "i1", "a"), Arguments(0, "i1", Paris), Added(0, "i2", "b"), Arguments(0, "i2", Rome), Done(0, "i1", "a", Paris), Done(0, "i2", "b", Rome)] },
        { "one place, between one another", [Added(0, "i1", "a"), Added(0, "i2", "b"), Arguments(0, "i1", Paris), Arguments(0, "i2", Rome)] },
        { "one place and no ids of items", [Added(0, null, "a"), Arguments(0, null, Paris), Done(0, null, "a", Paris), Added(0, null, "b"), Arguments(0, null, Rome), Done(0, null, "b", Rome)] },
        { "one place, whole items alone", [Done(0, "i1", "a", Paris), Done(0, "i2", "b", Rome)] },
        { "no place", [Added(null, "i1", "a"), Arguments(null, "i1", Paris), Added(null, "i2", "b"), Arguments(null, "i2", Rome)] },
        { "another id in each event", [Added(0, "x1", "a"), Arguments(0, "x2", Paris), Done(0, "x3", "a", Paris), Added(1, "x4", "b"), Arguments(1, "x5", Rome), Done(1, "x6", "b", Rome)] },
        { "as the API does", [Added(0, "i1", "a"), Added(1, "i2", "b"), Arguments(1, "i2", Rome), Arguments(0, "i1", Paris), Done(0, "i1", "a", Paris), Done(1, "i2", "b", Rome)] },
    };

    [Theory]
    [MemberData(nameof(Parallel))]
    public async Task Two_calls_stay_two(string name, string[] events)
    {
        ChatToolCall[] expected = [new("a", "weather", """{"city":"Paris"}"""), new("b", "weather", """{"city":"Rome"}""")];
        foreach (string output in new[] { "[]", $"[{Item("i1", "a", Paris)}]" })
        {
            if (output == "[]" || name != "another id in each event")
            {
                ResponseCompletion completion = (await ResponseEvents.StreamAsync(ResponseEvents.Of([.. events, ResponseEvents.End(output)]))).Completion;

                Assert.Equal(expected, completion.ToolCalls);
                Assert.Equal(expected, ResponseProtocol.Instance.ReadAnswer(completion.RawJson, [])!.ToolCalls);
            }
        }
    }

    public static TheoryData<string, string, string?> Contents => new()
    {
        { "\"four\"", "four", null },
        { """["fo","ur"]""", "four", null },
        { """{"type":"output_text","text":"four"}""", "four", null },
        { """{"answer":"four"}""", """{"answer":"four"}""", null },
        { """[{"type":"text","text":"four"}]""", "four", null },
        { """[{"text":"four"}]""", "four", null },
        { """[{"type":"output_text","text":{"value":"four"}}]""", "four", null },
        { """[{"type":"thinking","thinking":"hm"},{"type":"output_text","text":"four"}]""", "four", "hm" },
        { """[{"type":"reasoning_text","text":"hm"},{"type":"output_text","text":"four"}]""", "four", "hm" },
        { """[{"type":"output_text","text":"<think>hm</think>\n\nfour"}]""", "four", "hm" },
        { """[{"type":"output_text","text":"hm\n</think>\n\nfour"}]""", "four", "hm\n" },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task A_message_in_each_form(string content, string text, string? reasoning)
    {
        string output = $$"""[{"id":"msg_1","type":"message","role":"assistant","content":{{content}}}]""";
        ResponseCompletion whole = await ResponseEvents.CompleteAsync(ResponseEvents.Response("completed", output));
        string done = $$"""{"type":"response.output_item.done","output_index":0,"item":{{output[1..^1]}}}""";
        foreach (string[] events in new string[][] { [ResponseEvents.End(output)], [done, ResponseEvents.End(output)], [done, ResponseEvents.End("[]")] })
        {
            StreamResult<ResponseDelta, ResponseCompletion> result = await ResponseEvents.StreamAsync(ResponseEvents.Of(events));

            Assert.Equal((text, reasoning), (result.Completion.Text, result.Completion.Reasoning));
            Assert.Equal((text, reasoning ?? ""), (result.Text, string.Concat(result.Deltas.Select(delta => delta.Reasoning))));
        }

        Assert.Equal((text, reasoning), (whole.Text, whole.Reasoning));
    }

    [Fact]
    public async Task Thoughts_within_the_text_are_told_apart_as_they_come()
    {
        StreamResult<ResponseDelta, ResponseCompletion> result = await ResponseEvents.StreamAsync(ResponseEvents.Of(
            ResponseEvents.MessageAdded,
            ResponseEvents.TextDelta("<thi"),
            ResponseEvents.TextDelta("nk>h"),
            ResponseEvents.TextDelta("m</think>\n\nfo"),
            ResponseEvents.TextDelta("ur"),
            """{"type":"response.completed","response":{"status":"completed"}}"""));

        Assert.Equal(("four", "hm"), (result.Text, string.Concat(result.Deltas.Select(delta => delta.Reasoning))));
        Assert.Equal(("four", "hm"), (result.Completion.Text, result.Completion.Reasoning));
        Assert.Contains("<think>", result.Completion.RawJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_begins_as_a_tag_is_told_when_the_text_is_done()
    {
        StreamResult<ResponseDelta, ResponseCompletion> result = await ResponseEvents.StreamAsync(ResponseEvents.Of(
            ResponseEvents.TextDelta("<thi"),
            """{"type":"response.output_text.done","output_index":0,"content_index":0,"text":"<thi"}""",
            ResponseEvents.End(ResponseEvents.Message("<thi"))));

        Assert.Equal(["<thi", ""], result.Deltas.Select(delta => delta.Text));
        Assert.Equal("<thi", result.Completion.Text);
    }

    [Theory]
    [InlineData("response.reasoning.delta", "\"hm\"")]
    [InlineData("response.reasoning_summary.delta", "\"hm\"")]
    [InlineData("response.reasoning_text.delta", """{"text":"hm"}""")]
    [InlineData("response.reasoning_summary_text.delta", """{"type":"summary_text","text":"hm"}""")]
    public async Task Reasoning_by_other_names(string type, string delta)
    {
        StreamResult<ResponseDelta, ResponseCompletion> result = await ResponseEvents.StreamAsync(ResponseEvents.Of(
            $$"""{"type":"{{type}}","output_index":0,"delta":{{delta}}}""", ResponseEvents.TextDelta("four", 1), """{"type":"response.completed","response":{"status":"completed"}}"""));

        Assert.Equal(("four", "hm"), (result.Completion.Text, result.Completion.Reasoning));
    }

    [Fact]
    public async Task Annotations_and_log_probabilities_of_a_trimmed_stream_are_kept()
    {
        const string Annotation = """{"type":"url_citation","url":"https://example.com/a","title":"A","start_index":0,"end_index":4}""";
        const string Part = """{"type":"output_text","text":"four","annotations":[ANNOTATION],"logprobs":[{"token":"four","logprob":-0.1}]}""";
        string filled = Part.Replace("ANNOTATION", Annotation, StringComparison.Ordinal);
        string added = $$"""{"type":"response.output_text.annotation.added","output_index":0,"content_index":0,"annotation_index":0,"annotation":{{Annotation}}}""";
        string done = $$"""{"type":"response.content_part.done","output_index":0,"content_index":0,"part":{{filled}}}""";
        foreach (string[] events in new string[][] { [added], [done], [added, done] })
        {
            foreach (string end in new[] { ResponseEvents.End("[]"), ResponseEvents.End(ResponseEvents.Message("four")) })
            {
                ResponseCompletion completion = (await ResponseEvents.StreamAsync(
                    ResponseEvents.Of([ResponseEvents.MessageAdded, ResponseEvents.TextDelta("four"), .. events, end]))).Completion;

                Assert.Equal([new Citation { Type = "url_citation", Url = "https://example.com/a", Title = "A", StartIndex = 0, EndIndex = 4, Text = "four" }], completion.Citations);
                JsonNode part = JsonNode.Parse(completion.RawJson)!["output"]![0]!["content"]![0]!;
                Assert.Equal(events[^1] == done ? "four" : null, (string?)part["logprobs"]?[0]?["token"]);
            }
        }
    }

    [Fact]
    public async Task Calls_without_an_id_get_one_that_their_results_can_name()
    {
        const string Output = """[{"type":"function_call","call_id":"","name":"f","arguments":"{}","x":1},{"type":"function_call","name":"g","arguments":"{}"},{"type":"function_call","call_id":"c","name":"h","arguments":"{}"}]""";
        ResponseCompletion whole = await ResponseEvents.CompleteAsync(ResponseEvents.Response("completed", Output));
        ResponseCompletion streamed = (await ResponseEvents.StreamAsync(ResponseEvents.Of(ResponseEvents.End(Output)))).Completion;

        foreach (ResponseCompletion answer in new[] { whole, streamed, ResponseProtocol.Instance.ReadAnswer(streamed.RawJson, ResponseEvents.Ask().Messages)! })
        {
            Assert.Equal(["call_1_0", "call_1_1", "c"], answer.ToolCalls!.Select(call => call.Id));
            byte[] next = ResponseProtocol.Instance.WriteRequest(ResponseEvents.Ask() with { Messages = answer.Messages });
            IEnumerable<JsonNode?> sent = JsonNode.Parse(Encoding.UTF8.GetString(next))!["input"]!.AsArray().Skip(1);
            Assert.Equal(["call_1_0", "call_1_1", "c"], sent.Select(item => (string?)item!["call_id"]));
            Assert.Equal(1, (int?)sent.First()!["x"]);
        }
    }

    private static string Added(int? place, string? id, string callId) => Event("response.output_item.added", place, $"\"item\":{Item(id, callId, "")}");

    private static string Done(int? place, string? id, string callId, string arguments) => Event("response.output_item.done", place, $"\"item\":{Item(id, callId, arguments)}");

    private static string Arguments(int? place, string? id, string arguments) =>
        Event("response.function_call_arguments.delta", place, (id is null ? "" : $"\"item_id\":\"{id}\",") + $"\"delta\":\"{arguments}\"");

    private static string Event(string type, int? place, string rest) => $"{{\"type\":\"{type}\"," + (place is null ? "" : $"\"output_index\":{place},") + rest + "}";

    private static string Item(string? id, string callId, string arguments) =>
        "{" + (id is null ? "" : $"\"id\":\"{id}\",") + $"\"type\":\"function_call\",\"call_id\":\"{callId}\",\"name\":\"weather\",\"arguments\":\"{arguments}\"}}";
}
