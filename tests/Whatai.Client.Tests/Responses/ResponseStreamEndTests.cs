using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Whatai.Client.Responses;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>A response's stream is complete when an event said that the response has ended, and only then.</summary>
public class ResponseStreamEndTests
{
    private static readonly string s_text = ResponseEvents.Of(ResponseEvents.Created(), ResponseEvents.MessageAdded, ResponseEvents.TextDelta("Hi"));
    private static readonly string s_completed = ResponseEvents.Of(ResponseEvents.End(ResponseEvents.Message("Hi")));

    [Theory]
    [InlineData("completed", "", "stop")]
    [InlineData("incomplete", ",\"incomplete_details\":{\"reason\":\"max_output_tokens\"}", "length")]
    [InlineData("incomplete", ",\"incomplete_details\":{\"reason\":\"content_filter\"}", "content_filter")]
    [InlineData("cancelled", "", null)]
    public async Task Each_end_that_is_no_failure_brings_the_answer(string status, string more, string? finishReason)
    {
        StreamResult<ResponseDelta, ResponseCompletion> result = await ResponseEvents.StreamAsync(s_text + ResponseEvents.Of(ResponseEvents.End(ResponseEvents.Message("Hi"), status, more)));

        Assert.Equal("Hi", result.Text);
        Assert.Equal((status, finishReason), (result.Completion.Status, result.Completion.FinishReason));
        Assert.Equal(("response." + status, finishReason), (result.Deltas[^1].Type, result.Deltas[^1].FinishReason));
        Assert.Equal(2, result.Deltas.Count);
    }

    [Theory]
    [InlineData("""{"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"Slow down"},"output":[]}}""", ErrorKind.RateLimited, "rate_limit_exceeded", "Slow down")]
    [InlineData("""{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"It broke"}}}""", ErrorKind.ServiceUnavailable, "server_error", "It broke")]
    [InlineData("""{"type":"response.failed","response":{"error":{"code":"invalid_prompt","message":"Not that"}}}""", ErrorKind.InvalidRequest, "invalid_prompt", "Not that")]
    [InlineData("""{"type":"response.failed","error":{"code":"image_too_large","message":"Too big"}}""", ErrorKind.InvalidRequest, "image_too_large", "Too big")]
    [InlineData("""{"type":"response.failed","response":{"status":"failed","error":null}}""", ErrorKind.ServiceUnavailable, null, null)]
    [InlineData("""{"type":"response.failed"}""", ErrorKind.ServiceUnavailable, null, null)]
    [InlineData("""{"type":"response.completed","response":{"status":"failed","error":{"code":"server_error","message":"It broke"}}}""", ErrorKind.ServiceUnavailable, "server_error", "It broke")]
    [InlineData("""{"type":"error","sequence_number":3,"code":"insufficient_quota","message":"Used up","param":null}""", ErrorKind.QuotaExceeded, "insufficient_quota", "Used up")]
    [InlineData("""{"type":"error","code":null,"message":"It broke","param":null}""", ErrorKind.ServiceUnavailable, null, "It broke")]
    [InlineData("""{"type":"error","status":400,"error":{"type":"invalid_request_error","code":"previous_response_not_found","message":"Gone"}}""", ErrorKind.NotFound, "previous_response_not_found", "Gone")]
    [InlineData("""{"error":{"code":"server_error","message":"It broke"}}""", ErrorKind.ServiceUnavailable, "server_error", "It broke")]
    [InlineData("""{"error":"It broke"}""", ErrorKind.ServiceUnavailable, null, "It broke")]
    public async Task A_failure_is_told_and_what_came_is_kept(string last, ErrorKind kind, string? code, string? message)
    {
        foreach (string rest in new[] { "", "data: [DONE]\n\n" })
        {
            StreamResult<ResponseDelta, ResponseCompletion> result = await ResponseEvents.StreamAsync(s_text + ResponseEvents.Of(last) + rest);

            Assert.Equal("Hi", result.Text);
            Assert.All(result.Deltas, delta => Assert.Null(delta.Completion));
            Assert.Equal((kind, code, message), (result.Error.Kind, result.Error.Code, result.Error.ServerMessage));
            Assert.Contains("incomplete", result.Error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_error_event_keeps_what_it_blames()
    {
        StreamResult<ResponseDelta, ResponseCompletion> result = await ResponseEvents.StreamAsync(
            "event: error\n" + ResponseEvents.Of("""{"type":"error","code":"invalid_prompt","message":"No (request id: abc)","param":"input"}"""));

        Assert.Equal(("input", null, "No", "abc"), (result.Error.Param, result.Error.Type, result.Error.ServerMessage, result.Error.RequestId));
    }

    [Fact]
    public async Task Without_an_end_the_answer_is_incomplete()
    {
        foreach (string events in new[]
        {
            s_text, "", ": PING\n\n", "data: [DONE]\n\n", s_text + "data: [DONE]\n\n", ResponseEvents.Of("{}"),
            s_text + ResponseEvents.Of($$"""{"type":"response.output_item.done","output_index":0,"item":{{ResponseEvents.Message("Hi")[1..^1]}}}"""),
        })
        {
            StreamResult<ResponseDelta, ResponseCompletion> result = await ResponseEvents.StreamAsync(events);

            Assert.Equal(ErrorKind.IncompleteAnswer, result.Error.Kind);
            Assert.Equal(events.StartsWith(s_text, StringComparison.Ordinal) ? "Hi" : "", result.Text);
        }
    }

    [Theory]
    [InlineData("data: {\"type\":\"response.output_text.delta\",\"delta\":\"cu\n\n")]
    [InlineData("data: {\"type\":\"response.completed\",\"response\":{\"status\":\"comp")]
    [InlineData("data: nonsense\n\n")]
    [InlineData("data: [1]\n\n")]
    public async Task A_broken_event_makes_the_answer_incomplete(string events)
    {
        StreamResult<ResponseDelta, ResponseCompletion> result = await ResponseEvents.StreamAsync(s_text + events);

        Assert.Equal("Hi", result.Text);
        Assert.Equal(ErrorKind.IncompleteAnswer, result.Error.Kind);
    }

    [Fact]
    public async Task An_empty_event_is_a_sign_of_life()
    {
        Assert.Equal("Hi", (await ResponseEvents.StreamAsync("data:\n\n" + s_text + "data: \n\n" + s_completed)).Completion.Text);
    }

    [Theory]
    [InlineData("data: {\"type\":\"resp")]
    [InlineData("data: nonsense\n\n")]
    [InlineData("data: [DONE]\n\n")]
    [InlineData("{\"error\":{\"message\":\"late\"}}")]
    [InlineData("<html>")]
    public async Task What_comes_after_the_end_does_not_matter(string rest)
    {
        Assert.Equal("Hi", (await ResponseEvents.StreamAsync(s_text + s_completed + rest)).Completion.Text);
        Assert.Equal("Hi", (await ResponseEvents.StreamAsync(s_text + s_completed.TrimEnd('\n'))).Completion.Text);
    }

    [Theory]
    [InlineData("{\"error\":{\"message\":\"It failed\"}}", ErrorKind.ServiceUnavailable)]
    [InlineData("{\n  \"error\": {\"message\": \"It failed\"}\n}\n\ndata: [DONE]\n\n", ErrorKind.ServiceUnavailable)]
    [InlineData("<html><title>504 Gateway Time-out</title></html>", ErrorKind.InvalidResponse)]
    public async Task An_error_that_is_no_event_is_told(string events, ErrorKind kind)
    {
        StreamResult<ResponseDelta, ResponseCompletion> result = await ResponseEvents.StreamAsync(": PING\n\n" + s_text + events);

        Assert.Equal("Hi", result.Text);
        Assert.Equal(kind, result.Error.Kind);
    }

    [Fact]
    public async Task What_came_before_a_reset_is_kept()
    {
        var read = new TaskCompletionSource();
        await using RawServer server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.BeginEventsAsync();
            await connection.ChunkAsync(s_text);
            await read.Task;
            connection.Reset();
        });
        using var client = new WhataiClient(Given.Options(server.Url));
        var text = new List<string>();

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(async () =>
        {
            await foreach (ResponseDelta delta in client.Responses.StreamAsync(ResponseEvents.Ask()))
            {
                text.Add(delta.Text);
                read.SetResult();
            }
        });

        Assert.Equal(["Hi"], text);
        Assert.Equal(ErrorKind.IncompleteAnswer, failure.Kind);
    }

    [Theory]
    [InlineData(200, """{"object":"response","status":"failed","error":{"code":"rate_limit_exceeded","message":"Slow down"},"output":[]}""", ErrorKind.RateLimited)]
    [InlineData(200, """{"object":"response","status":"failed","error":{"code":"failed_to_download_image","message":"m"},"output":[]}""", ErrorKind.InvalidRequest)]
    [InlineData(200, """{"object":"response","status":"failed","error":null,"output":[]}""", ErrorKind.ServiceUnavailable)]
    [InlineData(200, """{"object":"response","error":{"code":"server_error","message":"m"}}""", ErrorKind.ServiceUnavailable)]
    [InlineData(200, """{"error":{"code":"model_not_found","message":"m"}}""", ErrorKind.NotFound)]
    [InlineData(200, "{}", ErrorKind.InvalidResponse)]
    [InlineData(200, "[]", ErrorKind.InvalidResponse)]
    [InlineData(200, "", ErrorKind.InvalidResponse)]
    [InlineData(200, """{"choices":[{"message":{"content":"chat"}}]}""", ErrorKind.InvalidResponse)]
    [InlineData(200, """{"output":[""", ErrorKind.InvalidResponse)]
    [InlineData(400, """{"error":{"code":"previous_response_not_found","message":"Previous response with id 'resp_0' not found.","param":"previous_response_id"}}""", ErrorKind.NotFound)]
    [InlineData(404, """{"error":{"code":"previous_response_not_found","message":"Previous response with id 'resp_0' not found."}}""", ErrorKind.NotFound)]
    [InlineData(404, """{"error":{"code":null,"message":"Item with id 'rs_1' not found. Items are not persisted when `store` is set to false."}}""", ErrorKind.NotFound)]
    public async Task A_plain_answer_that_is_none_is_an_error(int status, string json, ErrorKind kind)
    {
        using WhataiClient client = ResponseEvents.Client(Steps.Answer(status, json));

        WhataiException plain = await Assert.ThrowsAsync<WhataiException>(() => client.Responses.CompleteAsync(ResponseEvents.Ask()));
        WhataiException streamed = (await client.Responses.StreamAsync(ResponseEvents.Ask()).ToResultAsync()).Error;

        Assert.Equal((kind, kind), (plain.Kind, streamed.Kind));
        Assert.Equal(plain.Message, streamed.Message);
    }

    [Fact]
    public async Task Leaving_early_closes_the_connection()
    {
        var closed = new TaskCompletionSource();
        await using RawServer server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.BeginEventsAsync();
            try
            {
                while (true)
                {
                    await connection.ChunkAsync(ResponseEvents.Of(ResponseEvents.TextDelta("x")));
                    await Task.Delay(10);
                }
            }
            finally
            {
                closed.TrySetResult();
            }
        });
        using var client = new WhataiClient(Given.Options(server.Url));
        int count = 0;
        await foreach (ResponseDelta _ in client.Responses.StreamAsync(ResponseEvents.Ask()))
        {
            if (++count == 3)
            {
                break;
            }
        }

        await closed.Task.WaitAsync(Eventually.Limit);
        Assert.Equal(3, count);
    }
}
