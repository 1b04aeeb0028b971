using System;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Whatai.Client.Responses;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Responses that the server makes in the background.</summary>
public sealed class BackgroundTests
{
    private static readonly ResponseRequest s_request = ResponseEvents.Ask() with { Background = true };
    private static readonly string s_queued = ResponseEvents.Response("queued", "[]");

    [Fact]
    public async Task One_is_asked_for_by_its_id_until_it_is_there()
    {
        using var emulator = GatewayEmulator.Start();
        using WhataiClient client = Given.Client(emulator);

        ResponseCompletion queued = await client.Responses.CompleteAsync(s_request);
        ResponseCompletion done = await client.Responses.WaitAsync(queued, s_request);

        Assert.True(client.Responses.IsPending(queued));
        Assert.False(client.Responses.IsPending(done));
        Assert.Equal(("queued", "completed", "Echo: Hi", queued.Id, 2), (queued.Status, done.Status, done.Text, done.Id, done.Messages.Count));
        Assert.Equal(["POST /v1/responses", $"GET /v1/responses/{queued.Id}", $"GET /v1/responses/{queued.Id}"], emulator.Requests.Select(static request => $"{request.Method} {request.Path}"));
        Assert.Single(emulator.Ledger);
        Assert.Equal("Echo: Hi", (await client.Responses.GetAsync(queued.Id!)).Text);
    }

    [Fact]
    public async Task Outages_are_lived_through()
    {
        string running = ResponseEvents.Response("in_progress", ResponseEvents.Message("Hel"));
        using WhataiClient client = ResponseEvents.Client(
            Steps.Ok(s_queued), Steps.Answer(503, "{}"), Steps.Ok(running), Steps.NoConnection(), Steps.Ok(ResponseEvents.Response("completed", ResponseEvents.Message("Hello"))));

        ResponseCompletion done = await client.Responses.WaitAsync(await client.Responses.CompleteAsync(s_request), s_request);

        Assert.Equal(("Hello", 2), (done.Text, done.Messages.Count));
    }

    [Fact]
    public async Task One_that_failed_is_its_error_and_may_be_asked_again()
    {
        string failed = ResponseEvents.Response("failed", "[]", ""","error":{"code":"server_error","message":"The model broke."}""");
        using WhataiClient client = ResponseEvents.Client(Steps.Ok(s_queued), Steps.Ok(failed), Steps.Ok(failed));
        ResponseCompletion queued = await client.Responses.CompleteAsync(s_request);

        WhataiException error = await Assert.ThrowsAsync<WhataiException>(() => client.Responses.WaitAsync(queued, s_request));
        WhataiException got = await Assert.ThrowsAsync<WhataiException>(() => client.Responses.GetAsync(queued.Id!));

        Assert.Contains("The model broke.", error.Message, StringComparison.Ordinal);
        Assert.Equal((error.Message, false), (got.Message, error.MayHaveRun));
    }

    [Fact]
    public async Task One_that_is_gone_is_not_found()
    {
        using WhataiClient client = ResponseEvents.Client(Steps.Ok(s_queued), Steps.Answer(404, """{"error":{"message":"not found","type":"invalid_request_error"}}"""));
        ResponseCompletion queued = await client.Responses.CompleteAsync(s_request);

        WhataiException error = await Assert.ThrowsAsync<WhataiException>(() => client.Responses.WaitAsync(queued, s_request));

        Assert.Equal((ErrorKind.NotFound, false), (error.Kind, error.MayHaveRun));
    }

    [Fact]
    public async Task A_wait_that_is_over_too_soon_names_the_id_and_says_that_it_goes_on()
    {
        using WhataiClient client = ResponseEvents.Client([Steps.Ok(s_queued), .. Enumerable.Repeat(Steps.Ok(s_queued), 50)]);
        ResponseCompletion queued = await client.Responses.CompleteAsync(s_request);

        WhataiException error = await Assert.ThrowsAsync<WhataiException>(() => client.Responses.WaitAsync(queued, s_request, new CallOptions { Timeout = TimeSpan.FromSeconds(9) }));

        Assert.Equal((ErrorKind.TimedOut, true), (error.Kind, error.MayHaveRun));
        Assert.Contains("resp_1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_refused_meanwhile_says_nothing_of_the_response()
    {
        using WhataiClient client = ResponseEvents.Client(Steps.Ok(s_queued), Steps.Answer(401, """{"error":{"message":"no key"}}"""));
        ResponseCompletion queued = await client.Responses.CompleteAsync(s_request);

        WhataiException error = await Assert.ThrowsAsync<WhataiException>(() => client.Responses.WaitAsync(queued, s_request));

        Assert.Equal((ErrorKind.AuthenticationFailed, true), (error.Kind, error.MayHaveRun));
    }

    [Fact]
    public async Task A_gateway_that_does_not_know_of_it_answers_at_once()
    {
        using WhataiClient client = ResponseEvents.Client(Steps.Ok(ResponseEvents.Response("completed", ResponseEvents.Message("Hello"))));

        ResponseCompletion answer = await client.Responses.CompleteAsync(s_request);

        Assert.Equal("Hello", answer.Text);
        Assert.False(client.Responses.IsPending(answer));
        Assert.Equal("Hello", (await client.Responses.WaitAsync(answer, s_request)).Text);
    }
}
