using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Responses;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What each event of a response's stream brings.</summary>
public class ResponseStreamTests
{
    private const string CallOutput =
        """[{"id":"fc_1","type":"function_call","status":"completed","call_id":"call_1","name":"f","arguments":"{\"x\":1}"},{"id":"fc_2","type":"function_call","status":"completed","call_id":"call_2","name":"g","arguments":"{}"}]""";

    [Fact]
    public async Task Unknown_events_are_passed_over_and_lose_nothing()
    {
        StreamResult<ResponseDelta, ResponseCompletion> result = await ReadAsync(
            ResponseEvents.Created(),
            """{"type":"keepalive","sequence_number":1}""",
            ResponseEvents.TextDelta("Hel"),
            """{"type":"response.from_the_future","delta":{"text":"?"},"item":[1],"response":"x","error":{"code":"y"},"output_index":"no"}""",
            """{"type":"response.shell_call_output_content.delta","delta":{"stdout":"?"}}""",
            """{"type":"response.mcp_call.failed","item_id":"m","output_index":4,"error":"it went wrong"}""",
            """{"type":"response.audio.delta","delta":"AAAA"}""",
            """{"type":null}""",
            "{}",
            ResponseEvents.TextDelta("lo"),
            """{"type":"response.code_interpreter_call_code.delta","output_index":3,"delta":"print(1)"}""",
            ResponseEvents.End(ResponseEvents.Message("Hello")));

        Assert.Equal(["Hel", "lo", ""], result.Deltas.Select(delta => delta.Text));
        Assert.Equal("Hello", result.Completion.Text);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Lines_may_end_as_they_like(string end)
    {
        string events = "\uFEFF: PING" + end + end + ResponseExamples.Stream.Replace("\n", end, StringComparison.Ordinal);

        Assert.Equal(ResponseExamples.Unicorn, (await ResponseEvents.StreamAsync(events)).Text);
    }

    [Fact]
    public async Task The_event_line_may_be_missing_or_pings_stand_between()
    {
        string dataAlone = string.Concat(ResponseExamples.Stream.Split('\n').Where(line => !line.StartsWith("event:", StringComparison.Ordinal)).Select(line => line + "\n"));
        string pinged = ResponseExamples.Stream.Replace("event: response.output_text.delta\n", ": PING\n\nevent: response.output_text.delta\n", StringComparison.Ordinal);

        Assert.Equal(ResponseExamples.Unicorn, (await ResponseEvents.StreamAsync(dataAlone)).Completion.Text);
        Assert.Equal(ResponseExamples.Unicorn, (await ResponseEvents.StreamAsync(pinged)).Text);
    }

    [Fact]
    public async Task The_type_may_stand_on_the_event_line_alone()
    {
        StreamResult<ResponseDelta, ResponseCompletion> result = await ResponseEvents.StreamAsync(
            "event: response.output_text.delta\ndata: {\"output_index\":0,\"delta\":\"Hi\"}\n\n"
            + $"event: response.completed\ndata: {{\"response\":{ResponseEvents.Response("completed", ResponseEvents.Message("Hi"))}}}\n\n");

        Assert.Equal(["response.output_text.delta", "response.completed"], result.Deltas.Select(delta => delta.Type));
        Assert.Equal("Hi", result.Completion.Text);
    }

    [Fact]
    public async Task Text_that_comes_only_when_it_is_done_is_given_once()
    {
        string message = ResponseEvents.Message("Hello")[1..^1];
        foreach (string[] events in new string[][]
        {
            ["""{"type":"response.output_text.done","output_index":0,"content_index":0,"text":"Hello"}""", $$"""{"type":"response.output_item.done","output_index":0,"item":{{message}}}"""],
            [$$"""{"type":"response.output_item.done","output_index":0,"item":{{message}}}""", """{"type":"response.output_text.done","output_index":0,"content_index":0,"text":"Hello"}"""],
            [ResponseEvents.TextDelta("Hel"), ResponseEvents.TextDelta(""), ResponseEvents.TextDelta("lo"), """{"type":"response.output_text.done","output_index":0,"content_index":0,"text":"Hello"}"""],
            [],
        })
        {
            StreamResult<ResponseDelta, ResponseCompletion> result = await ReadAsync([.. events, ResponseEvents.End(ResponseEvents.Message("Hello"))]);

            Assert.Equal("Hello", result.Text);
            Assert.Equal("Hello", result.Completion.Text);
            Assert.All(result.Deltas.SkipLast(1), delta => Assert.NotEmpty(delta.Text));
        }
    }

    [Fact]
    public async Task Parts_and_items_interleave()
    {
        StreamResult<ResponseDelta, ResponseCompletion> result = await ReadAsync(
            ResponseEvents.TextDelta("a", 0, 0),
            ResponseEvents.TextDelta("c", 1, 0),
            ResponseEvents.TextDelta("b", 0, 1),
            """{"type":"response.output_text.done","output_index":0,"content_index":0,"text":"a"}""",
            """{"type":"response.output_text.done","output_index":1,"content_index":1,"text":"d"}""",
            """{"type":"response.completed","response":{"id":"r"}}""");

        Assert.Equal("acbd", result.Text);
        Assert.Equal([0, 1, 0, 1], result.Deltas.SkipLast(1).Select(delta => delta.OutputIndex!.Value));
        Assert.Equal("abcd", result.Completion.Text);
    }

    [Fact]
    public async Task Reasoning_adds_up_part_by_part()
    {
        const string Output = """
            [{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"First, 一"},{"type":"summary_text","text":"Then"}]},
             {"id":"rs_2","type":"reasoning","summary":[{"type":"summary_text","text":"short"}],"content":[{"type":"reasoning_text","text":"In full"}]}]
            """;
        StreamResult<ResponseDelta, ResponseCompletion> result = await ReadAsync(
            """{"type":"response.reasoning_summary_part.added","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}""",
            """{"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"First"}""",
            """{"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":", 一"}""",
            """{"type":"response.reasoning_summary_text.done","output_index":0,"summary_index":0,"text":"First, 一"}""",
            """{"type":"response.reasoning_summary_text.done","output_index":0,"summary_index":1,"text":"Then"}""",
            """{"type":"response.reasoning_text.delta","output_index":1,"content_index":0,"delta":"In full"}""",
            """{"type":"response.reasoning_summary_text.delta","output_index":1,"summary_index":0,"delta":"short"}""",
            ResponseEvents.End(Output.ReplaceLineEndings("")));

        Assert.Equal(["First", ", 一", "\n\nThen", "\n\nIn full"], result.Deltas.SkipLast(1).Select(delta => delta.Reasoning));
        Assert.Equal("First, 一\n\nThen\n\nIn full", result.Completion.Reasoning);
    }

    [Fact]
    public async Task Reasoning_that_comes_as_an_item_is_given_once()
    {
        StreamResult<ResponseDelta, ResponseCompletion> result = await ReadAsync(
            """{"type":"response.output_item.done","output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[{"text":"a"},{"text":"b"}]}}""",
            """{"type":"response.output_item.done","output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[{"text":"a"},{"text":"b"}]}}""",
            ResponseEvents.End("""[{"id":"rs_1","type":"reasoning","summary":[{"text":"a"},{"text":"b"}]}]"""));

        Assert.Equal(["a\n\nb", null], result.Deltas.Select(delta => delta.Reasoning));
    }

    [Fact]
    public async Task A_refusal_comes_in_pieces()
    {
        StreamResult<ResponseDelta, ResponseCompletion> result = await ReadAsync(
            """{"type":"response.refusal.delta","output_index":0,"content_index":0,"delta":"I "}""",
            """{"type":"response.refusal.delta","output_index":0,"content_index":0,"delta":"can't."}""",
            """{"type":"response.refusal.done","output_index":0,"content_index":0,"refusal":"I can't."}""",
            ResponseEvents.End("""[{"type":"message","content":[{"type":"refusal","refusal":"I can't."}]}]"""));

        Assert.Equal(["I ", "can't.", null], result.Deltas.Select(delta => delta.Refusal));
        Assert.Equal("I can't.", result.Completion.Refusal);
    }

    [Fact]
    public async Task Calls_begin_with_id_and_name_and_interleave()
    {
        StreamResult<ResponseDelta, ResponseCompletion> result = await ReadAsync(
            """{"type":"response.output_item.added","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":""}}""",
            """{"type":"response.output_item.added","output_index":1,"item":{"id":"fc_2","type":"function_call","call_id":"call_2","name":"g","arguments":""}}""",
            """{"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"{\"x\""}""",
            """{"type":"response.function_call_arguments.done","item_id":"fc_2","output_index":1,"arguments":"{}"}""",
            """{"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":":1}"}""",
            """{"type":"response.function_call_arguments.done","item_id":"fc_1","output_index":0,"arguments":"{\"x\":1}"}""",
            """{"type":"response.output_item.done","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{\"x\":1}"}}""",
            ResponseEvents.End(CallOutput));

        Assert.Equal(
            [(0, new ChatToolCall("call_1", "f", "")), (1, new ChatToolCall("call_2", "g", "")), (0, Piece("{\"x\"")), (1, Piece("{}")), (0, Piece(":1}"))],
            result.Deltas.SkipLast(1).Select(delta => (delta.OutputIndex!.Value, Assert.Single(delta.ToolCalls!))));
        Assert.All(result.Deltas.SkipLast(1), delta => Assert.IsType<ItemList<ChatToolCall>>(delta.ToolCalls));
        Assert.Equal("tool_calls", result.Deltas[^1].FinishReason);
        Assert.Equal(["f({\"x\":1})", "g({})"], result.Completion.ToolCalls!.Select(call => call.ToString()));

        static ChatToolCall Piece(string arguments) => new("", "", arguments);
    }

    [Fact]
    public async Task A_call_may_come_whole_or_late()
    {
        StreamResult<ResponseDelta, ResponseCompletion> result = await ReadAsync(
            """{"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"{\"x\":1}"}""",
            """{"type":"response.output_item.done","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{\"x\":1}"}}""",
            """{"type":"response.output_item.added","output_index":1,"item":{"id":"fc_2","type":"function_call","call_id":"call_2","name":"g","arguments":"{}"}}""",
            """{"type":"response.function_call_arguments.done","item_id":"fc_2","output_index":1,"arguments":"{}"}""",
            """{"type":"response.output_item.done","output_index":1,"item":{"id":"fc_2","type":"function_call","call_id":"call_2","name":"g","arguments":"{}"}}""",
            ResponseEvents.End(CallOutput));

        Assert.Equal(
            [new ChatToolCall("", "", "{\"x\":1}"), new ChatToolCall("call_1", "f", ""), new ChatToolCall("call_2", "g", "{}")],
            result.Deltas.SkipLast(1).Select(delta => Assert.Single(delta.ToolCalls!)));
    }

    [Fact]
    public async Task A_search_is_told_when_it_begins_and_when_it_has_ended()
    {
        const string Done = """{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"Faust"}}""";
        StreamResult<ResponseDelta, ResponseCompletion> result = await ReadAsync(
            """{"type":"response.output_item.added","output_index":0,"item":{"id":"ws_1","type":"web_search_call","status":"in_progress"}}""",
            """{"type":"response.web_search_call.in_progress","output_index":0,"item_id":"ws_1"}""",
            """{"type":"response.web_search_call.searching","output_index":0,"item_id":"ws_1"}""",
            """{"type":"response.web_search_call.completed","output_index":0,"item_id":"ws_1"}""",
            $$"""{"type":"response.output_item.done","output_index":0,"item":{{Done}}}""",
            """{"type":"response.web_search_call.searching","output_index":1,"item_id":"ws_2"}""",
            ResponseEvents.End($"[{Done}]"));

        Assert.Equal(
            [("ws_1", "in_progress", null), ("ws_1", "completed", "Faust"), ("ws_2", "in_progress", null)],
            result.Deltas.SkipLast(1).Select(delta => (delta.WebSearch!.Id, delta.WebSearch.Status, delta.WebSearch.Query)));
        Assert.Equal("Faust", Assert.Single(result.Completion.WebSearches).Query);
    }

    [Fact]
    public async Task Images_come_in_parts()
    {
        string first = Convert.ToBase64String([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1]);
        StreamResult<ResponseDelta, ResponseCompletion> result = await ReadAsync(
            $$"""{"type":"response.image_generation_call.partial_image","item_id":"ig_1","output_index":0,"partial_image_index":0,"partial_image_b64":"{{first}}"}""",
            """{"type":"response.image_generation_call.partial_image","item_id":"ig_1","output_index":0,"partial_image_index":1,"partial_image_b64":"AAAA","output_format":"webp"}""",
            """{"type":"response.image_generation_call.partial_image","item_id":"ig_1","output_index":0,"partial_image_index":2,"partial_image_b64":""}""",
            ResponseEvents.End($$"""[{"id":"ig_1","type":"image_generation_call","status":"completed","result":"{{first}}"}]"""));

        Assert.Equal(["image/png", "image/webp"], result.Deltas.SkipLast(1).Select(delta => delta.Image!.MediaType));
        Assert.Equal(first, Convert.ToBase64String(Assert.Single(result.Completion.Images).Bytes!));
    }

    // A relay that cuts by bytes, and one that cuts by UTF-16 units.
    [Fact]
    public async Task Characters_that_a_relay_cut_in_two_do_not_end_the_stream()
    {
        byte[] events =
        [
            .. Given.Utf8("data: {\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\":\"a"), 0xE4, 0xBD, .. Given.Utf8("\"}\n\n"),
            .. Given.Utf8(ResponseEvents.Of("""{"type":"response.output_text.delta","output_index":0,"delta":"b\ud83c"}""", """{"type":"response.output_text.delta","output_index":0,"delta":"\udf0dc"}""")),
            .. Given.Utf8("data: {\"type\":\"response.completed\",\"response\":{\"output\":[{\"type\":\"message\",\"content\":[{\"text\":\"a"), 0xE4, 0xBD, .. Given.Utf8("b\"}]}]}}\n\n"),
        ];

        StreamResult<ResponseDelta, ResponseCompletion> result = await ResponseEvents.StreamAsync(Steps.Events(() => new MemoryStream(events)));

        Assert.Equal("a\uFFFDb🌍c", result.Text);
        Assert.Equal("a\uFFFDb", result.Completion.Text);
    }

    public static TheoryData<string> Trimmed =>
    [
        """{"type":"response.completed","response":{"id":"resp_1","model":"gpt-4.1","status":"completed","output":[],"usage":{"input_tokens":1,"output_tokens":2}}}""",
        """{"type":"response.completed","response":{"id":"resp_1","model":"gpt-4.1","output":null,"usage":{"input_tokens":1,"output_tokens":2}}}""",
        """{"type":"response.completed","response":{"id":"resp_1","model":"gpt-4.1","status":"in_progress","output":[{"type":"message","content":[]},{"type":"function_call","name":""}],"usage":{"input_tokens":1,"output_tokens":2}}}""",
    ];

    [Theory]
    [MemberData(nameof(Trimmed))]
    public async Task What_the_last_event_lacks_comes_from_those_before(string last)
    {
        StreamResult<ResponseDelta, ResponseCompletion> result = await ReadAsync(
            ResponseEvents.Created(),
            """{"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"hm"}""",
            """{"type":"response.output_item.done","output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"gAAA"}}""",
            """{"type":"response.output_item.added","output_index":1,"item":{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","content":[]}}""",
            ResponseEvents.TextDelta("你好", 1),
            ResponseEvents.TextDelta(" 🌍", 1),
            """{"type":"response.output_item.done","output_index":1,"item":{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[]}}""",
            """{"type":"response.output_item.added","output_index":2,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":""}}""",
            """{"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":2,"delta":"{}"}""",
            last);

        ResponseCompletion answer = result.Completion;
        Assert.Equal(("你好 🌍", "hm", "completed", "tool_calls"), (answer.Text, answer.Reasoning, answer.Status, answer.FinishReason));
        Assert.Equal(new ChatToolCall("call_1", "f", "{}"), Assert.Single(answer.ToolCalls!));
        Assert.Equal(("resp_1", 3), (answer.Id, answer.Usage!.TotalTokens));
        JsonAssert.Equal(
            """
            [{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"gAAA"},
             {"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"你好 🌍","annotations":[]}]},
             {"id":"fc_1","type":"function_call","status":"completed","call_id":"call_1","name":"f","arguments":"{}"}]
            """,
            JsonNode.Parse(answer.RawJson)!["output"]!.ToJsonString());
    }

    [Fact]
    public async Task Without_a_response_in_the_last_event_the_first_one_counts()
    {
        StreamResult<ResponseDelta, ResponseCompletion> result = await ReadAsync(
            ResponseEvents.Created(),
            """{"type":"response.reasoning_text.delta","item_id":"rs_1","content_index":0,"delta":"hm"}""",
            """{"type":"response.output_text.delta","item_id":"msg_1","content_index":0,"delta":"Hi"}""",
            """{"type":"response.refusal.delta","item_id":"msg_1","content_index":1,"delta":"no"}""",
            """{"type":"response.function_call_arguments.delta","item_id":"fc_1","delta":"{}"}""",
            """{"type":"response.incomplete"}""");

        ResponseCompletion answer = result.Completion;
        Assert.Equal(("resp_1", "gpt-4.1", "incomplete", "incomplete"), (answer.Id, answer.Model, answer.Status, answer.FinishReason));
        Assert.Equal(("Hi", "hm", "no", "{}"), (answer.Text, answer.Reasoning, answer.Refusal, Assert.Single(answer.ToolCalls!).Arguments));
    }

    public static TheoryData<string> Outputs =>
    [
        ResponseEvents.Message("你好 🌍 <think>"),
        CallOutput,
        """[{"id":"rs","type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},{"id":"m","type":"message","content":[{"type":"output_text","text":"x","annotations":[{"type":"url_citation","url":"u","start_index":0,"end_index":1}]}]}]""",
        """[{"id":"m","type":"message","content":[{"type":"refusal","refusal":"no"}]}]""",
        """[{"id":"ws","type":"web_search_call","status":"completed","action":{"type":"search","query":"q"}},{"id":"ig","type":"image_generation_call","result":"AAAA"}]""",
        "[]",
    ];

    [Theory]
    [MemberData(nameof(Outputs))]
    public async Task However_it_comes_the_answer_is_the_same(string output)
    {
        string json = ResponseEvents.Response("completed", output);
        IEnumerable<string> items = JsonNode.Parse(output)!.AsArray().Select((item, index) => $$"""{"type":"response.output_item.done","output_index":{{index}},"item":{{item!.ToJsonString()}}}""");

        ResponseCompletion plain = await ResponseEvents.CompleteAsync(json);
        StreamResult<ResponseDelta, ResponseCompletion> streamed = await ReadAsync([.. items, ResponseEvents.End(output)]);
        StreamResult<ResponseDelta, ResponseCompletion> unasked = await ResponseEvents.StreamAsync(Steps.Ok(json));

        foreach (StreamResult<ResponseDelta, ResponseCompletion> result in new[] { streamed, unasked })
        {
            ResponseCompletion answer = result.Completion;
            JsonAssert.Equal(plain.RawJson, answer.RawJson);
            Assert.Equal(plain.Messages.Select(Describe), answer.Messages.Select(Describe));
            Assert.Equal(plain.Citations, answer.Citations);
            Assert.Equal(plain.WebSearches.Select(search => search.ToString()), answer.WebSearches.Select(search => search.ToString()));
            Assert.Equal((plain.Id, plain.Usage, plain.FinishReason, plain.Status), (answer.Id, answer.Usage, answer.FinishReason, answer.Status));
            Assert.Equal(answer.Text, result.Text);
            Assert.Equal(answer.Reasoning ?? "", string.Concat(result.Deltas.Select(delta => delta.Reasoning)));
            Assert.Equal(answer.Refusal ?? "", string.Concat(result.Deltas.Select(delta => delta.Refusal)));
            Assert.Equal(answer.ToolCalls ?? [], result.Deltas.SelectMany(delta => delta.ToolCalls ?? []));
            Assert.Equal("response.completed", result.Deltas[^1].Type);
        }
    }

    [Fact]
    public async Task The_input_and_the_facts_of_the_call_are_on_the_answer()
    {
        var handler = new ScriptedHandler(Steps.Answer(200, ResponseExamples.Plain, ("X-Oneapi-Request-Id", "req_1")), Steps.Events(ResponseExamples.Stream));
        using var client = new WhataiClient(Given.Options(), handler);

        ResponseCompletion plain = await client.Responses.CompleteAsync(ResponseEvents.Ask() with { Input = "x" });
        ResponseCompletion streamed = (await client.Responses.StreamAsync(ResponseEvents.Ask() with { Input = "y" }).ToResultAsync()).Completion;

        Assert.Equal(("x", "req_1", 1), (plain.Input, plain.RequestId, plain.Attempts));
        Assert.Equal("y", streamed.Input);
        Assert.True(streamed.Duration > TimeSpan.Zero);
    }

    private static string Describe(ChatMessage message) => $"{message} [{message.Reasoning}] [{message.Refusal}] {string.Join(" + ", message.ToolCalls ?? [])} {message.Images.Count} {message.Native?.Json}";

    private static Task<StreamResult<ResponseDelta, ResponseCompletion>> ReadAsync(params string[] events) => ResponseEvents.StreamAsync(ResponseEvents.Of(events));
}
