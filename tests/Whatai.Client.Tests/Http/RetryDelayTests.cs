using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>How long is waited before a retry, and how often.</summary>
public class RetryDelayTests
{
    [Theory]
    [InlineData(0.0, new[] { 0.5, 1, 2, 4, 8, 8, 8 })]
    [InlineData(1.0, new[] { 0.375, 0.75, 1.5, 3, 6, 6, 6 })]
    [InlineData(0.5, new[] { 0.4375, 0.875, 1.75, 3.5, 7, 7, 7 })]
    public async Task Half_a_second_doubles_up_to_eight_less_up_to_a_quarter(double jitter, double[] seconds)
    {
        (_, TimeSpan[] delays) = await FailAsync(Steps.Answer(503), retries: 7, jitter: () => jitter);

        Assert.Equal(seconds.Select(TimeSpan.FromSeconds), delays);
    }

    [Fact]
    public async Task Google_asks_in_the_body()
    {
        const string Body = """{"error":{"code":429,"message":"m","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"3.5s"}]}}""";

        (WhataiException failure, TimeSpan[] delays) = await FailAsync(Steps.Answer(429, Body), retries: 1);
        (_, TimeSpan[] byHeader) = await FailAsync(Steps.Answer(429, Body, ("Retry-After", "2")), retries: 1);

        Assert.Equal(TimeSpan.FromSeconds(3.5), failure.RetryAfter);
        Assert.Equal([TimeSpan.FromSeconds(3.5)], delays);
        Assert.Equal([TimeSpan.FromSeconds(2)], byHeader);
    }

    [Fact]
    public async Task The_clients_own_jitter_stays_within_its_bounds()
    {
        (_, TimeSpan[] delays) = await FailAsync(Steps.Answer(503), retries: 40);

        Assert.All(delays.Skip(4), delay => Assert.InRange(delay.TotalSeconds, 6, 8));
        Assert.True(delays.Distinct().Count() > 10, "The jitter is no jitter.");
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(5000)]
    public void However_late_the_retry_the_wait_is_bounded(int retry)
    {
        Assert.Equal(TimeSpan.FromSeconds(8), RetryPolicy.Delay(retry, null, 0));
    }

    [Theory]
    [InlineData("retry-after-ms", "1500", 1500)]
    [InlineData("retry-after-ms", "12.5", 12.5)]
    [InlineData("Retry-After", "2", 2000)]
    [InlineData("Retry-After", "0.25", 250)]
    [InlineData("Retry-After", "120", 120_000)]
    public async Task The_servers_wish_is_kept_without_jitter(string header, string value, double milliseconds)
    {
        foreach (int status in new[] { 429, 503 })
        {
            (WhataiException failure, TimeSpan[] delays) = await FailAsync(Steps.Answer(status, "", (header, value)), retries: 1, jitter: () => 1);

            Assert.Equal([TimeSpan.FromMilliseconds(milliseconds)], delays);
            Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), failure.RetryAfter);
        }
    }

    [Theory]
    [InlineData(429, "Retry-After", "0")]
    [InlineData(429, "Retry-After", "0.0")]
    [InlineData(503, "Retry-After", "0")]
    [InlineData(429, "retry-after-ms", "0")]
    [InlineData(503, "retry-after-ms", "0")]
    public async Task A_wait_of_nothing_is_as_if_nothing_was_said(int status, string header, string value)
    {
        (WhataiException failure, TimeSpan[] delays) = await FailAsync(Steps.Answer(status, "", (header, value)), retries: 2, jitter: () => 0);

        Assert.Null(failure.RetryAfter);
        Assert.Equal([TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1)], delays);
    }

    [Fact]
    public async Task A_wait_of_nothing_in_the_body_is_none_either()
    {
        const string Body = """{"error":{"code":429,"message":"m","details":[{"retryDelay":"0s"}]}}""";

        (WhataiException failure, TimeSpan[] delays) = await FailAsync(Steps.Answer(429, Body), retries: 1, jitter: () => 0);

        Assert.Null(failure.RetryAfter);
        Assert.Equal([TimeSpan.FromSeconds(0.5)], delays);
    }

    [Fact]
    public async Task No_milliseconds_leave_it_to_the_seconds()
    {
        (_, TimeSpan[] delays) = await FailAsync(Steps.Answer(429, "", ("Retry-After", "3"), ("retry-after-ms", "0")), retries: 1);

        Assert.Equal([TimeSpan.FromSeconds(3)], delays);
    }

    [Fact]
    public async Task Milliseconds_beat_seconds()
    {
        (_, TimeSpan[] delays) = await FailAsync(Steps.Answer(429, "", ("Retry-After", "30"), ("retry-after-ms", "20")), retries: 1);

        Assert.Equal([TimeSpan.FromMilliseconds(20)], delays);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(120)]
    public async Task A_date_is_waited_for_by_the_clock(int seconds)
    {
        var clock = new FakeClock();
        string date = (clock.GetUtcNow() + TimeSpan.FromSeconds(seconds)).ToString("r", CultureInfo.InvariantCulture);

        (_, TimeSpan[] delays) = await FailAsync(Steps.Answer(503, "", ("Retry-After", date)), retries: 1, clock: clock);

        Assert.Equal([TimeSpan.FromSeconds(seconds)], delays);
        Assert.Equal(delays, clock.Waits);
    }

    [Fact]
    public async Task A_date_that_is_past_is_as_if_nothing_was_said()
    {
        var clock = new FakeClock();
        string date = (clock.GetUtcNow() - TimeSpan.FromHours(1)).ToString("r", CultureInfo.InvariantCulture);

        (WhataiException failure, TimeSpan[] delays) = await FailAsync(Steps.Answer(503, "", ("Retry-After", date)), retries: 2, jitter: () => 0, clock: clock);

        Assert.Null(failure.RetryAfter);
        Assert.Equal([TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1)], delays);
        Assert.Equal(delays, clock.Waits);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("1e300")]
    [InlineData("")]
    public async Task Nonsense_is_as_if_nothing_was_said(string value)
    {
        (WhataiException failure, TimeSpan[] delays) = await FailAsync(Steps.Answer(429, "", ("Retry-After", value)), retries: 1, jitter: () => 0);

        Assert.Null(failure.RetryAfter);
        Assert.Equal([TimeSpan.FromSeconds(0.5)], delays);
    }

    [Theory]
    [InlineData("Retry-After", "121")]
    [InlineData("Retry-After", "600")]
    [InlineData("retry-after-ms", "120001")]
    public async Task More_than_two_minutes_are_not_slept_out_but_told(string header, string value)
    {
        var clock = new FakeClock();

        (WhataiException failure, TimeSpan[] delays) = await FailAsync(Steps.Answer(429, "", (header, value)), retries: 5, clock: clock);

        Assert.Empty(delays);
        Assert.Empty(clock.Waits);
        Assert.Equal(1, failure.Attempts);
        Assert.True(failure.RetryAfter > TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_date_more_than_two_minutes_ahead_is_not_slept_out()
    {
        var clock = new FakeClock();
        string date = (clock.GetUtcNow() + TimeSpan.FromSeconds(150)).ToString("r", CultureInfo.InvariantCulture);

        (WhataiException failure, TimeSpan[] delays) = await FailAsync(Steps.Answer(429, "", ("Retry-After", date)), retries: 5, clock: clock);

        Assert.Empty(delays);
        Assert.Equal(TimeSpan.FromSeconds(150), failure.RetryAfter);
    }

    [Fact]
    public async Task No_retries_means_one_attempt_and_no_wait()
    {
        var clock = new FakeClock();

        (WhataiException failure, TimeSpan[] delays) = await FailAsync(Steps.Answer(429), retries: 0, clock: clock);

        Assert.Equal(1, failure.Attempts);
        Assert.Empty(delays);
        Assert.Empty(clock.Waits);
    }

    [Theory]
    [InlineData(0, 5, 6)]
    [InlineData(5, 0, 1)]
    [InlineData(2, 1, 2)]
    public async Task The_calls_own_number_of_retries_wins(int connection, int call, int attempts)
    {
        var handler = new ScriptedHandler(Steps.Answer(429));
        using var client = new WhataiClient(Given.Options() with { MaxRetries = connection }, handler, new FakeClock());

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Models.ListAsync(new CallOptions { MaxRetries = call }));

        Assert.Equal(attempts, failure.Attempts);
        Assert.Equal(attempts, handler.Requests.Count);
    }

    [Fact]
    public async Task Two_retries_are_the_default()
    {
        var handler = new ScriptedHandler(Steps.Answer(429));
        using var client = new WhataiClient(Given.Options(), handler, new FakeClock());

        await Assert.ThrowsAsync<WhataiException>(() => client.Models.ListAsync());

        Assert.Equal(3, handler.Requests.Count);
    }

    [Fact]
    public async Task An_observer_hears_of_each_wait()
    {
        var events = new List<CallEvent>();

        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Answer(429)), new FakeClock(), () => 0);
        await Assert.ThrowsAsync<WhataiException>(() => client.Models.ListAsync(new CallOptions { Observer = events.Add }));

        CallEvent[] waits = [.. events.Where(one => one.Step == CallStep.Waiting)];
        Assert.Equal([TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1)], waits.Select(one => one.Delay));
        Assert.Contains("0.5 s", waits[0].Text, StringComparison.Ordinal);
        Assert.Contains("retry 1 of 2", waits[0].Text, StringComparison.Ordinal);
        Assert.Contains("429", waits[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_at_once()
    {
        var clock = new FakeClock { Holds = true };
        using var cancel = new CancellationTokenSource();
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Answer(429)), clock);
        Task call = client.Models.ListAsync(cancellationToken: cancel.Token);
        await clock.WaitBegan.WaitAsync(Eventually.Limit);

        var watch = Stopwatch.StartNew();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task When_the_total_time_ends_in_a_wait_the_servers_reason_is_told()
    {
        using var client = new WhataiClient(
            Given.Options() with { TotalTimeout = TimeSpan.FromMilliseconds(300) },
            new ScriptedHandler(Steps.Answer(429)),
            new FakeClock { Holds = true });

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Models.ListAsync()).WaitAsync(Eventually.Limit);

        Assert.Equal(ErrorKind.RateLimited, failure.Kind);
    }

    // The delays as an observer hears of them; a timer rounds to milliseconds.
    private static async Task<(WhataiException Failure, TimeSpan[] Delays)> FailAsync(
        Step step, int retries, Func<double>? jitter = null, FakeClock? clock = null)
    {
        var handler = new ScriptedHandler(step);
        var events = new List<CallEvent>();
        using var client = new WhataiClient(Given.Options() with { MaxRetries = retries }, handler, clock ?? new FakeClock(), jitter);
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(
            () => client.Chat.CompleteAsync(Given.Chat("Hi"), new CallOptions { Observer = events.Add }));
        Assert.Equal(handler.Requests.Count, failure.Attempts);
        return (failure, [.. events.Where(one => one.Step == CallStep.Waiting).Select(one => one.Delay)]);
    }
}
