using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>A stream is complete when a finish reason came, and only then.</summary>
public class StreamEndTests
{
    private static readonly string s_text = Given.Event(Given.Delta("""{"role":"assistant","content":"Hi"}"""));
    private static readonly string s_finish = Given.Event(Given.Delta("{}", "\"stop\""));
    private static readonly string s_done = Given.Event("[DONE]");

    [Fact]
    public async Task With_a_finish_reason_and_without_done_it_is_complete()
    {
        Assert.Equal("stop", (await ReadAsync(s_text + s_finish)).Completion.FinishReason);
        Assert.Equal("stop", (await ReadAsync((s_text + s_finish).TrimEnd('\n'))).Completion.FinishReason);
    }

    [Fact]
    public async Task With_done_and_without_a_finish_reason_it_is_not()
    {
        StreamResult result = await ReadAsync(s_text + s_done);

        Assert.Equal("Hi", result.Text);
        Assert.Equal(ErrorKind.IncompleteAnswer, result.Error.Kind);
        Assert.Contains("incomplete", result.Error.Message, StringComparison.Ordinal);
        Assert.Contains("finish reason", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_neither_it_is_not()
    {
        foreach (string events in new[] { s_text, "", ": PING\n\n", s_done, Given.Event("{}") })
        {
            StreamResult result = await ReadAsync(events);

            Assert.Equal(ErrorKind.IncompleteAnswer, result.Error.Kind);
            Assert.Contains("incomplete", result.Error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_first_of_several_finish_reasons_counts()
    {
        StreamResult result = await ReadAsync(s_text + Given.Event(Given.Delta("{}", "\"length\"")) + s_finish + s_done);

        Assert.Equal("length", result.Completion.FinishReason);
    }

    [Fact]
    public async Task Every_choice_needs_its_finish_reason()
    {
        string second = s_text.Replace("\"index\":0", "\"index\":1", StringComparison.Ordinal);
        string secondEnds = s_finish.Replace("\"index\":0", "\"index\":1", StringComparison.Ordinal);

        Assert.Equal(ErrorKind.IncompleteAnswer, (await ReadAsync(s_text + second + s_finish + s_done)).Error.Kind);
        Assert.Equal(2, (await ReadAsync(s_text + second + secondEnds + s_finish + s_done)).Completion.Choices.Count);
    }

    [Theory]
    [InlineData("data: {\"choices\":[{\"del")]
    [InlineData("data: nonsense\n\n")]
    [InlineData("{\"error\":{\"message\":\"late\"}}")]
    [InlineData("<html>")]
    public async Task What_goes_wrong_after_the_finish_reason_does_not_matter(string rest)
    {
        Assert.Equal("Hi", (await ReadAsync(s_text + s_finish + rest)).Completion.Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_breaks_or_goes_silent_after_the_finish_reason_does_not_matter(bool breaks)
    {
        await using RawServer server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.BeginEventsAsync();
            await connection.ChunkAsync(s_text + s_finish);
            if (!breaks)
            {
                await connection.WaitForCloseAsync();
            }
        });
        using var client = new WhataiClient(Given.Options(server.Url) with { IdleTimeout = TimeSpan.FromSeconds(1) });

        Assert.Equal("Hi", (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion.Text);
    }

    // Some gateways send one choice after the other, so that one may be whole and another not begun.
    [Fact]
    public async Task A_connection_that_breaks_before_every_choice_came_matters()
    {
        await using RawServer server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.BeginEventsAsync();
            await connection.ChunkAsync(s_text + s_finish);
        });
        using var client = new WhataiClient(Given.Options(server.Url));

        StreamResult result = await client.Chat.StreamAsync(Given.Chat("Hi") with { Count = 2 }).ToResultAsync();

        Assert.Equal("Hi", result.Text);
        Assert.Equal(ErrorKind.IncompleteAnswer, result.Error.Kind);
    }

    [Fact]
    public async Task A_gateway_that_knows_no_count_may_give_one_choice()
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events(s_text + s_finish + s_done)), new FakeClock());

        Assert.Single((await client.Chat.StreamAsync(Given.Chat("Hi") with { Count = 2 }).ToResultAsync()).Completion.Choices);
    }

    [Fact]
    public async Task Text_that_comes_with_the_finish_reason_counts()
    {
        StreamResult result = await ReadAsync(Given.Event(Given.Delta("""{"content":"<thi"}""")) + Given.Event(Given.Delta("""{"content":"s"}""", "\"stop\"")));

        Assert.Equal("<this", result.Completion.Text);
        Assert.Equal("<this", result.Text);
    }

    [Fact]
    public async Task Text_that_was_held_back_for_a_tag_comes_with_the_end()
    {
        StreamResult result = await ReadAsync(Given.Event(Given.Delta("""{"content":"<thi"}""")) + s_finish);

        Assert.Equal("<thi", result.Text);
        Assert.Equal("<thi", result.Completion.Text);
    }

    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"It failed\",\"code\":\"bad\"}}\n\n")]
    [InlineData("data: {\"error\":{\"message\":\"It failed\",\"code\":\"bad\"}}\n\ndata: [DONE]\n\n")]
    [InlineData("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"It failed\"}}\n\n")]
    [InlineData("data: {\"error\":\"It failed\"}\n\n")]
    [InlineData("data: {\"id\":\"\",\"choices\":[],\"error\":{\"message\":\"It failed\",\"code\":502}}\n\n")]
    [InlineData("{\"error\":{\"message\":\"It failed\"}}")]
    [InlineData("{\"error\":{\"message\":\"It failed\"}}\n\ndata: [DONE]\n\n")]
    [InlineData("{\n  \"success\": false,\n  \"message\": \"It failed\"\n}")]
    public async Task An_error_amid_the_stream_is_told_and_what_came_is_kept(string events)
    {
        StreamResult result = await ReadAsync(s_text + events);

        Assert.Equal("Hi", result.Text);
        Assert.Equal(ErrorKind.ServiceUnavailable, result.Error.Kind);
        Assert.Equal("It failed", result.Error.ServerMessage);
        Assert.Contains("incomplete", result.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rate_limit_exceeded", ErrorKind.RateLimited)]
    [InlineData("insufficient_user_quota", ErrorKind.QuotaExceeded)]
    public async Task An_error_amid_the_stream_has_its_kind_by_its_code(string code, ErrorKind kind)
    {
        Assert.Equal(kind, (await ReadAsync(s_text + Given.Event($$$"""{"error":{"message":"m","code":"{{{code}}}"}}"""))).Error.Kind);
    }

    [Fact]
    public async Task A_web_page_amid_the_stream_is_an_invalid_response()
    {
        StreamResult result = await ReadAsync(": PING\n\n<html><title>504 Gateway Time-out</title></html>");

        Assert.Equal(ErrorKind.InvalidResponse, result.Error.Kind);
        Assert.Contains("504 Gateway Time-out", result.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"cu\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"cu")]
    [InlineData("data: nonsense\n\n")]
    public async Task A_broken_event_makes_the_answer_incomplete(string events)
    {
        StreamResult result = await ReadAsync(s_text + events);

        Assert.Equal("Hi", result.Text);
        Assert.Equal(ErrorKind.IncompleteAnswer, result.Error.Kind);
    }

    [Fact]
    public async Task Odd_chunks_are_passed_over()
    {
        StreamResult result = await ReadAsync(string.Concat(
            Given.Event("{}"),
            Given.Event("""{"id":"first","choices":[]}"""),
            Given.Event("""{"choices":null,"usage":null}"""),
            Given.Event("""{"object":"ping"}"""),
            s_text,
            Given.Event("""{"choices":[{"index":0,"delta":{},"finish_reason":null}]}"""),
            Given.Event("""{"choices":[{"index":0,"delta":{"content":null},"finish_reason":""}]}"""),
            s_finish,
            Given.Event("""{"choices":[{"index":0,"delta":{}}],"usage":{"prompt_tokens":"4","completion_tokens":5}}"""),
            s_done));

        Assert.Equal(["Hi", ""], result.Deltas.Select(delta => delta.Text));
        Assert.Equal("first", result.Completion.Id);
        Assert.Equal(new TokenUsage { PromptTokens = 4, CompletionTokens = 5, TotalTokens = 9 }, result.Completion.Usage);
    }

    [Fact]
    public async Task Characters_that_a_relay_cut_in_two_do_not_end_the_stream()
    {
        byte[] events = [.. Given.Utf8("data: {\"choices\":[{\"delta\":{\"content\":\"a"), 0xE4, 0xBD, .. Given.Utf8("\"}}]}\n\n" + s_finish)];
        using var client = new WhataiClient(
            Given.Options(), new ScriptedHandler(Steps.Events(() => new System.IO.MemoryStream(events))), new FakeClock());

        Assert.Equal("a\uFFFD", (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion.Text);
    }

    [Theory]
    [InlineData("1752460970123")]
    [InlineData("1e300")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task A_time_that_no_calendar_has_is_no_reason_to_fail(string created)
    {
        string json = Given.ChatJson().Replace("1700000000", created, StringComparison.Ordinal);
        string events = (s_text + s_finish).Replace("1700000000", created, StringComparison.Ordinal);
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(json), Steps.Events(events)), new FakeClock());

        Assert.Equal("Hello", (await client.Chat.CompleteAsync(Given.Chat("Hi"))).Text);
        Assert.Equal("Hi", (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion.Text);
    }

    private static async Task<StreamResult> ReadAsync(string events)
    {
        using var client = new WhataiClient(Given.Options() with { MaxRetries = 0 }, new ScriptedHandler(Steps.Events(events)), new FakeClock());
        return await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync();
    }
}
