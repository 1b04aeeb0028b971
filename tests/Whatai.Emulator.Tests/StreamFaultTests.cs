using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>Stream faults on a raw socket, and their effect on whole answers.</summary>
public sealed class StreamFaultTests : IDisposable
{
    private static readonly string s_chat = Gateway.Body("one two three");
    private static readonly string s_stream = Gateway.Body("one two three", stream: true);

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData("cut-mid-line", false)]
    [InlineData("cut-clean", true)]
    public async Task A_stream_is_cut_in_the_middle_of_the_fourth_event(string fault, bool endsTheChunks)
    {
        RawAnswer answer = await _gateway.RawChatAsync(s_stream, fault);
        Assert.False(answer.WasReset);
        Assert.Equal(endsTheChunks, answer.EndsTheChunks);
        string[] events = answer.BodyText.Split("\n\n");
        Assert.Equal(4, events.Length);
        Assert.Equal("Echo:", Gateway.Join(Gateway.Events(string.Join('\n', events.Take(3)))));
        Assert.StartsWith("data: {\"id\"", events[3], StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(events[3][6..]));
        Assert.DoesNotContain("[DONE]", answer.BodyText, StringComparison.Ordinal);
        await AssertOutcome("Faulted", chunks: 3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cut_mid_utf8_ends_inside_an_emoji(bool stream)
    {
        RawAnswer answer = await _gateway.RawChatAsync(stream ? s_stream : s_chat, "cut-mid-utf8");
        Assert.False(answer.WasReset);
        Assert.Equal([0xA5, 0xBD, 0xF0], stream ? answer.Body[^3..] : answer.RawBody[^3..]); // the end of U+597D, a third of U+1F30D
        await AssertOutcome("Faulted", stream ? 3 : 0);
    }

    [Fact]
    public async Task Whole_answers_are_cut_half_way()
    {
        RawAnswer cut = await _gateway.RawChatAsync(s_chat, "cut-mid-line");
        int length = int.Parse(cut.Head.Split("Content-Length: ")[1].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(length / 2, cut.RawBody.Length);
        RawAnswer clean = await _gateway.RawChatAsync(s_chat, "cut-clean");
        length = int.Parse(clean.Head.Split("Content-Length: ")[1].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(length, clean.RawBody.Length);
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(clean.BodyText));
    }

    [Theory]
    [InlineData("reset", true, 3)]
    [InlineData("reset", false, 0)]
    [InlineData("reset-before", true, 0)]
    [InlineData("reset-before", false, 0)]
    public async Task Resets_are_resets(string fault, bool stream, int events)
    {
        RawAnswer answer = await _gateway.RawChatAsync(stream ? s_stream : s_chat, fault);
        Assert.True(answer.WasReset);
        if (events == 0)
        {
            Assert.Empty(answer.Bytes);
        }
        else
        {
            Assert.Equal(events, Gateway.Events(answer.BodyText).Count);
        }

        await AssertOutcome("Faulted", events);
    }

    [Fact]
    public async Task Reset_applies_to_GET_and_is_not_billed_there()
    {
        _gateway.Emulator.AddFault("reset");
        await Assert.ThrowsAsync<HttpRequestException>(() => _gateway.Http.GetStringAsync("/v1/models"));
        Assert.Empty(_gateway.Emulator.Ledger);
        Assert.NotEmpty(await _gateway.Http.GetStringAsync("/v1/models"));
    }

    [Fact]
    public async Task A_stalled_stream_gives_three_events_and_notices_the_client_leave()
    {
        using var cancel = new CancellationTokenSource();
        using HttpResponseMessage response = await _gateway.PostAsync(s_stream, "stall", option: HttpCompletionOption.ResponseHeadersRead);
        var stream = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[8192];
        int read = await stream.ReadAtLeastAsync(buffer, 450, throwOnEndOfStream: false);
        Assert.Equal(3, Gateway.Events(System.Text.Encoding.UTF8.GetString(buffer, 0, read)).Count);
        ValueTask<int> more = stream.ReadAsync(buffer, cancel.Token);
        await Task.Delay(200);
        Assert.False(more.IsCompleted);
        Assert.Equal("Pending", _gateway.Emulator.Requests[0].Outcome);
        Assert.True(_gateway.Emulator.Requests[0].Duration >= TimeSpan.FromMilliseconds(150));
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await more);
        response.Dispose();
        Assert.Equal("ClientClosed", (await _gateway.LastRequestAsync()).Outcome);
        await AssertOutcome("ClientClosed", 3);
    }

    [Fact]
    public async Task Stalled_headers_never_come()
    {
        using var cancel = new CancellationTokenSource(200);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(s_chat) };
        request.Headers.Add("X-Emulator-Fault", "stall-headers");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel.Token));
        EmulatorRequest logged = await _gateway.LastRequestAsync();
        Assert.Equal(("ClientClosed", 0), (logged.Outcome, logged.Status));
        Assert.Single(_gateway.Emulator.Ledger);
    }

    [Fact]
    public async Task A_whole_answers_stall_sends_half_the_body()
    {
        using HttpResponseMessage response = await _gateway.PostAsync(s_chat, "stall", option: HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAsync<TimeoutException>(() => response.Content.ReadAsStringAsync().WaitAsync(TimeSpan.FromMilliseconds(150)));
    }

    [Fact]
    public async Task An_error_in_mid_stream()
    {
        string stream = await _gateway.StreamTextAsync(s_stream, "mid-stream-error");
        List<JsonNode> events = Gateway.Events(stream);
        Assert.Equal(4, events.Count);
        Assert.Equal("Echo:", Gateway.Join(events));
        Assert.Equal("bad_response", (string?)events[3]["error"]!["code"]);
        Assert.EndsWith("data: [DONE]\n\n", stream, StringComparison.Ordinal);
        await AssertOutcome("Faulted", 3);
    }

    [Fact]
    public async Task Pings_and_then_a_bare_error()
    {
        string stream = await _gateway.StreamTextAsync(s_stream, "ping-then-error");
        Assert.StartsWith(": PING\n\n: PING\n\n{\"error\":{", stream, StringComparison.Ordinal);
        Assert.DoesNotContain("data:", stream, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mid-stream-error")]
    [InlineData("ping-then-error")]
    [InlineData("cut-clean")]
    public async Task A_connection_continues_after_an_answer_that_ends_correctly(string fault)
    {
        byte[] body = System.Text.Encoding.UTF8.GetBytes(s_stream);
        string head = $"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_gateway.Emulator.ApiKey}\r\nContent-Length: {body.Length}\r\n";
        RawAnswer both = await _gateway.RawAsync([
            .. System.Text.Encoding.ASCII.GetBytes(head + $"X-Emulator-Fault: {fault}\r\n\r\n"), .. body,
            .. System.Text.Encoding.ASCII.GetBytes(head + "Connection: close\r\n\r\n"), .. body,
        ]);
        Assert.Equal(3, both.Text.Split("HTTP/1.1 200 OK").Length);
        Assert.EndsWith("data: [DONE]\n\n\r\n0\r\n\r\n", both.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mid-stream-error")]
    [InlineData("ping-then-error")]
    public async Task A_whole_answer_is_a_500_instead(string fault)
    {
        using HttpResponseMessage response = await _gateway.PostAsync(s_chat, fault);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Single(_gateway.Emulator.Ledger);
    }

    [Fact]
    public async Task Pings_before_and_among_the_events()
    {
        string stream = await _gateway.StreamTextAsync(s_stream, "ping");
        Assert.StartsWith(": PING\n\n: PING\n\ndata: {", stream, StringComparison.Ordinal);
        Assert.True(stream.Split(": PING\n\ndata: {").Length > 5);
        Assert.Equal("Echo: one two three", Gateway.Join(Gateway.Events(stream)));
    }

    [Fact]
    public async Task Ends_that_lack_something()
    {
        string noDone = await _gateway.StreamTextAsync(s_stream, "no-done");
        Assert.DoesNotContain("[DONE]", noDone, StringComparison.Ordinal);
        Assert.Equal(1, Finishes(noDone));
        string noFinish = await _gateway.StreamTextAsync(s_stream, "done-without-finish");
        Assert.EndsWith("data: [DONE]\n\n", noFinish, StringComparison.Ordinal);
        Assert.Equal(0, Finishes(noFinish));
        Assert.Equal(2, Finishes(await _gateway.StreamTextAsync(s_stream, "duplicate-finish")));
        Assert.Null((await _gateway.ChatAsync(s_chat, "done-without-finish"))["choices"]![0]!["finish_reason"]);
    }

    [Fact]
    public async Task Unrequested_usage()
    {
        JsonNode empty = Gateway.Events(await _gateway.StreamTextAsync(s_stream, "usage-empty-choices"))[^1];
        Assert.Empty(empty["choices"]!.AsArray());
        Assert.Equal(5, (int)empty["usage"]!["completion_tokens"]!);
        JsonNode choice = Gateway.Events(await _gateway.StreamTextAsync(s_stream, "usage-with-choice"))[^1];
        Assert.Equal("[{\"index\":0,\"delta\":{}}]", choice["choices"]!.ToJsonString());
        Assert.True(choice["usage"]!.AsObject().ContainsKey("input_tokens_details"));
        JsonNode strings = Gateway.Events(await _gateway.StreamTextAsync(Gateway.Body("x", true, "\"stream_options\":{\"include_usage\":true}"), "string-numbers"))[^1];
        Assert.Equal("\"3\"", strings["usage"]!["completion_tokens"]!.ToJsonString());
        Assert.Equal("\"1\"", (await _gateway.ChatAsync(Gateway.Body("x"), "string-numbers"))["usage"]!["prompt_tokens"]!.ToJsonString());
    }

    [Fact]
    public async Task A_chunk_without_choices_comes_amid()
    {
        List<JsonNode> events = Gateway.Events(await _gateway.StreamTextAsync(s_stream, "no-choices"));
        Assert.Equal(2, events.FindIndex(e => e["choices"] is null));
        Assert.Equal("Echo: one two three", Gateway.Join(events));
    }

    [Fact]
    public async Task Unknown_fields_are_everywhere()
    {
        foreach (JsonNode chunk in Gateway.Events(await _gateway.StreamTextAsync(s_stream, "unknown-fields")))
        {
            Assert.NotNull(chunk["x_unknown_object"]);
            Assert.NotNull(chunk["choices"]![0]!["x_unknown_object"]);
            Assert.NotNull(chunk["choices"]![0]!["delta"]!["x_unknown_object"]);
        }

        JsonNode plain = await _gateway.ChatAsync(s_chat, "unknown-fields");
        Assert.NotNull(plain["usage"]!["x_unknown_number"]);
        Assert.NotNull(plain["choices"]![0]!["message"]!["x_unknown_number"]);
    }

    [Theory]
    [InlineData("crlf", "\r\n")]
    [InlineData("cr", "\r")]
    public async Task Line_ends(string fault, string end)
    {
        string stream = await _gateway.StreamTextAsync(s_stream, fault);
        Assert.EndsWith($"data: [DONE]{end}{end}", stream, StringComparison.Ordinal);
        string rest = stream.Replace(end, "", StringComparison.Ordinal);
        Assert.DoesNotContain('\n', rest);
        Assert.DoesNotContain('\r', rest);
        Assert.Equal("Echo: one two three", Gateway.Join(Gateway.Events(stream.Replace(end, "\n", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task One_JSON_over_several_data_lines()
    {
        string stream = await _gateway.StreamTextAsync(Gateway.Body("/say a,\"b\",{c},\\ d", stream: true), "multi-line-data");
        string[] events = stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        List<JsonNode> json = events
            .Where(e => !e.Contains("[DONE]", StringComparison.Ordinal))
            .Select(e => JsonNode.Parse(string.Join('\n', e.Split('\n').Select(line => line["data: ".Length..])))!)
            .ToList();
        Assert.All(events.SkipLast(1), e => Assert.True(e.Split('\n').Length >= 4));
        Assert.Equal("a,\"b\",{c},\\ d", Gateway.Join(json));
    }

    private static int Finishes(string stream)
        => Gateway.Events(stream).Count(e => (string?)e["choices"]![0]!["finish_reason"] == "stop");

    private async Task AssertOutcome(string outcome, long chunks)
    {
        EmulatorRequest logged = await _gateway.LastRequestAsync();
        Assert.Equal((outcome, chunks), (logged.Outcome, logged.ChunksSent));
        Assert.Single(_gateway.Emulator.Ledger);
    }
}
