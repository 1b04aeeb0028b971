using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>contract.md's retry table, row by row. The numbers are how often a request is sent, with two retries allowed.</summary>
public class RetryTableTests
{
    private const string Plain = """{"error":{"message":"m","type":"t","param":null,"code":"c"}}""";

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(413)]
    [InlineData(415)]
    [InlineData(422)]
    [InlineData(501)]
    public async Task A_wrong_request_or_key_is_never_sent_again(int status)
    {
        Assert.Equal((1, 1, 1), await CountAsync(Steps.Answer(status, Plain)));
        Assert.Equal((1, 1, 1), await CountAsync(Steps.Answer(status, Plain), ambiguousChat: true));
    }

    [Theory]
    [InlineData(409)]
    [InlineData(429)]
    public async Task A_clean_refusal_is_sent_again_whatever_it_costs(int status)
    {
        Assert.Equal((3, 3, 3), await CountAsync(Steps.Answer(status, Plain)));
        Assert.Equal((3, 3, 3), await CountAsync(Steps.Answer(status)));
        Assert.Equal((3, 3, 3), await CountAsync(Steps.Page(status, "<html>")));
    }

    [Theory]
    [InlineData("insufficient_quota")]
    [InlineData("insufficient_user_quota")]
    [InlineData("pre_consume_token_quota_failed")]
    [InlineData("billing_hard_limit_reached")]
    [InlineData("quota_exceeded")]
    public async Task A_429_for_a_quota_that_is_used_up_is_final(string code)
    {
        Assert.Equal((1, 1, 1), await CountAsync(Steps.Answer(429, Coded(code))));
    }

    [Fact]
    public async Task The_type_of_a_429_decides_nothing()
    {
        Assert.Equal((3, 3, 3), await CountAsync(Steps.Answer(429, """{"error":{"message":"m","type":"insufficient_quota","code":null}}""")));
    }

    [Theory]
    [InlineData("invalid_request")]
    [InlineData("sensitive_words_detected")]
    public async Task A_500_of_the_gateways_own_validation_is_final(string code)
    {
        Assert.Equal((1, 1, 1), await CountAsync(Steps.Answer(500, Coded(code))));
    }

    [Fact]
    public async Task A_503_without_a_channel_for_the_model_is_sent_again_once()
    {
        Assert.Equal((2, 2, 2), await CountAsync(Steps.Answer(503, Coded("model_not_found"))));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task An_upstream_failure_is_sent_again_but_for_media(int status)
    {
        Assert.Equal((3, 3, 1), await CountAsync(Steps.Answer(status, Plain)));
        Assert.Equal((3, 3, 1), await CountAsync(Steps.Answer(status)));
        Assert.Equal((3, 3, 1), await CountAsync(Steps.Page(status, "<html><title>Bad Gateway</title>"), ambiguousChat: true));
    }

    [Theory]
    [InlineData(504)]
    [InlineData(524)]
    public async Task What_may_be_running_is_sent_again_only_when_it_costs_nothing_or_was_asked_for(int status)
    {
        Assert.Equal((3, 1, 1), await CountAsync(Steps.Answer(status, Plain)));
        Assert.Equal((3, 3, 1), await CountAsync(Steps.Answer(status, Plain), ambiguousChat: true));
        Assert.Equal((3, 1, 1), await CountAsync(Steps.Page(status, "<html>")));
    }

    [Fact]
    public async Task A_drop_in_flight_is_sent_again_only_when_it_costs_nothing_or_was_asked_for()
    {
        Assert.Equal((3, 1, 1), await CountAsync(Steps.BreaksInFlight()));
        Assert.Equal((3, 3, 1), await CountAsync(Steps.BreaksInFlight(), ambiguousChat: true));
    }

    // As a handler may for a time-out or an abort of its own.
    [Fact]
    public async Task A_cancellation_that_nobody_asked_for_in_flight_is_a_drop()
    {
        Step step = Steps.ThrowsInFlight(() => new TaskCanceledException("aborted"));

        Assert.Equal((1, 1), (await CountAsync(RequestCost.Chat, step), await CountAsync(RequestCost.Media, step)));
    }

    [Fact]
    public async Task Silence_in_flight_is_sent_again_only_when_it_costs_nothing_or_was_asked_for()
    {
        Assert.Equal((3, 1, 1), await CountAsync(Steps.Hangs(), idle: 40));
        Assert.Equal((3, 3, 1), await CountAsync(Steps.Hangs(), ambiguousChat: true, idle: 40));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_counts_as_in_flight()
    {
        Step step = Steps.Answer(200, [], "application/json");
        Step broken = async (request, token) =>
        {
            HttpResponseMessage response = await step(request, token);
            response.Content = new StreamContent(new BreakingStream());
            return response;
        };

        Assert.Equal((3, 1, 1), await CountAsync(broken));
        Assert.Equal((3, 3, 1), await CountAsync(broken, ambiguousChat: true));
    }

    [Fact]
    public async Task What_was_not_sent_is_sent_again_whatever_it_costs()
    {
        Assert.Equal((3, 3, 3), await CountAsync(Steps.NoConnection()));
        Assert.Equal((3, 3), (await CountAsync(RequestCost.Chat, Steps.BreaksUnsent()), await CountAsync(RequestCost.Media, Steps.BreaksUnsent())));
    }

    // Advice never repeats media that may have run, nor media that was refused, nor chat that may be running.
    [Theory]
    [InlineData(new[] { 400, 401, 404, 422, 501, 505, 530 }, null, 1, 1, 1, 1)]
    [InlineData(new[] { 400, 401, 404, 422, 501, 505, 530 }, "true", 3, 3, 1, 3)]
    [InlineData(new[] { 408, 500, 502, 503 }, null, 3, 3, 1, 3)]
    [InlineData(new[] { 408, 500, 502, 503 }, "true", 3, 3, 1, 3)]
    [InlineData(new[] { 409, 429 }, null, 3, 3, 3, 3)]
    [InlineData(new[] { 409, 429 }, "true", 3, 3, 3, 3)]
    [InlineData(new[] { 504, 520, 521, 522, 523, 524, 525, 526, 527, 528, 529, 598, 599 }, null, 3, 1, 1, 3)]
    [InlineData(new[] { 504, 520, 521, 522, 523, 524, 525, 526, 527, 528, 529, 598, 599 }, "true", 3, 1, 1, 3)]
    [InlineData(new[] { 400, 401, 404, 408, 409, 422, 429, 500, 501, 502, 503, 504, 505, 520, 524, 529, 530, 598, 599 }, "false", 1, 1, 1, 1)]
    public async Task Advice_has_its_limits(int[] statuses, string? advice, int free, int chat, int media, int askedChat)
    {
        foreach (int status in statuses)
        {
            Step step = Steps.Answer(status, Plain, advice is null ? [] : [("x-should-retry", advice)]);

            Assert.Equal((status, (free, chat, media)), (status, await CountAsync(step)));
            Assert.Equal((status, (free, askedChat, media)), (status, await CountAsync(step, ambiguousChat: true)));
        }
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_asked_for_again_by_advice_but_not_with_media()
    {
        Assert.Equal((3, 3, 1), await CountAsync(Steps.Answer(429, Coded("insufficient_quota"), ("x-should-retry", "true"))));
    }

    [Theory]
    [InlineData(400, false, false)]
    [InlineData(408, false, true)]
    [InlineData(409, false, false)]
    [InlineData(429, false, false)]
    [InlineData(500, false, true)]
    [InlineData(502, false, true)]
    [InlineData(503, false, true)]
    [InlineData(504, true, true)]
    [InlineData(520, true, true)]
    [InlineData(522, true, true)]
    [InlineData(529, true, true)]
    [InlineData(598, true, true)]
    [InlineData(599, true, true)]
    public async Task The_failure_says_whether_it_may_be_billed(int status, bool chat, bool media)
    {
        foreach ((RequestCost cost, bool mayHaveRun) in new[] { (RequestCost.Free, false), (RequestCost.Chat, chat), (RequestCost.Media, media) })
        {
            WhataiException failure = await FailAsync(new ScriptedHandler(Steps.Answer(status, Plain)), cost, Given.Options() with { MaxRetries = 0 });

            Assert.Equal((cost, mayHaveRun), (cost, failure.MayHaveRun));
            Assert.Equal(mayHaveRun, failure.Message.Contains("billed", System.StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Other_advice_is_ignored()
    {
        Assert.Equal((1, 1, 1), await CountAsync(Steps.Answer(400, Plain, ("x-should-retry", "maybe"))));
    }

    [Fact]
    public async Task The_total_time_is_never_stretched()
    {
        var handler = new ScriptedHandler(Steps.Hangs());
        ConnectionOptions options = Given.Options() with { TotalTimeout = System.TimeSpan.FromMilliseconds(300) };

        Assert.Equal(ErrorKind.TimedOut, (await FailAsync(handler, RequestCost.Free, options)).Kind);
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task A_retry_that_succeeds_is_the_answer()
    {
        var handler = new ScriptedHandler(Steps.Answer(429, Plain), Steps.Answer(500, Plain), Steps.Ok());
        using var client = new WhataiClient(Given.Options(), handler, new FakeClock());

        Assert.Equal("Hello", (await client.Chat.CompleteAsync(Given.Chat("Hi"))).Text);
        Assert.Equal(3, handler.Requests.Count);
        Assert.All(handler.Requests, request => Assert.Equal(handler.Requests[0].Body, request.Body));
    }

    [Fact]
    public async Task A_stream_is_opened_by_the_same_table()
    {
        var handler = new ScriptedHandler(Steps.Answer(503, Plain), Steps.Events(Given.ChatEvents("a")));
        using var client = new WhataiClient(Given.Options(), handler, new FakeClock());

        Assert.Equal("a", (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion.Text);
        Assert.Equal(2, handler.Requests.Count);
    }

    [Fact]
    public async Task A_stream_that_has_begun_is_never_sent_again()
    {
        var handler = new ScriptedHandler(Steps.Events(Given.Event(Given.Delta("""{"content":"a"}"""))));
        using var client = new WhataiClient(Given.Options() with { RetryAmbiguousChat = true }, handler, new FakeClock());

        StreamResult result = await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync();

        Assert.Equal(ErrorKind.IncompleteAnswer, result.Error.Kind);
        Assert.Single(handler.Requests);
    }

    private static string Coded(string code) => $$$"""{"error":{"message":"m","type":"t","code":"{{{code}}}"}}""";

    private static async Task<(int Free, int Chat, int Media)> CountAsync(Step step, bool ambiguousChat = false, int idle = 0) => (
        await CountAsync(RequestCost.Free, step, ambiguousChat, idle),
        await CountAsync(RequestCost.Chat, step, ambiguousChat, idle),
        await CountAsync(RequestCost.Media, step, ambiguousChat, idle));

    private static async Task<int> CountAsync(RequestCost cost, Step step, bool ambiguousChat = false, int idle = 0)
    {
        var handler = new ScriptedHandler(step);
        WhataiException failure = await FailAsync(handler, cost, Given.Options() with
        {
            RetryAmbiguousChat = ambiguousChat,
            IdleTimeout = System.TimeSpan.FromMilliseconds(idle),
        });
        Assert.Equal(handler.Requests.Count, failure.Attempts);
        return failure.Attempts;
    }

    private static async Task<WhataiException> FailAsync(ScriptedHandler handler, RequestCost cost, ConnectionOptions options)
    {
        using var sender = new ApiSender(options, handler, new FakeClock());
        ApiRequest request = cost == RequestCost.Free
            ? new ApiRequest(HttpMethod.Get, "v1/models", cost)
            : new ApiRequest(HttpMethod.Post, "v1/x", cost) { Body = "{}"u8.ToArray() };
        return await Assert.ThrowsAsync<WhataiException>(() => sender.SendAsync(request, null, CancellationToken.None)).WaitAsync(Eventually.Limit);
    }

    private sealed class BreakingStream : System.IO.MemoryStream
    {
        public override ValueTask<int> ReadAsync(System.Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new System.IO.IOException("Connection reset by peer");

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            throw new System.IO.IOException("Connection reset by peer");
    }
}
