using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Messages;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What Claude's own API answers, whole and in pieces.</summary>
public class MessageAnswerTests
{
    private const string Search = """{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"cats"}}""";
    private const string Found = """{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"https://example.com/","title":"Cats","page_age":null,"encrypted_content":"x"}]}""";
    private const string Failed = """{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":{"type":"web_search_tool_result_error","error_code":"max_uses_exceeded"}}""";
    private const string Cited = """{"type":"text","text":"Cats purr.","citations":[{"type":"web_search_result_location","url":"https://example.com/","title":"Cats","cited_text":"They purr.","encrypted_index":"e"}]}""";

    [Fact]
    public async Task What_an_answer_has()
    {
        MessageCompletion answer = await CompleteAsync(GivenMessages.Answer(
            string.Join(",", """{"type":"thinking","thinking":"one","signature":"c2ln"}""", """{"type":"redacted_thinking","data":"x"}""", """{"type":"thinking","thinking":"two","signature":"c2ln"}""",
                GivenMessages.Text("Look: "), Search, Found, Cited, """{"type":"tool_use","id":"toolu_1","name":"say","input":{"a":1}}""", """{"type":"later"}"""),
            "tool_use",
            """{"input_tokens":9,"output_tokens":5}"""));

        Assert.Equal(("Look: Cats purr.", "one\n\ntwo", "tool_calls", "tool_use"), (answer.Text, answer.Reasoning, answer.FinishReason, answer.NativeFinishReason));
        Assert.Equal(new ChatToolCall("toolu_1", "say", """{"a":1}"""), Assert.Single(answer.ToolCalls!));
        Citation citation = Assert.Single(answer.Citations);
        Assert.Equal(("https://example.com/", "Cats", "They purr.", 6, 16), (citation.Url, citation.Title, citation.Text, citation.StartIndex, citation.EndIndex));
        WebSearchCall search = Assert.Single(answer.WebSearches);
        Assert.Equal(("cats", "completed", "https://example.com/"), (search.Query, search.Status, Assert.Single(search.Sources)));
        Assert.Equal(("msg_1", "claude-sonnet-4-5", 2), (answer.Id, answer.Model, answer.Messages.Count));
        Assert.Equal(9, JsonNode.Parse(answer.Messages[1].Native!.Json)!.AsArray().Count);
    }

    [Theory]
    [InlineData("end_turn", "stop")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("max_tokens", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("refusal", "content_filter")]
    [InlineData("pause_turn", "pause_turn")]
    [InlineData("new_reason", "new_reason")]
    [InlineData(null, null)]
    public async Task Why_it_ended(string? reason, string? expected)
    {
        MessageRequest request = GivenMessages.Request() with { MaxContinuations = 0 };
        using WhataiClient whole = GivenMessages.Client(Steps.Answer(200, GivenMessages.Answer(GivenMessages.Text("a"), reason)));
        Assert.Equal(expected, (await whole.Messages.CompleteAsync(request)).FinishReason);

        using WhataiClient streamed = GivenMessages.Client(Steps.Events(GivenMessages.Events(GivenMessages.Start(), GivenMessages.TextDelta("a"), GivenMessages.Finish(reason), GivenMessages.Stop)));
        Assert.Equal(expected, (await streamed.Messages.StreamAsync(request).ToResultAsync<MessageDelta, MessageCompletion>()).Completion.FinishReason);
    }

    [Fact]
    public async Task A_refusal_says_why()
    {
        const string Details = ""","stop_details":{"type":"refusal","category":"cyber","explanation":"No."}""";
        MessageCompletion whole = await CompleteAsync(GivenMessages.Answer("", "refusal").Replace(""","usage":""", Details + ""","usage":""", StringComparison.Ordinal));
        MessageCompletion streamed = (await StreamAsync(GivenMessages.Start(), GivenMessages.Finish("refusal").Replace("},\"usage\"", Details + "},\"usage\"", StringComparison.Ordinal), GivenMessages.Stop)).Completion;
        foreach (MessageCompletion answer in new[] { whole, streamed })
        {
            Assert.Equal(("", "No.", "cyber", "content_filter"), (answer.Text, answer.Refusal, answer.RefusalCategory, answer.FinishReason));
        }
    }

    [Fact]
    public async Task A_search_that_failed() =>
        Assert.Equal("failed", Assert.Single((await CompleteAsync(GivenMessages.Answer($"{Search},{Failed}"))).WebSearches).Status);

    [Fact]
    public async Task A_stream_gives_the_same_as_a_whole_answer()
    {
        string[] events =
        [
            GivenMessages.Start(),
            GivenMessages.Begin(0, """{"type":"thinking","thinking":"","signature":""}"""), GivenMessages.Delta(0, """{"type":"thinking_delta","thinking":"o"}"""),
            GivenMessages.Delta(0, """{"type":"thinking_delta","thinking":"ne"}"""), GivenMessages.Delta(0, """{"type":"signature_delta","signature":"c2ln"}"""), GivenMessages.End(0),
            GivenMessages.Begin(1, """{"type":"redacted_thinking","data":"x"}"""), GivenMessages.End(1),
            GivenMessages.Begin(2, """{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}"""), GivenMessages.Delta(2, """{"type":"input_json_delta","partial_json":""}"""),
            GivenMessages.Delta(2, """{"type":"input_json_delta","partial_json":"{\"query\":\"cats\"}"}"""), GivenMessages.End(2),
            GivenMessages.Begin(3, Found), GivenMessages.End(3),
            GivenMessages.Begin(4, """{"type":"text","text":""}"""), GivenMessages.TextDelta("Cats ", 4), """{"type":"ping"}""", GivenMessages.TextDelta("purr.", 4),
            GivenMessages.Delta(4, """{"type":"citations_delta","citation":{"type":"web_search_result_location","url":"https://example.com/","title":"Cats","cited_text":"They purr.","encrypted_index":"e"}}"""), GivenMessages.End(4),
            GivenMessages.Begin(5, """{"type":"tool_use","id":"toolu_1","name":"say","input":{}}"""), GivenMessages.Delta(5, """{"type":"input_json_delta","partial_json":"{\"a\""}"""),
            GivenMessages.Delta(5, """{"type":"input_json_delta","partial_json":":1}"}"""), GivenMessages.End(5),
            GivenMessages.Begin(6, """{"type":"tool_use","id":"toolu_2","name":"wait","input":{}}"""), GivenMessages.End(6),
            """{"type":"later","x":1}""",
            GivenMessages.Finish("tool_use", """{"input_tokens":null,"output_tokens":5}"""), GivenMessages.Stop,
        ];
        StreamResult<MessageDelta, MessageCompletion> result = await StreamAsync(events);
        MessageCompletion whole = await CompleteAsync(GivenMessages.Answer(
            string.Join(",", """{"type":"thinking","thinking":"one","signature":"c2ln"}""", """{"type":"redacted_thinking","data":"x"}""", Search, Found, Cited,
                """{"type":"tool_use","id":"toolu_1","name":"say","input":{"a":1}}""", """{"type":"tool_use","id":"toolu_2","name":"wait","input":{}}"""),
            "tool_use",
            """{"input_tokens":9,"output_tokens":5}"""));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(whole.RawJson), JsonNode.Parse(result.Completion.RawJson)), result.Completion.RawJson);
        Assert.Equal(whole.Usage, result.Completion.Usage);
        Assert.Equal(("Cats purr.", "one"), (result.Text, string.Concat(result.Deltas.Select(static delta => delta.Reasoning))));
        Assert.Equal(["in_progress", "completed"], result.Deltas.Where(static delta => delta.WebSearch is not null).Select(static delta => delta.WebSearch!.Status!));
        Assert.Equal(
            ["toolu_1/say/", "//{\"a\"", "//:1}", "toolu_2/wait/"],
            result.Deltas.SelectMany(static delta => delta.ToolCalls ?? []).Select(static call => $"{call.Id}/{call.Name}/{call.Arguments}"));
    }

    [Theory]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}""", "Hi")]
    [InlineData("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Hi"}}""", "Hi")]
    [InlineData("""{"type":"content_block_delta","delta":{"text":"Hi"}}""", "Hi")]
    public async Task A_relay_begins_no_block_or_a_full_one(string piece, string text)
    {
        StreamResult<MessageDelta, MessageCompletion> result = await StreamAsync(GivenMessages.Start(), piece, GivenMessages.Finish(), GivenMessages.Stop);
        Assert.Equal((text, text), (result.Text, result.Completion.Text));
    }

    [Fact]
    public async Task Blocks_of_one_index_stay_apart()
    {
        StreamResult<MessageDelta, MessageCompletion> result = await StreamAsync(
            GivenMessages.Start(), GivenMessages.Delta(0, """{"type":"thinking_delta","thinking":"hm"}"""), GivenMessages.TextDelta("Hi"),
            GivenMessages.Begin(0, """{"type":"tool_use","id":"a","name":"one","input":{"x":1}}"""), GivenMessages.Begin(0, """{"type":"tool_use","id":"b","name":"two","input":{}}"""),
            GivenMessages.Delta(0, """{"type":"input_json_delta","partial_json":"{\"y\":2}"}"""), GivenMessages.Finish("tool_use"), GivenMessages.Stop);
        Assert.Equal(("Hi", "hm"), (result.Completion.Text, result.Completion.Reasoning));
        Assert.Equal(["one({\"x\":1})", "two({\"y\":2})"], result.Completion.ToolCalls!.Select(static call => call.ToString()));
    }

    [Fact]
    public async Task Arguments_that_are_cut_stay_as_they_came()
    {
        MessageCompletion answer = (await StreamAsync(
            GivenMessages.Start(), GivenMessages.Begin(0, """{"type":"tool_use","id":"a","name":"one","input":{}}"""),
            GivenMessages.Delta(0, """{"type":"input_json_delta","partial_json":"{\"x\":"}"""), GivenMessages.Finish("max_tokens"), GivenMessages.Stop)).Completion;
        Assert.Equal("{\"x\":", Assert.Single(answer.ToolCalls!).Arguments);
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", ErrorKind.ServiceUnavailable)]
    [InlineData("""{"error":{"message":"no channel","type":"new_api_error"}}""", ErrorKind.ServiceUnavailable)]
    public async Task An_error_in_mid_stream_keeps_what_came(string error, ErrorKind kind)
    {
        StreamResult<MessageDelta, MessageCompletion> result = await StreamBodyAsync(GivenMessages.Events(GivenMessages.Start(), GivenMessages.TextDelta("Hi")) + error + "\n\n");
        Assert.Equal("Hi", result.Text);
        Assert.True(result.Error.Kind == kind || result.Error.Kind == ErrorKind.IncompleteAnswer, result.Error.Kind.ToString());
        Assert.Contains(error.Contains("Overloaded", StringComparison.Ordinal) ? "Overloaded" : "no channel", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_without_its_end_is_incomplete()
    {
        StreamResult<MessageDelta, MessageCompletion> result = await StreamAsync(GivenMessages.Start(), GivenMessages.TextDelta("Hi"), GivenMessages.End(0));
        Assert.Equal(("Hi", ErrorKind.IncompleteAnswer), (result.Text, result.Error.Kind));
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"<nil>","message":"Overloaded"}}""", 529, ErrorKind.ServiceUnavailable)]
    [InlineData("""{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"},"request_id":"req_1"}""", 401, ErrorKind.AuthenticationFailed)]
    [InlineData("""{"error":{"message":"no","type":"new_api_error","param":"","code":"model_not_found"}}""", 503, ErrorKind.NotFound)]
    [InlineData("""{"type":"error","error":{"type":"rate_limit_error","message":"slow down"},"request_id":"req_1"}""", 429, ErrorKind.RateLimited)]
    [InlineData("""{"type":"error","error":{"type":"rate_limit_error","message":"limit","details":{"error_code":"enforced_spend_limit_reached"}},"request_id":"req_1"}""", 429, ErrorKind.QuotaExceeded)]
    [InlineData("""{"type":"error","error":{"type":"billing_error","message":"pay"},"request_id":"req_1"}""", 402, ErrorKind.QuotaExceeded)]
    public async Task An_error(string body, int status, ErrorKind kind)
    {
        using WhataiClient client = GivenMessages.Client(Steps.Answer(status, body));
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Messages.CompleteAsync(GivenMessages.Request()));
        Assert.Equal((kind, status), (failure.Kind, failure.StatusCode));
        Assert.DoesNotContain("<nil>", failure.Message + failure.Type + failure.Code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_answer_is_read_again()
    {
        MessageCompletion answer = await CompleteAsync(GivenMessages.Answer($"{Search},{Found},{Cited}"));
        using WhataiClient client = GivenMessages.Client(Steps.Answer(200, "{}"));
        MessageCompletion again = client.Messages.ReadAnswer(Given.Utf8(answer.RawJson), GivenMessages.Request().Messages)!;
        Assert.Equal((answer.Text, answer.RawJson, answer.Usage), (again.Text, again.RawJson, again.Usage));
        Assert.Equal(answer.Messages[1].Native, again.Messages[1].Native);
        Assert.Null(client.Messages.ReadAnswer(Given.Utf8("""{"type":"error","error":{"message":"x"}}"""), []));
        Assert.Null(client.Messages.ReadAnswer(Given.Utf8("[]"), []));
    }

    private static async Task<MessageCompletion> CompleteAsync(string body)
    {
        using WhataiClient client = GivenMessages.Client(Steps.Answer(200, body));
        return await client.Messages.CompleteAsync(GivenMessages.Request());
    }

    private static Task<StreamResult<MessageDelta, MessageCompletion>> StreamAsync(params string[] events) => StreamBodyAsync(GivenMessages.Events(events));

    private static async Task<StreamResult<MessageDelta, MessageCompletion>> StreamBodyAsync(string body)
    {
        using WhataiClient client = GivenMessages.Client(Steps.Events(body));
        return await client.Messages.StreamAsync(GivenMessages.Request()).ToResultAsync<MessageDelta, MessageCompletion>();
    }
}
