using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Gemini;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>How streams of Gemini answers end, well or badly. What came before is always given.</summary>
public class GeminiStreamEndTests
{
    private const string Error = """{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}""";

    private static readonly string s_first = GivenGemini.Piece(GivenGemini.Text("Hel"));
    private static readonly string s_last = GivenGemini.Answer(GivenGemini.Text("lo"));

    public static TheoryData<string, string, ErrorKind, string> Failures => new()
    {
        { "an end without a reason", GivenGemini.Events(s_first), ErrorKind.IncompleteAnswer, "Hel" },
        { "DONE without a reason", GivenGemini.Events(s_first, "[DONE]"), ErrorKind.IncompleteAnswer, "Hel" },
        { "nothing", "", ErrorKind.IncompleteAnswer, "" },
        { "comments alone", ": PING\n\n: PING\n\n", ErrorKind.IncompleteAnswer, "" },
        { "usage alone", GivenGemini.Events("""{"usageMetadata":{"promptTokenCount":1}}"""), ErrorKind.IncompleteAnswer, "" },
        { "an event that is cut", GivenGemini.Events(s_first, """{"candidates":[{"con"""), ErrorKind.IncompleteAnswer, "Hel" },
        { "an error event", GivenGemini.Events(s_first, Error), ErrorKind.ServiceUnavailable, "Hel" },
        { "an error event first", GivenGemini.Events(Error, s_last), ErrorKind.ServiceUnavailable, "" },
        { "a bare error behind comments", ": PING\n\n" + Error, ErrorKind.ServiceUnavailable, "" },
        { "a bare error", Error, ErrorKind.ServiceUnavailable, "" },
        { "a web page behind an event", GivenGemini.Events(s_first) + "<html><title>Oops</title>", ErrorKind.InvalidResponse, "Hel" },
        { "an array without a reason", "[" + s_first + "]", ErrorKind.IncompleteAnswer, "Hel" },
        { "an array that is cut", "[" + s_first + "," + s_last.Substring(0, 40), ErrorKind.IncompleteAnswer, "Hel" },
        { "an array that goes on as a web page", "[" + s_first + ",<html>{}", ErrorKind.IncompleteAnswer, "Hel" },
        { "an array with something that is not JSON", "[" + s_first + ",{odd}]", ErrorKind.IncompleteAnswer, "Hel" },
        { "an array with an error", "[" + s_first + "," + Error + "]", ErrorKind.ServiceUnavailable, "Hel" },
        { "an array of an error", "[" + Error + "]", ErrorKind.ServiceUnavailable, "" },
        { "an empty array", "[]", ErrorKind.InvalidResponse, "" },
        { "another object", """{"id":"x","choices":[]}""", ErrorKind.InvalidResponse, "" },
        { "an object that is cut", """{"candidates":[""", ErrorKind.InvalidResponse, "" },
        { "a blocked answer amid", GivenGemini.Events("""{"promptFeedback":{"blockReason":"SAFETY"}}""", s_last), ErrorKind.ContentBlocked, "" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task What_came_is_given_before_the_failure(string name, string body, ErrorKind kind, string text)
    {
        _ = name;
        byte[] bytes = Given.Utf8(body);
        foreach (int size in new[] { 1, 7, 10_000 })
        {
            using WhataiClient client = GivenGemini.Client(Steps.Events(() => SplitStream.Every(bytes, size)));

            (string came, WhataiException failure) = await client.Gemini.StreamAsync(GivenGemini.Request()).ToFailureAsync();

            Assert.Equal((kind, text), (failure.Kind, came));
            if (body.Contains(Error, StringComparison.Ordinal))
            {
                Assert.Equal(("The model is overloaded.", "503", "UNAVAILABLE"), (failure.ServerMessage, failure.Code, failure.Type));
            }
        }
    }

    [Theory]
    [InlineData("ok")]
    [InlineData("")]
    [InlineData("\"text\"")]
    public async Task What_says_that_it_is_JSON_and_is_not(string body)
    {
        using WhataiClient client = GivenGemini.Client(GivenGemini.Array(body));

        (_, WhataiException failure) = await client.Gemini.StreamAsync(GivenGemini.Request()).ToFailureAsync();

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
    }

    // Once each candidate has its reason, whatever follows no longer matters.
    [Theory]
    [InlineData("events", "{broken")]
    [InlineData("array", "{broken}")]
    [InlineData("array", "<html>")]
    public async Task A_whole_answer_is_not_spoilt_by_what_follows(string form, string rest)
    {
        string body = form == "array" ? "[" + s_first + "," + s_last + "," + rest : GivenGemini.Events(s_first, s_last, rest);
        using WhataiClient client = GivenGemini.Client(Steps.Events(body));

        Assert.Equal("Hello", (await client.Gemini.StreamAsync(GivenGemini.Request()).ToCompletionAsync()).Text);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task A_connection_that_breaks(bool asArray, bool isWhole)
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            string[] pieces = isWhole ? [s_first, s_last] : [s_first];
            await connection.ChunkAsync(asArray ? "[" + string.Join(',', pieces) : GivenGemini.Events(pieces));
            connection.Reset();
        });
        using var client = new WhataiClient(Given.Options(server.Url));

        (IReadOnlyList<GeminiDelta> deltas, Exception? failure) = await client.Gemini.StreamAsync(GivenGemini.Request()).ToResultAsync();

        if (isWhole && failure is null)
        {
            Assert.Equal("Hello", deltas[^1].Completion!.Text);
        }
        else
        {
            // A reset may overtake what was sent before it.
            Assert.Equal(ErrorKind.IncompleteAnswer, Assert.IsType<WhataiException>(failure).Kind);
            Assert.Contains(string.Concat(deltas.Select(delta => delta.Text)), new[] { "", "Hel" });
        }
    }

    // Many models give one answer however many are asked for.
    [Fact]
    public async Task Fewer_candidates_than_were_asked_for_do()
    {
        using WhataiClient client = GivenGemini.Client(Steps.Events(GivenGemini.Events(s_first, s_last)));

        Assert.Single((await client.Gemini.StreamAsync(GivenGemini.Request() with { Count = 3 }).ToCompletionAsync()).Choices);
    }

    [Fact]
    public async Task A_candidate_that_has_begun_must_end()
    {
        using WhataiClient client = GivenGemini.Client(Steps.Events(GivenGemini.Events(s_first, s_last, """{"candidates":[{"index":1,"content":{"parts":[{"text":"B"}]}}]}""")));

        Assert.Equal(ErrorKind.IncompleteAnswer, (await client.Gemini.StreamAsync(GivenGemini.Request()).ToFailureAsync()).Failure.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Silence_ends_at_the_idle_time_and_cancelling_ends_at_once(bool cancel)
    {
        foreach (string start in new[] { "", "[" + s_first, GivenGemini.Events(s_first) })
        {
            await using var server = RawServer.Start(async connection =>
            {
                await connection.ReadRequestAsync();
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                if (start.Length > 0)
                {
                    await connection.ChunkAsync(start);
                }

                await connection.WaitForCloseAsync();
            });
            using var stopping = new CancellationTokenSource();
            using var client = new WhataiClient(Given.Options(server.Url) with { IdleTimeout = cancel ? TimeSpan.FromMinutes(5) : TimeSpan.FromSeconds(1) });
            if (cancel)
            {
                stopping.CancelAfter(1000);
            }

            (IReadOnlyList<GeminiDelta> deltas, Exception? failure) =
                await client.Gemini.StreamAsync(GivenGemini.Request(), cancellationToken: stopping.Token).ToResultAsync();

            Assert.Equal(start.Length == 0 ? "" : "Hel", string.Concat(deltas.Select(delta => delta.Text)));
            if (cancel)
            {
                Assert.IsAssignableFrom<OperationCanceledException>(failure);
            }
            else
            {
                Assert.Equal(ErrorKind.TimedOut, Assert.IsType<WhataiException>(failure).Kind);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Leaving_early_closes_the_connection(bool asArray)
    {
        var closed = new TaskCompletionSource();
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            await connection.ChunkAsync(asArray ? "[" + s_first : GivenGemini.Events(s_first));
            try
            {
                await connection.WaitForCloseAsync();
            }
            finally
            {
                closed.TrySetResult();
            }
        });
        using var client = new WhataiClient(Given.Options(server.Url));

        await foreach (GeminiDelta delta in client.Gemini.StreamAsync(GivenGemini.Request()))
        {
            Assert.Equal("Hel", delta.Text);
            break;
        }

        await closed.Task.WaitAsync(Eventually.Limit);
    }
}
