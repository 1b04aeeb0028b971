using System;
using System.Net.Http;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What is said of a request that got no answer: whether it may have run and been billed.</summary>
public class InFlightTests
{
    [Fact]
    public async Task Before_the_body_was_taken_nothing_was_sent()
    {
        WhataiException failure = await FailAsync(Steps.BreaksUnsent());

        Assert.Equal(ErrorKind.ConnectionFailed, failure.Kind);
        Assert.Contains("Cannot connect to https://api.example.com", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("billed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_body_was_taken_it_may_have_been_billed()
    {
        WhataiException failure = await FailAsync(Steps.BreaksInFlight());

        Assert.Equal(ErrorKind.ConnectionFailed, failure.Kind);
        Assert.Contains("billed", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Connection reset by peer", failure.Message, StringComparison.Ordinal);
        Assert.IsType<HttpRequestException>(failure.InnerException);
    }

    [Theory]
    [InlineData(504)]
    [InlineData(524)]
    public async Task A_gateway_time_out_may_have_been_billed(int status)
    {
        WhataiException failure = await FailAsync(Steps.Answer(status));

        Assert.Equal(ErrorKind.TimedOut, failure.Kind);
        Assert.Contains("billed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_content_counts_as_started_with_its_first_byte()
    {
        using var content = new TrackedByteArrayContent("abc"u8.ToArray(), "application/json");
        Assert.False(content.Started);
        Assert.Equal(3, content.Headers.ContentLength);
        Assert.False(content.Started);

        Assert.Equal("abc", await content.ReadAsStringAsync());

        Assert.True(content.Started);
        Assert.True(content.Ended);
    }

    [Theory]
    [InlineData(RequestCost.Chat)]
    [InlineData(RequestCost.Media)]
    public async Task A_body_that_was_not_taken_whole_is_sent_again(object cost)
    {
        int connections = 0;
        await using RawServer server = RawServer.Start(async connection =>
        {
            if (++connections == 1)
            {
                await connection.ReadExactlyAsync(1000);
                connection.Reset();
                return;
            }

            await connection.ReadRequestAsync();
            await connection.AnswerAsync("{}");
        });
        using var sender = new ApiSender(Given.Options(server.Url), jitter: static () => 1);
        var request = new ApiRequest(HttpMethod.Post, "v1/any", (RequestCost)cost) { Body = new byte[20_000_000] };

        BufferedResponse answer = await sender.SendAsync(request, null, default);

        Assert.Equal(2, answer.Context.Attempts);
    }

    [Fact]
    public async Task A_body_that_was_not_taken_whole_is_not_billed()
    {
        await using RawServer server = RawServer.Start(async connection =>
        {
            await connection.ReadExactlyAsync(1000);
            connection.Reset();
        });
        using var client = new WhataiClient(Given.Options(server.Url) with { MaxRetries = 0 });

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat(new string('a', 20_000_000))));

        Assert.Equal(ErrorKind.ConnectionFailed, failure.Kind);
        Assert.False(failure.MayHaveRun);
        Assert.DoesNotContain("billed", failure.Message, StringComparison.Ordinal);
        Assert.Contains("while the request was being sent", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_closes_unanswered_is_not_tried_again_behind_the_scenes()
    {
        int requests = 0;
        await using RawServer server = RawServer.Start(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                if (++requests == 2)
                {
                    return;
                }

                await connection.AnswerAsync(Given.ChatJson());
            }
        });
        using var client = new WhataiClient(Given.Options(server.Url));
        await client.Chat.CompleteAsync(Given.Chat("one"));

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("two")));

        Assert.Equal(ErrorKind.ConnectionFailed, failure.Kind);
        Assert.Equal(2, requests);
        Assert.Equal(1, server.Count);
    }

    [Fact]
    public async Task A_drop_on_the_second_leg_of_a_redirect_is_a_lost_connection()
    {
        WhataiException failure = await FailAsync(Steps.Redirect(307, "/v1/chat/completions?again=1"), Steps.BreaksInFlight());

        Assert.Equal(ErrorKind.ConnectionFailed, failure.Kind);
        Assert.DoesNotContain("incomplete", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<WhataiException> FailAsync(params Step[] steps)
    {
        using var client = new WhataiClient(Given.Options() with { MaxRetries = 0 }, new ScriptedHandler(steps), new FakeClock());
        return await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));
    }
}
