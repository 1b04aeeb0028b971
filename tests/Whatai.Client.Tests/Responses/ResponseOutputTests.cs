using System;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Responses;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What each item of a response's output becomes.</summary>
public class ResponseOutputTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Fact]
    public async Task Several_texts_are_one()
    {
        ResponseCompletion answer = await ReadAsync(
            """
            [{"type":"message","content":[{"type":"output_text","text":"One, "},{"type":"output_text","text":"two"}]},
             {"type":"from_the_future","text":"?"},{"type":"message","content":[{"type":"output_text","text":", 三"},{"type":"strange"},"!",null]},
             {"type":"message","content":null},{"type":"message"},"x",{}]
            """);

        Assert.Equal("One, two, 三!", answer.Text);
        Assert.Equal("One, two, 三!", Assert.Single(answer.Choices).Message.Content);
        Assert.Equal("stop", answer.FinishReason);
    }

    [Theory]
    [InlineData("""{"type":"reasoning","summary":[{"type":"summary_text","text":"First"},{"type":"summary_text","text":"Then"}]}""", "First\n\nThen")]
    [InlineData("""{"type":"reasoning","summary":[{"text":"short"}],"content":[{"type":"reasoning_text","text":"in full"}]}""", "in full")]
    [InlineData("""{"type":"reasoning","summary":[{"text":"short"}],"content":[]}""", "short")]
    [InlineData("""{"type":"reasoning","summary":[{"text":"a"}]},{"type":"reasoning","summary":[]},{"type":"reasoning","summary":[{"text":"b"}]}""", "a\n\nb")]
    [InlineData("""{"type":"reasoning","summary":null,"encrypted_content":"x"}""", null)]
    public async Task Reasoning_is_the_thinking_else_its_summary(string items, string? expected)
    {
        Assert.Equal(expected, (await ReadAsync($"[{items}]")).Reasoning);
    }

    [Fact]
    public async Task Calls_carry_the_id_that_their_results_must_name()
    {
        ResponseCompletion answer = await ReadAsync(
            """
            [{"type":"function_call","id":"fc_1","call_id":"call_1","name":"weather","arguments":"{\"city\":\"北京\"}"},
             {"type":"function_call","id":"fc_2","name":"time","arguments":{"zone":"UTC"}},{"type":"custom_tool_call","call_id":"c","name":"x","input":"y"}]
            """);

        Assert.Equal([new ChatToolCall("call_1", "weather", """{"city":"北京"}"""), new ChatToolCall("fc_2", "time", """{"zone":"UTC"}""")], answer.ToolCalls);
        Assert.Equal("tool_calls", answer.FinishReason);
        Assert.Equal(string.Empty, answer.Text);
        Assert.Null(answer.Choices[0].Message.Content);
    }

    [Fact]
    public async Task A_refusal_is_no_text()
    {
        ResponseCompletion answer = await ReadAsync("""[{"type":"message","content":[{"type":"refusal","refusal":"I can't."}]}]""");

        Assert.Equal(("I can't.", string.Empty), (answer.Refusal, answer.Text));
    }

    [Fact]
    public async Task Images_are_told_by_their_bytes_and_found_in_text_too()
    {
        ResponseCompletion answer = await ReadAsync(
            $$"""
            [{"type":"image_generation_call","id":"ig_1","status":"completed","result":"{{Png}}","output_format":"webp"},
             {"type":"image_generation_call","id":"ig_2","status":"failed","result":null},
             {"type":"image_generation_call","id":"ig_3","status":"completed","result":"https://h.example/made"},
             {"type":"message","content":[{"type":"output_text","text":"![a](https://h.example/a.png)"}]}]
            """);

        Assert.Equal("image/png", answer.Images[0].MediaType);
        Assert.Equal(Convert.FromBase64String(Png), answer.Images[0].Bytes);
        Assert.Equal(["https://h.example/made", "https://h.example/a.png"], answer.Images.Skip(1).Select(image => image.Url!.AbsoluteUri));
    }

    [Fact]
    public async Task Citations_say_where_they_stand_in_the_whole_text()
    {
        ResponseCompletion answer = await ReadAsync(
            """
            [{"type":"message","content":[{"type":"output_text","text":"Before. ","annotations":[]},
              {"type":"output_text","text":"👋 Faust is by Goethe.","annotations":[
                {"type":"url_citation","url":"https://h.example/faust","title":"Faust","start_index":2,"end_index":7},
                {"type":"file_citation","file_id":"file_1","filename":"notes.pdf","index":1},
                {"type":"container_file_citation","container_id":"c","file_id":"file_2","filename":"a.csv","start_index":0,"end_index":0},
                {"type":"url_citation","url":"https://h.example/x","title":"","start_index":90,"end_index":99},
                {"type":"url_citation","url":"https://h.example/y","start_index":-1,"end_index":"3"},null]}]}]
            """);

        Citation url = answer.Citations[0];
        Assert.Equal(("url_citation", "https://h.example/faust", "Faust", "Faust"), (url.Type, url.Url, url.Title, url.Text));
        Assert.Equal("Faust", answer.Text.Substring(url.StartIndex!.Value, url.EndIndex!.Value - url.StartIndex.Value));
        Assert.Equal("Faust https://h.example/faust", url.ToString());
        Citation file = answer.Citations[1];
        Assert.Equal(("file_citation", "file_1", "notes.pdf", null, null), (file.Type, file.FileId, file.Text, file.StartIndex, file.EndIndex));
        Assert.Equal("notes.pdf", file.ToString());
        Assert.Equal(("a.csv", 8), (answer.Citations[2].Text, answer.Citations[2].StartIndex));
        Assert.Equal((null, null, null), (answer.Citations[3].Text, answer.Citations[3].StartIndex, answer.Citations[3].EndIndex));
        Assert.Equal("https://h.example/x", answer.Citations[3].ToString());
        Assert.Equal((null, 12), (answer.Citations[4].StartIndex, answer.Citations[4].EndIndex));
        Assert.Equal(5, answer.Citations.Count);
    }

    [Theory]
    [InlineData(2, 10)]
    [InlineData(3, 11)]
    public async Task A_cited_link_is_found_whichever_way_an_emoji_counts(int start, int end)
    {
        ResponseCompletion answer = await ReadAsync(
            $$"""[{"type":"message","content":[{"text":"🌍 ([a](u)) or so","annotations":[{"type":"url_citation","url":"u","start_index":{{start}},"end_index":{{end}}}]}]}]""");

        Citation citation = Assert.Single(answer.Citations);
        Assert.Equal("([a](u))", citation.Text);
        Assert.Equal((3, 11), (citation.StartIndex, citation.EndIndex));
    }

    [Fact]
    public async Task Web_searches_say_what_was_done()
    {
        ResponseCompletion answer = await ReadAsync(
            """
            [{"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","queries":["a","b"],"sources":[{"type":"url","url":"https://h.example/"},{"type":"api"}]}},
             {"type":"web_search_call","id":"ws_2","status":"completed","action":{"type":"open_page","url":"https://h.example/p"}},
             {"type":"web_search_call","id":"ws_3","status":"completed","action":{"type":"find_in_page","url":"https://h.example/p","pattern":"Faust"}},
             {"type":"web_search_call","id":"ws_4","status":"failed"}]
            """);

        Assert.Equal(["a", "https://h.example/p", "Faust @ https://h.example/p", "failed"], answer.WebSearches.Select(search => search.ToString()));
        Assert.Equal(["search", "open_page", "find_in_page", null], answer.WebSearches.Select(search => search.Action));
        Assert.Equal(["a", "b"], answer.WebSearches[0].Queries);
        Assert.Equal(["https://h.example/"], answer.WebSearches[0].Sources);
    }

    // PowerShell can't index what the compiler makes of [..] for an interface.
    [Fact]
    public async Task Lists_can_be_indexed_by_PowerShell()
    {
        ResponseCompletion answer = await ReadAsync(
            """
            [{"type":"web_search_call","action":{"query":"q","sources":[{"url":"u"}]}},{"type":"function_call","name":"f"},
             {"type":"message","content":[{"text":"x","annotations":[{"url":"u"}]}]}]
            """);

        Assert.IsType<ItemList<WebSearchCall>>(answer.WebSearches);
        Assert.IsType<ItemList<string>>(answer.WebSearches[0].Queries);
        Assert.IsType<ItemList<string>>(answer.WebSearches[0].Sources);
        Assert.IsType<ItemList<ChatChoice>>(answer.Choices);
        Assert.IsType<ItemList<ChatMessage>>(answer.Messages);
        Assert.IsType<ItemList<Citation>>(answer.Citations);
        Assert.IsType<ItemList<ChatToolCall>>(answer.ToolCalls);
    }

    [Theory]
    [InlineData("incomplete", "max_output_tokens", "length")]
    [InlineData("incomplete", "content_filter", "content_filter")]
    [InlineData("incomplete", "something_new", "something_new")]
    [InlineData("cancelled", null, null)]
    [InlineData("in_progress", null, null)]
    public async Task A_response_that_is_not_complete_is_an_answer_that_says_so(string status, string? reason, string? finishReason)
    {
        string details = reason is null ? "null" : $$"""{"reason":"{{reason}}"}""";

        ResponseCompletion answer = await ResponseEvents.CompleteAsync(
            ResponseEvents.Response(status, ResponseEvents.Message("So far"), $",\"incomplete_details\":{details},\"previous_response_id\":\"resp_0\""));

        Assert.Equal((status, reason, finishReason), (answer.Status, answer.IncompleteReason, answer.FinishReason));
        Assert.Equal(("So far", "resp_0"), (answer.Text, answer.PreviousResponseId));
    }

    [Fact]
    public async Task One_that_is_made_in_the_background_has_nothing_yet()
    {
        ResponseCompletion answer = await ResponseEvents.CompleteAsync(ResponseEvents.Response("queued", "[]"));

        Assert.Equal(("queued", null, string.Empty), (answer.Status, answer.FinishReason, answer.Text));
        Assert.Equal(["user: Hi"], answer.Messages.Select(message => message.ToString()));
    }

    [Theory]
    [InlineData("""{"output":[{"type":"message","content":[{"text":"x"}]}]}""")]
    [InlineData("""{"output":[{"type":"message","content":[{"text":"x"}]}],"error":null,"created_at":"1741476542.0","usage":{"input_tokens":"1"},"id":7}""")]
    [InlineData("""{"output":[{"type":"message","content":[{"text":"x"}]}],"created_at":99999999999999999999,"usage":[],"incomplete_details":"?"}""")]
    public async Task Relays_leave_out_and_change_what_they_like(string json)
    {
        ResponseCompletion answer = await ResponseEvents.CompleteAsync(json);

        Assert.Equal(("x", "completed", "stop"), (answer.Text, answer.Status, answer.FinishReason));
    }

    [Fact]
    public async Task Damaged_characters_are_no_reason_to_fail()
    {
        byte[] body = [.. Given.Utf8("""{"output":[{"type":"message","content":[{"text":"a"""), 0xE4, 0xBD, .. Given.Utf8("""\ud83cb"}]}]}""")];
        using WhataiClient client = ResponseEvents.Client(Steps.Answer(200, body, "application/json"));

        Assert.Equal("a\uFFFD\uFFFDb", (await client.Responses.CompleteAsync(ResponseEvents.Ask())).Text);
    }

    private static Task<ResponseCompletion> ReadAsync(string output) => ResponseEvents.CompleteAsync(ResponseEvents.Response("completed", output));
}
