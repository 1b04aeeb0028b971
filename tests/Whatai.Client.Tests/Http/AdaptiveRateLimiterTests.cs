using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>One call's 429 slows all calls of the connection.</summary>
public class RateGateTests
{
    [Fact]
    public async Task Nobody_waits_while_nobody_was_refused()
    {
        var clock = new FakeClock();
        var gate = new AdaptiveRateLimiter(clock);
        gate.Accepted();

        await gate.WaitAsync(CancellationToken.None);

        Assert.Empty(clock.Waits);
    }

    [Fact]
    public void After_a_refusal_all_wait_and_then_go_one_by_one()
    {
        var clock = new FakeClock { Holds = true };
        var gate = new AdaptiveRateLimiter(clock);
        gate.Refused(TimeSpan.FromSeconds(10));

        Task[] calls = [.. Enumerable.Range(0, 3).Select(_ => gate.WaitAsync(CancellationToken.None))];

        Assert.All(calls, call => Assert.False(call.IsCompleted));
        Assert.Equal([10_000, 10_005, 10_010], clock.Waits.Select(wait => wait.TotalMilliseconds));
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void A_clock_that_is_set_changes_no_wait(int seconds)
    {
        var clock = new FakeClock { Holds = true };
        var gate = new AdaptiveRateLimiter(clock);
        gate.Refused(TimeSpan.FromSeconds(10));
        clock.SetBy = TimeSpan.FromSeconds(seconds);

        gate.WaitAsync(CancellationToken.None);

        Assert.Equal([10_000], clock.Waits.Select(wait => wait.TotalMilliseconds));
    }

    [Fact]
    public async Task Successes_open_it_again()
    {
        var clock = new FakeClock();
        var gate = new AdaptiveRateLimiter(clock);
        gate.Refused(TimeSpan.FromSeconds(1));
        await gate.WaitAsync(CancellationToken.None);
        for (int i = 0; i < 200; i++)
        {
            await gate.WaitAsync(CancellationToken.None);
            gate.Accepted();
        }

        int before = clock.Waits.Count;
        await gate.WaitAsync(CancellationToken.None);
        await gate.WaitAsync(CancellationToken.None);

        Assert.Equal(before, clock.Waits.Count);
    }

    [Fact]
    public async Task A_call_beside_the_refused_one_waits_for_the_named_time()
    {
        var clock = new FakeClock();
        var handler = new ScriptedHandler(Steps.Answer(429, "", ("Retry-After", "7")), Steps.Ok());
        using var client = new WhataiClient(Given.Options(), handler, clock);

        await client.Chat.CompleteAsync(Given.Chat("Hi"));

        Assert.Equal(TimeSpan.FromSeconds(7), clock.Waits[0]);
        Assert.Equal(2, handler.Requests.Count);
    }

    [Fact]
    public async Task Waiting_ends_with_the_call()
    {
        using var cancel = new CancellationTokenSource();
        var gate = new AdaptiveRateLimiter(new FakeClock { Holds = true });
        gate.Refused(TimeSpan.FromSeconds(60));
        Task call = gate.WaitAsync(cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Eventually.Limit));
    }
}
