using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What the body is decides how it is read, in every API: not what was asked for, not what it says that it is.</summary>
public class BodyFormTests
{
    private static readonly string?[] s_labels = ["text/event-stream", "application/json", "text/plain; charset=utf-8", null, "application/octet-stream", "text/html"];

    public static TheoryData<string, string> Framings
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (string api in TextApi.All)
            {
                foreach (string framing in new[]
                {
                    "plain", "no blank line", "some blank lines", "no blank line CRLF", "two in data", "an object a line", "an object a line, spaced", "an array", "an array of lines",
                    "ping event", "ping text", "ping as JSON", "heartbeat", "null", "empty array", "comment as data", "comment and data", "comment of words", "comments", "done in lower case", "done quoted",
                    "done bare", "done in the event", "data twice", "space before", "mark before each", "bare among events", "ended by the connection",
                })
                {
                    rows.Add(api, framing);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task A_stream_is_read_however_it_is_framed(string api, string framing)
    {
        var text = TextApi.Of(api);
        byte[] body = Given.Utf8(Framed(framing, text.Pieces("one ", "two ", "three")));
        foreach (string? label in s_labels)
        {
            Assert.Equal("one two three", (await text.StreamAnswerAsync(body, label)).Completion.Text);
            ModelAnswer whole = await text.CompleteAnswerAsync(body, label);
            Assert.Equal(("one two three", "stop"), (whole.Text, whole.FinishReason));
            Assert.NotEmpty(whole.RawJson);
        }
    }

    [Theory]
    [MemberData(nameof(TextApi.Names), MemberType = typeof(TextApi))]
    public async Task A_stream_is_the_same_at_every_cut(string api)
    {
        var text = TextApi.Of(api);
        foreach (string framing in new[] { "no blank line", "an object a line", "an array of lines", "bare among events" })
        {
            byte[] body = Given.Utf8(Framed(framing, text.Pieces("o", "二", "🌍")));
            int cut = 0;
            using WhataiClient client = TextApi.Client(Steps.Events(() => SplitStream.At(body, cut)));
            for (; cut <= body.Length; cut += 3)
            {
                Assert.Equal("o二🌍", (await text.StreamAsync(client)).Completion.Text);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TextApi.Names), MemberType = typeof(TextApi))]
    public async Task One_object_is_the_whole_answer(string api)
    {
        var text = TextApi.Of(api);
        foreach (string? label in s_labels)
        {
            foreach (string space in new[] { "", "\n \r\n" })
            {
                string json = text.Whole("Hello");
                TextResult result = await text.StreamAnswerAsync(space + json + space, label);

                Assert.Equal(("Hello", "stop"), (result.Completion.Text, result.Completion.FinishReason));
                Assert.Equal(json, result.Completion.RawJson);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TextApi.Names), MemberType = typeof(TextApi))]
    public async Task One_object_may_be_an_event_or_stand_behind_comments(string api)
    {
        var text = TextApi.Of(api);
        string json = text.Whole("Hello");
        foreach (string body in new[] { Given.Event(json), Given.Event(json) + Given.Event("[DONE]"), ": PING\n\n" + json, json + "\n\ndata: [DONE]\n\n" })
        {
            Assert.Equal("Hello", (await text.StreamAnswerAsync(body)).Completion.Text);
        }
    }

    [Theory]
    [InlineData("chat", "choices")]
    [InlineData("completions", "choices")]
    [InlineData("gemini", "candidates")]
    public async Task One_choice_may_lack_its_brackets_and_odd_ones_are_passed_over(string api, string list)
    {
        var text = TextApi.Of(api);
        string Bare(string json) => json.Remove(json.LastIndexOf(']'), 1).Replace($"\"{list}\":[", $"\"{list}\":", StringComparison.Ordinal);
        string Odd(string json) => json.Replace($"\"{list}\":[", $"\"{list}\":[null,7,[],", StringComparison.Ordinal);

        Assert.Equal("one two", (await text.StreamAnswerAsync(Framed("plain", [.. text.Pieces("one", " two").Select(Bare)]))).Completion.Text);
        Assert.Equal("one two", (await text.StreamAnswerAsync(Framed("two in data", [.. text.Pieces("one", " two").Select(Odd)]))).Completion.Text);
    }

    [Theory]
    [MemberData(nameof(TextApi.Names), MemberType = typeof(TextApi))]
    public async Task What_is_left_over_in_an_event_makes_the_answer_incomplete(string api)
    {
        var text = TextApi.Of(api);
        string[] pieces = text.Pieces("one ");
        foreach (string rest in new[] { "{\"cut\":", "\ndata: {\"cut\":", " more", "\ndata: nonsense", "]]x" })
        {
            TextResult result = await text.StreamAnswerAsync($"data: {pieces[0]}{rest}\n\n" + Given.Event(pieces[1]));

            Assert.Equal(("one ", ErrorKind.IncompleteAnswer), (result.Text, result.Error.Kind));
        }
    }

    // A text that begins like a sign of life is none; plain text among the events is not passed over.
    [Theory]
    [MemberData(nameof(TextApi.Names), MemberType = typeof(TextApi))]
    public async Task Text_that_is_no_sign_of_life_makes_the_answer_incomplete(string api)
    {
        var text = TextApi.Of(api);
        string[] pieces = text.Pieces("one ");
        foreach (string odd in new[] { "Hello", "ping me", "[1]", "7", "\"one\"" })
        {
            TextResult result = await text.StreamAnswerAsync(Given.Event(pieces[0]) + Given.Event(odd) + Given.Event(pieces[1]));

            Assert.Equal(("one ", ErrorKind.IncompleteAnswer), (result.Text, result.Error.Kind));
        }
    }

    [Theory]
    [MemberData(nameof(TextApi.Names), MemberType = typeof(TextApi))]
    public async Task A_body_that_is_none_of_these_is_told_by_its_start(string api)
    {
        var text = TextApi.Of(api);
        foreach (string body in new[] { "upstream said no", "\"text\"", "{\"cut\":", "{\"other\":1}" })
        {
            WhataiException streamed = (await text.StreamAnswerAsync(body, "text/plain")).Error;
            WhataiException whole = await Assert.ThrowsAsync<WhataiException>(() => text.CompleteAnswerAsync(body, "text/plain"));

            Assert.Equal((ErrorKind.InvalidResponse, body), (streamed.Kind, streamed.ResponseBody));
            Assert.Equal((ErrorKind.InvalidResponse, body), (whole.Kind, whole.ResponseBody));
        }
    }

    [Theory]
    [MemberData(nameof(TextApi.Names), MemberType = typeof(TextApi))]
    public async Task The_charset_is_obeyed_where_it_says_more_than_the_default(string api)
    {
        var text = TextApi.Of(api);
        Encoding gbk = CodePagesEncodingProvider.Instance.GetEncoding("gbk")!;
        string whole = text.Whole("你好");
        string events = string.Concat(text.Pieces("你好").Select(Given.Event));
        foreach ((byte[] Body, string Label) in new[]
        {
            (gbk.GetBytes(whole), "application/json; charset=gbk"),
            (gbk.GetBytes(events), "text/event-stream; charset=\"GB18030\""),
            (Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(whole)).ToArray(), "application/json; charset=utf-16"),
            (Encoding.BigEndianUnicode.GetPreamble().Concat(Encoding.BigEndianUnicode.GetBytes(whole)).ToArray(), "application/json; charset=utf-16"),
            (Encoding.Unicode.GetBytes(events), "text/event-stream; charset=utf-16le"),
            (Given.Utf8(whole), "application/json; charset=ISO-8859-1"),
            (Given.Utf8(events), "text/event-stream; charset=us-ascii"),
            (Given.Utf8(events), "text/event-stream; charset=unheard-of"),
        })
        {
            Assert.Equal("你好", (await text.StreamAnswerAsync(Body, Label)).Completion.Text);
            Assert.Equal("你好", (await text.CompleteAnswerAsync(Body, Label)).Text);
        }

        Assert.Equal("né", (await text.CompleteAnswerAsync(Encoding.Latin1.GetBytes(text.Whole("né")), "application/json; charset=ISO-8859-1")).Text);
    }

    [Fact]
    public async Task The_charset_of_an_error_is_obeyed()
    {
        byte[] body = CodePagesEncodingProvider.Instance.GetEncoding("gbk")!.GetBytes("""{"error":{"message":"余额不足"}}""");
        using WhataiClient client = TextApi.Client(Steps.Answer(400, body, "application/json; charset=gbk"));

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));

        Assert.Equal("余额不足", failure.ServerMessage);
    }

    [Theory]
    [MemberData(nameof(TextApi.Names), MemberType = typeof(TextApi))]
    public async Task Numbers_that_are_none_and_raw_control_characters_lose_no_answer(string api)
    {
        var text = TextApi.Of(api);
        foreach (string number in new[] { "NaN", "Infinity", "-Infinity", "[NaN, -Infinity]" })
        {
            string whole = text.Whole("NaN, \t").Replace("{\"", $"{{\"x\":{number},\"", StringComparison.Ordinal);
            string[] pieces = text.Pieces("NaN, \t").Select(piece => piece.Replace("{\"", $"{{\"x\":{number},\"", StringComparison.Ordinal)).ToArray();

            Assert.Equal("NaN, \t", (await text.CompleteAnswerAsync(whole)).Text);
            Assert.Equal("NaN, \t", (await text.StreamAnswerAsync(whole, "application/json")).Completion.Text);
            Assert.Equal("NaN, \t", (await text.StreamAnswerAsync(Framed("plain", pieces))).Completion.Text);
            Assert.Equal("NaN, \t", (await text.StreamAnswerAsync(Framed("two in data", pieces))).Completion.Text);
        }
    }

    private static string Framed(string framing, string[] pieces)
    {
        string events = string.Concat(pieces.Select(Given.Event));
        string Among(string other) => Given.Event(pieces[0]) + other + string.Concat(pieces.Skip(1).Select(Given.Event)) + Given.Event("[DONE]");
        string Each(string before, string after) => string.Concat(pieces.Select(piece => before + piece + after));
        return framing switch
        {
            "plain" => events + Given.Event("[DONE]"),
            "no blank line" => Each("data: ", "\n") + "data: [DONE]\n",
            "some blank lines" => Given.Event(pieces[0]) + string.Concat(pieces.Skip(1).Select(piece => $"data:{piece}\n")) + "\ndata: [DONE]\n\n",
            "no blank line CRLF" => Each("data: ", "\r\n") + "data: [DONE]\r\n",
            "two in data" => Given.Event(string.Concat(pieces.Take(2))) + Given.Event(string.Join(" ", pieces.Skip(2))),
            "an object a line" => Each("", "\n"),
            "an object a line, spaced" => "\r\n" + Each("  ", "\r\n\r\n"),
            "an array" => "[" + string.Join(",", pieces) + "]",
            "an array of lines" => "[\n" + string.Join("\n,\r\n", pieces) + "\n]\n",
            "ping event" => Among("event: ping\ndata: {\"type\":\"ping\"}\n\nevent: ping\ndata: \n\n"),
            "ping text" => Among("event: ping\ndata: ping\n\nevent: keep-alive\ndata: 2026-01-01 still here\n\n"),
            "ping as JSON" => Among(Given.Event("{\"type\":\"ping\"}") + Given.Event("\"ping\"")),
            "heartbeat" => Among(Given.Event("heartbeat") + Given.Event("PONG") + Given.Event("ping - 2026-01-01 10:00:00.5+00:00")),
            "null" => Among(Given.Event("null")),
            "empty array" => Given.Event("[]") + Among(Given.Event("[ ]")),
            "comment as data" => Given.Event(": keepalive") + Among(Given.Event(": ping")),
            "comment and data" => string.Concat(pieces.Select(piece => $"data: : ping\ndata: {piece}\n\n")),
            "comment of words" => Given.Event(": OPENROUTER PROCESSING") + Among(Given.Event("OPENROUTER PROCESSING")),
            "comments" => ": OPENROUTER PROCESSING\n\n:\n\n" + Among(": PING\n\n"),
            "done in lower case" => events + Given.Event("[done]"),
            "done quoted" => events + Given.Event("\"[DONE]\" "),
            "done bare" => events + "[DONE]\n\n",
            "done in the event" => string.Concat(pieces.SkipLast(1).Select(Given.Event)) + $"data: {pieces[^1]}\ndata: [DONE]\n\n",
            "data twice" => Each("data: data: ", "\n\n") + "data: data: [DONE]\n\n",
            "space before" => Each(" data: ", "\n\n"),
            "mark before each" => Each("\uFEFFdata: ", "\n\n"),
            "bare among events" => Given.Event(pieces[0]) + pieces[1] + "\n\n" + string.Concat(pieces.Skip(2).Select(Given.Event)),
            _ => events.TrimEnd('\n'),
        };
    }
}
