using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Gemini;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Streams of Gemini answers, as events and as a JSON array, however they are written and cut.</summary>
public class GeminiStreamTests
{
    private const string Plain =
        """
        {"candidates":[{"content":{"parts":[
           {"text":"Let me think.","thought":true},{"text":"你好 \"🌍\" \\ [wi{de"},
           {"functionCall":{"name":"f","args":{"a":"}]"}},"thoughtSignature":"c2ln"},
           {"text":"!"},{"text":"","thoughtSignature":"ZW5k"}],"role":"model"},"finishReason":"STOP","index":0}],
         "usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2,"totalTokenCount":3},"modelVersion":"gemini-2.5-pro","responseId":"r1"}
        """;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private static readonly string[] s_pieces =
    [
        GivenGemini.Piece("""{"text":"Let me ","thought":true}"""),
        GivenGemini.Piece("""{"text":"think.","thought":true}"""),
        GivenGemini.Piece("""{"text":"你好 \"🌍\" \\"}"""),
        GivenGemini.Piece("""{"text":" [wi{de"}"""),
        GivenGemini.Piece("""{"functionCall":{"name":"f","args":{"a":"}]"}},"thoughtSignature":"c2ln"}"""),
        GivenGemini.Piece("""{"text":"!"},{"text":"","thoughtSignature":"ZW5k"}"""),
        """{"candidates":[{"content":{"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2,"totalTokenCount":3},"modelVersion":"gemini-2.5-pro","responseId":"r1"}""",
    ];

    public static TheoryData<string, string> Writings
    {
        get
        {
            string events = GivenGemini.Events(s_pieces);
            return new()
            {
                { "events", events },
                { "events with CRLF", events.Replace("\n", "\r\n", StringComparison.Ordinal) },
                { "events with comments", ": PING\n\n" + events.Replace("data: ", ": PING\n\ndata:", StringComparison.Ordinal) },
                { "events with DONE", events + "data: [DONE]\n\n" },
                { "events with a byte order mark", "\uFEFF\n" + events },
                { "events without a last blank line", events.TrimEnd('\n') },
                { "an array", "[" + string.Join(',', s_pieces) + "]" },
                { "an array over many lines", "[" + string.Join("\n,\r\n", s_pieces.Select(Pretty)) + "\n]\n" },
                { "an array with a byte order mark", "\uFEFF \r\n[" + string.Join(',', s_pieces) + "]" },
                { "an array that was not closed", "[" + string.Join(',', s_pieces) },
                { "one object", Plain },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Writings))]
    public async Task The_answer_is_the_plain_one_at_every_cut(string writing, string stream)
    {
        _ = writing;
        GeminiCompletion plain = GeminiProtocol.Instance.ReadAnswer(Plain, GivenGemini.Request().Messages)!;
        byte[] bytes = Given.Utf8(stream);
        int cut = 0;
        using WhataiClient client = GivenGemini.Client(Steps.Events(() => SplitStream.At(bytes, cut), stream[0] is '[' or '{' ? "application/json" : "text/event-stream"));
        string? first = null;
        for (; cut <= bytes.Length; cut++)
        {
            GeminiCompletion completion = await client.Gemini.StreamAsync(GivenGemini.Request()).ToCompletionAsync();
            if (first is null)
            {
                GeminiSame.Assert(plain, completion);
            }

            Assert.Equal((plain.Text, first ??= completion.RawJson), (completion.Text, completion.RawJson));
        }
    }

    // What comes tells itself what it is.
    [Theory]
    [MemberData(nameof(Writings))]
    public async Task The_answer_is_the_plain_one_byte_by_byte_whatever_the_type(string writing, string stream)
    {
        GeminiCompletion plain = GeminiProtocol.Instance.ReadAnswer(Plain, GivenGemini.Request().Messages)!;
        foreach (string? type in new[] { "text/event-stream", "text/plain", null, writing.StartsWith("events", StringComparison.Ordinal) ? null : "application/json" })
        {
            using WhataiClient client = GivenGemini.Client(Steps.Events(() => SplitStream.Every(Given.Utf8(stream), 1), type));

            GeminiSame.Assert(plain, await client.Gemini.StreamAsync(GivenGemini.Request()).ToCompletionAsync());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_piece_is_told(bool asArray)
    {
        string[] pieces =
        [
            .. s_pieces.Take(5),
            GivenGemini.Piece($$$"""{"text":"See"},{"inlineData":{"mimeType":"image/png","data":"{{{GivenGemini.Png}}}"}},{"inline_data":{"mime_type":"image/png","data":"{{{GivenGemini.Png}}}"}}"""),
            s_pieces[6],
        ];
        using WhataiClient client = GivenGemini.Client(asArray ? GivenGemini.Array("[" + string.Join(',', pieces) + "]") : Steps.Events(GivenGemini.Events(pieces)));

        (IReadOnlyList<GeminiDelta> deltas, Exception? failure) = await client.Gemini.StreamAsync(GivenGemini.Request()).ToResultAsync();

        Assert.Null(failure);
        Assert.Equal(["", "", "你好 \"🌍\" \\", " [wi{de", "", "See", "", ""], deltas.Select(delta => delta.Text));
        Assert.Equal(["Let me ", "think.", null, null, null, null, null, null], deltas.Select(delta => delta.Reasoning));
        Assert.Equal([new ChatToolCall("call_1_0", "f", """{"a":"}]"}""")], deltas[4].ToolCalls);
        Assert.Equal([false, false, false, false, false, true, true, false], deltas.Select(delta => delta.Image is not null));
        Assert.Equal([pieces[0], pieces[1], pieces[2], pieces[3], pieces[4], pieces[5], pieces[5], ""], deltas.Select(delta => delta.RawJson));
        Assert.Equal("tool_calls", deltas[^1].FinishReason);
        Assert.Equal(2, deltas[^1].Completion!.Images.Count);
        Assert.Same(deltas[^1].Completion, deltas[^1].GetCompletion());
    }

    [Fact]
    public async Task Pieces_of_several_candidates_interleave()
    {
        using WhataiClient client = GivenGemini.Client(Steps.Events(GivenGemini.Events(
            """{"candidates":[{"content":{"parts":[{"text":"B"}],"role":"model"},"index":1},{"content":{"parts":[{"text":"A"}],"role":"model"},"index":0}]}""",
            """{"candidates":[{"content":{"parts":[{"text":"b"}],"role":"model"},"index":1,"finishReason":"STOP"}]}""",
            """{"candidates":[{"content":{"parts":[{"text":"a"}],"role":"model"},"finishReason":"MAX_TOKENS"}]}""")));

        GeminiCompletion completion = await client.Gemini.StreamAsync(GivenGemini.Request() with { Count = 2 }).ToCompletionAsync();

        Assert.Equal([(0, "Aa", "length"), (1, "Bb", "stop")], completion.Choices.Select(choice => (choice.Index, choice.ToString(), choice.FinishReason)));
    }

    // gemini-1.5 says STOP on each piece.
    [Fact]
    public async Task The_last_finish_reason_counts()
    {
        using WhataiClient client = GivenGemini.Client(Steps.Events(GivenGemini.Events(
            GivenGemini.Answer(GivenGemini.Text("A")), GivenGemini.Answer(GivenGemini.Text("b")), GivenGemini.Answer(GivenGemini.Text("c"), "MAX_TOKENS"))));

        GeminiCompletion completion = await client.Gemini.StreamAsync(GivenGemini.Request()).ToCompletionAsync();

        Assert.Equal(("Abc", "length"), (completion.Text, completion.FinishReason));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_piece_is_given_before_the_next_one_comes(bool asArray)
    {
        var next = new TaskCompletionSource();
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Type: {(asArray ? "application/json" : "text/event-stream")}\r\nTransfer-Encoding: chunked\r\n\r\n");
            await connection.ChunkAsync(asArray ? "[" + s_pieces[2] : Given.Event(s_pieces[2]));
            await next.Task;
            await connection.ChunkAsync(asArray ? "\n,\n" + s_pieces[6] + "]" : Given.Event(s_pieces[6]));
            await connection.WriteAsync("0\r\n\r\n");
            await connection.WaitForCloseAsync();
        });
        using var client = new WhataiClient(Given.Options(server.Url));

        var texts = new List<string>();
        await foreach (GeminiDelta delta in client.Gemini.StreamAsync(GivenGemini.Request()))
        {
            texts.Add(delta.Text);
            next.TrySetResult();
        }

        Assert.Equal(["你好 \"🌍\" \\", ""], texts);
    }

    private static string Pretty(string json) => JsonNode.Parse(json)!.ToJsonString(s_indented);
}
