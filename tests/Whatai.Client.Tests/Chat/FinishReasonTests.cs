using System;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>A word for no reason is no end, and an error is no answer.</summary>
public class FinishReasonTests
{
    public static TheoryData<string, string> NoReasons
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (string api in new[] { "chat", "completions", "gemini" })
            {
                foreach (string word in new[] { "null", "\"\"", "\"null\"", "\"None\"", "\" \"", "\"unknown\"", "\"FINISH_REASON_UNSPECIFIED\"", "{}", "7" })
                {
                    rows.Add(api, word);
                }
            }

            return rows;
        }
    }

    public static TheoryData<string, string> Failures
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (string api in new[] { "chat", "completions", "gemini" })
            {
                foreach (string word in new[] { "\"error\"", "\"ERROR\"", "\"failed\"" })
                {
                    rows.Add(api, word);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(NoReasons))]
    public async Task A_word_for_no_reason_is_no_end(string api, string word)
    {
        var text = TextApi.Of(api);
        string piece = Ended(text, api, text.Piece("one "), word);
        string end = Given.Event(text.End);

        foreach (string done in new[] { "", "data: [DONE]\n\n" })
        {
            TextResult cut = await text.StreamAnswerAsync(Given.Event(piece) + done);
            Assert.Equal(("one ", ErrorKind.IncompleteAnswer), (cut.Text, cut.Error.Kind));
        }

        ModelAnswer whole = (await text.StreamAnswerAsync(Given.Event(piece) + Given.Event(text.Piece("two")) + end)).Completion;
        Assert.Equal(("one two", "stop"), (whole.Text, whole.FinishReason));

        // A whole answer is all there is, whatever it says.
        ModelAnswer plain = await text.CompleteAnswerAsync(Ended(text, api, text.Whole("one"), word));
        Assert.Equal(("one", null), (plain.Text, plain.FinishReason));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_reason_that_is_an_error_is_one(string api, string word)
    {
        var text = TextApi.Of(api);
        string first = Given.Event(text.Piece("one "));

        TextResult streamed = await text.StreamAnswerAsync(first + Given.Event(Ended(text, api, text.Piece("two"), word)) + Given.Event("[DONE]"));
        Assert.Equal(("one two", ErrorKind.ServiceUnavailable), (streamed.Text, streamed.Error.Kind));
        Assert.Contains("incomplete", streamed.Error.Message, StringComparison.Ordinal);

        WhataiException whole = await Assert.ThrowsAsync<WhataiException>(() => text.CompleteAnswerAsync(Ended(text, api, text.Whole("part"), word)));
        Assert.Equal(ErrorKind.ServiceUnavailable, whole.Kind);
        Assert.Contains("part", whole.ResponseBody, StringComparison.Ordinal);
        Assert.Equal(ErrorKind.ServiceUnavailable, (await text.StreamAnswerAsync(Ended(text, api, text.Whole("part"), word), "application/json")).Error.Kind);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("completions")]
    [InlineData("gemini")]
    public async Task An_error_of_a_choice_is_told_in_its_words(string api)
    {
        var text = TextApi.Of(api);
        const string Error = "\"error\":{\"code\":502,\"message\":\"Upstream idle timeout exceeded\"},\"index\":0";
        foreach (string word in new[] { "\"error\"", "null", "\"stop\"" })
        {
            string piece = Ended(text, api, text.Piece(""), word).Replace("\"index\":0", Error, StringComparison.Ordinal);
            string answer = Ended(text, api, text.Whole("part"), word).Replace("\"index\":0", Error, StringComparison.Ordinal);

            TextResult streamed = await text.StreamAnswerAsync(Given.Event(text.Piece("one ")) + Given.Event(piece) + Given.Event("[DONE]"));
            WhataiException whole = await Assert.ThrowsAsync<WhataiException>(() => text.CompleteAnswerAsync(answer));

            Assert.Equal("one ", streamed.Text);
            foreach (WhataiException failure in new[] { streamed.Error, whole })
            {
                Assert.Equal((ErrorKind.ServiceUnavailable, "Upstream idle timeout exceeded", "502"), (failure.Kind, failure.ServerMessage, failure.Code));
            }
        }
    }

    [Theory]
    [MemberData(nameof(TextApi.Names), MemberType = typeof(TextApi))]
    public async Task An_event_that_is_named_error_is_told_in_its_words(string api)
    {
        var text = TextApi.Of(api);
        foreach ((string data, string message, string? code) in new[]
        {
            ("upstream connect error or disconnect", "upstream connect error or disconnect", null),
            ("{\"message\":\"rate limit reached\",\"code\":\"rate_limit_exceeded\"}", "rate limit reached", "rate_limit_exceeded"),
            ("{\"code\":\"DataInspectionFailed\",\"message\":\"Not that.\",\"request_id\":\"r\"}", "Not that.", "DataInspectionFailed"),
        })
        {
            TextResult result = await text.StreamAnswerAsync(Given.Event(text.Piece("one ")) + "id:2\nevent:error\n:HTTP_STATUS/400\ndata:" + data + "\n\n");

            Assert.Equal("one ", result.Text);
            Assert.Equal((message, code), (result.Error.ServerMessage, result.Error.Code));
            Assert.NotEqual(ErrorKind.IncompleteAnswer, result.Error.Kind);
        }
    }

    [Theory]
    [InlineData("""{"type":"stop","matched":2}""", "stop")]
    [InlineData("\"eos\"", "eos")]
    public async Task Any_other_word_is_an_end(string word, string reason)
    {
        var chat = TextApi.Of("chat");
        foreach (string end in new[]
        {
            Given.Delta("{}", word),
            Given.Delta("{}").Replace("\"finish_reason\":null", $"\"finish_reason\":null,\"stop_reason\":{word}", StringComparison.Ordinal),
            Given.Delta($$"""{"finish_reason":{{word}}}"""),
        })
        {
            Assert.Equal(reason, (await chat.StreamAnswerAsync(Given.Event(chat.Piece("Hi")) + Given.Event(end) + Given.Event("[DONE]"))).Completion.FinishReason);
        }
    }

    [Fact]
    public async Task Gemini_says_in_a_message_why_it_failed()
    {
        using WhataiClient client = GivenGemini.Client(Steps.Ok(GivenGemini.Answer(GivenGemini.Text("a"), "ERROR").Replace("\"index\"", "\"finishMessage\":\"It broke\",\"index\"", StringComparison.Ordinal)));

        Assert.Equal("It broke", (await Assert.ThrowsAsync<WhataiException>(() => client.Gemini.CompleteAsync(GivenGemini.Request()))).ServerMessage);
    }

    [Theory]
    [InlineData("error")]
    [InlineData("failed")]
    public async Task A_response_that_failed_is_an_error(string status)
    {
        string json = ResponseEvents.Response(status, ResponseEvents.Message("part"), ",\"error\":{\"code\":\"server_error\",\"message\":\"It broke\"}");
        var responses = TextApi.Of("responses");

        Assert.Equal("It broke", (await Assert.ThrowsAsync<WhataiException>(() => responses.CompleteAnswerAsync(json))).ServerMessage);
        Assert.Equal("It broke", (await responses.StreamAnswerAsync(json)).Error.ServerMessage);
        Assert.Equal("It broke", (await responses.StreamAnswerAsync(ResponseEvents.Of(ResponseEvents.TextDelta("part"), $$"""{"type":"response.completed","response":{{json}}}"""))).Error.ServerMessage);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"null\"")]
    [InlineData("\"\"")]
    public async Task A_response_without_a_status_has_that_of_its_end(string status)
    {
        string json = ResponseEvents.Response("@", ResponseEvents.Message("Hi")).Replace("\"status\":\"@\"", "\"status\":" + status, StringComparison.Ordinal);
        var responses = TextApi.Of("responses");

        Assert.Equal("stop", (await responses.StreamAnswerAsync(ResponseEvents.Of(ResponseEvents.TextDelta("Hi"), $$"""{"type":"response.completed","response":{{json}}}"""))).Completion.FinishReason);
        Assert.Equal("stop", (await responses.StreamAnswerAsync(ResponseEvents.Of(ResponseEvents.TextDelta("Hi"), $$"""{"type":"response.done","response":{{json}}}"""))).Completion.FinishReason);
        Assert.Equal("stop", (await responses.CompleteAnswerAsync(json)).FinishReason);
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":"one two three"}""", "")]
    [InlineData("""{"role":"assistant","content":"one two three\n"}""", "\n")]
    [InlineData("""{"role":"assistant","content":"one two three four"}""", " four")]
    [InlineData("""{"role":"assistant","content":"<think>why</think>one two three"}""", "")]
    [InlineData("""{"role":"assistant","content":null}""", "")]
    public async Task A_whole_message_behind_its_pieces_adds_only_what_is_new(string message, string more)
    {
        foreach (string delta in new[] { "", "\"delta\":{}," })
        {
            StreamResult result = await ChatAsync($$"""{"object":"chat.completion","choices":[{"index":0,{{delta}}"message":{{message}},"finish_reason":"stop"}]}""");

            Assert.Equal("one two three" + more.TrimEnd('\n'), result.Text);
            Assert.Equal(result.Text, result.Completion.Text);
            Assert.Equal(("why", "stop"), (result.Completion.Reasoning, result.Completion.FinishReason));
        }
    }

    [Fact]
    public async Task A_whole_message_behind_its_pieces_repeats_no_call_and_no_thought()
    {
        StreamResult result = await ChatAsync(
            Given.Delta("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"weather","arguments":"{}"}}]}"""),
            """{"choices":[{"index":0,"message":{"content":"one two three","reasoning_content":"why not","refusal":"no","tool_calls":[{"id":"a","type":"function","function":{"name":"weather","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"time","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}""");

        Assert.Equal(("why not", "no"), (result.Completion.Reasoning, result.Completion.Refusal));
        Assert.Equal([("a", "weather", "{}"), ("b", "time", "{}")], result.Completion.ToolCalls!.Select(call => (call.Id, call.Name, call.Arguments)));
        Assert.Equal(2, result.Deltas.Sum(delta => delta.ToolCalls?.Count ?? 0));
    }

    [Fact]
    public async Task Pieces_may_come_as_messages()
    {
        using WhataiClient client = TextApi.Client(Steps.Events(
            Given.Event("""{"choices":[{"index":0,"message":{"content":"one "},"finish_reason":null}]}""") + Given.ChatEvents("two", " three")));

        Assert.Equal("one two three", (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion.Text);
    }

    private static async Task<StreamResult> ChatAsync(params string[] last)
    {
        using WhataiClient client = TextApi.Client(Steps.Events(string.Concat(
            new[] { Given.Delta("""{"reasoning_content":"why"}"""), Given.Delta("""{"content":"one "}"""), Given.Delta("""{"content":"two "}"""), Given.Delta("""{"content":"three"}""") }.Concat(last).Select(Given.Event))
            + Given.Event("[DONE]")));
        return await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync();
    }

    // The same piece or answer with another reason.
    private static string Ended(TextApi text, string api, string json, string word)
    {
        _ = text;
        string bare = json.Replace("\"finish_reason\":null", "", StringComparison.Ordinal).Replace("\"finish_reason\":\"stop\"", "", StringComparison.Ordinal)
            .Replace("\"finishReason\":\"STOP\",", "", StringComparison.Ordinal).Replace(",}", "}", StringComparison.Ordinal);
        return bare.Replace("\"index\":0", $"\"{(api == "gemini" ? "finishReason" : "finish_reason")}\":{word},\"index\":0", StringComparison.Ordinal);
    }
}
