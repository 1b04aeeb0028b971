using System;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Runs of hundreds of calls against gateways with limits, hours long, on a clock that nobody waits for.</summary>
public class RateLimitSimulationTests
{
    private const string Told = "您已达到请求数限制：1分钟内最多请求60次";
    private const string Untold = "Too many requests";
    private const int SideBySide = 16;

    /// <summary>60 a minute, as the relay says: 300 take four minutes and what the last answers take.</summary>
    [Theory]
    [InlineData(Told, false, false, 0.05)]
    [InlineData(Told, false, true, 0.05)]
    [InlineData(Told, true, false, 0.05)]
    [InlineData(Told, true, true, 1)]
    [InlineData(Told, false, true, 1)]
    [InlineData("total requests limit reached: maximum 60 requests in 1 minutes", false, true, 0.05)]
    [InlineData(Untold, false, false, 0.05)]
    [InlineData(Untold, true, true, 0.05)]
    public void Waits_out_a_limit_of_60_a_minute(string words, bool isFixed, bool countsRefused, double latency)
    {
        LimitedRelay relay = Run(300, clock => new LimitedRelay(clock, 60, 60, latency) { Words = words, IsFixed = isFixed, CountsRefused = countsRefused });

        Assert.Equal(300, relay.Answers.Count);
        Assert.All(relay.Answers.Values, static answers => Assert.Equal(1, answers));
        Assert.InRange(relay.Refused, 1, SideBySide);
        Assert.InRange(relay.Last.TotalSeconds, 240, 264);
    }

    [Theory]
    [InlineData(Told, false, 120)]
    [InlineData(Told, true, 120)]
    [InlineData(Untold, false, 120)]
    [InlineData(Untold, true, 180)]
    public void Four_processes_share_a_limit(string words, bool countsRefused, int mostRefused)
    {
        LimitedRelay relay = Run(300, clock => new LimitedRelay(clock) { Words = words, CountsRefused = countsRefused }, processes: 4);

        Assert.Equal(300, relay.Answers.Count);
        Assert.InRange(relay.Refused, 4, mostRefused);
        Assert.InRange(relay.Last.TotalSeconds, 240, 800);
    }

    /// <summary>What was accepted in this run's own first minute says nothing then.</summary>
    [Theory]
    [InlineData(Told, 310)]
    [InlineData(Untold, 420)]
    public void Finds_its_pace_behind_a_run_that_used_the_minute_up(string words, double longest)
    {
        LimitedRelay relay = Run(300, clock => new LimitedRelay(clock) { Words = words, UsedBefore = 60 });

        Assert.Equal(300, relay.Answers.Count);
        Assert.InRange(relay.Refused, SideBySide, 4 * SideBySide);
        Assert.InRange(relay.Last.TotalSeconds, 300, longest);
    }

    /// <summary>A hiccup of one moment slows nothing for minutes.</summary>
    [Fact]
    public void Forgets_a_refusal_that_was_no_limit()
    {
        LimitedRelay relay = Run(2000, static clock => new LimitedRelay(clock, int.MaxValue) { RefusesFirst = 3 });

        Assert.Equal(2000, relay.Answers.Count);
        Assert.InRange(relay.Last.TotalSeconds, 0, 120);
    }

    [Theory]
    [InlineData(60, 1, 1, false)]
    [InlineData(60, 1, 1, true)]
    [InlineData(15, 4, 1, false)]
    [InlineData(60, 4, 4, false)]
    [InlineData(60, 4, 4, true)]
    public void A_limit_that_is_known_is_kept(int perMinute, int processes, int shares, bool isFixed)
    {
        LimitedRelay relay = Run(300, clock => new LimitedRelay(clock) { IsFixed = isFixed }, processes, perMinute, shares);

        Assert.Equal(300, relay.Answers.Count);
        Assert.Equal(0, relay.Refused);
        Assert.InRange(relay.Last.TotalSeconds, 240, 250);
    }

    /// <summary>50 minutes: behind the first wall one refusal in fifty, where one process meets a window.</summary>
    [Theory]
    [InlineData(Told, false, 1, 76)]
    [InlineData(Untold, false, 1, 76)]
    [InlineData(Told, true, 1, 76)]
    [InlineData(Untold, true, 1, 240)]
    [InlineData(Told, false, 4, 180)]
    public void In_the_long_run_little_is_refused(string words, bool isBucket, int processes, int most)
    {
        LimitedRelay relay = Run(3000, clock => new LimitedRelay(clock) { Words = words, IsBucket = isBucket }, processes);

        Assert.Equal(3000, relay.Answers.Count);
        Assert.InRange(relay.Refused, 1, most);
        Assert.InRange(relay.Last.TotalSeconds, 2900, 3600);
    }

    [Theory]
    [InlineData(10, 1, true, Untold, 45)]
    [InlineData(10, 1, false, Untold, 45)]
    [InlineData(10, 10, false, Untold, 900)]
    [InlineData(100, 600, false, "您已达到请求数限制：10分钟内最多请求100次", 1260)]
    public void Learns_other_windows(int most, double window, bool saysWhen, string words, double longest)
    {
        LimitedRelay relay = Run(300, clock => new LimitedRelay(clock, most, window) { SaysWhen = saysWhen, Words = words });

        Assert.Equal(300, relay.Answers.Count);
        Assert.InRange(relay.Refused, 1, 2 * SideBySide);
        Assert.InRange(relay.Last.TotalSeconds, 0, longest);
    }

    [Theory]
    [InlineData("您已达到并发请求限制：最多同时进行 5 个请求，请等待已有请求完成")]
    [InlineData("You have reached the concurrent request limit: at most 5 in-flight requests")]
    public void Where_too_many_run_at_once_the_next_waits_for_one_to_end(string words)
    {
        LimitedRelay relay = Run(300, clock => new LimitedRelay(clock, int.MaxValue, 60, 1) { MostRunning = 5, Words = words });

        Assert.Equal(300, relay.Answers.Count);
        Assert.InRange(relay.Refused, 1, SideBySide);
        Assert.InRange(relay.Last.TotalSeconds, 58, 66);
    }

    [Fact]
    public void Without_a_limit_nothing_waits()
    {
        LimitedRelay relay = Run(2000, static clock => new LimitedRelay(clock, int.MaxValue));

        Assert.Equal(2000, relay.Answers.Count);
        Assert.InRange(relay.Last.TotalSeconds, 0, 2000d / SideBySide * 0.055);
    }

    [Fact]
    public void Tokens_that_are_known_to_be_limited_are_kept_to()
    {
        var clock = new VirtualClock();
        var relay = new LimitedRelay(clock, int.MaxValue);
        using WhataiClient client = relay.Connect(clock.ForProcess(), Given.Options() with { TokensPerMinute = 45 });

        clock.Run(() => LimitedRelay.AskAsync(client, 60, SideBySide, new RateLimitWait()));

        // Each answer takes 3 of them: 15 a minute.
        Assert.InRange(relay.Last.TotalSeconds, 170, 480);
    }

    [Fact]
    public void All_connections_with_a_key_share_what_is_known()
    {
        var clock = new VirtualClock();
        var relay = new LimitedRelay(clock);
        TimeProvider process = clock.ForProcess();
        WhataiClient[] clients = [.. Enumerable.Range(0, 2).Select(_ => relay.Connect(process, Given.Options() with { RequestsPerMinute = 60 }))];

        clock.Run(() => Task.WhenAll(clients.Select(static (client, i) => LimitedRelay.AskAsync(client, 60, 8, new RateLimitWait(), $"{i}-"))));

        Assert.Equal(0, relay.Refused);
        Assert.InRange(relay.Last.TotalSeconds, 60, 65);
    }

    [Fact]
    public void A_run_waits_no_longer_than_it_may()
    {
        var clock = new VirtualClock();
        var relay = new LimitedRelay(clock) { Words = Told };
        using WhataiClient client = relay.Connect(clock.ForProcess());
        var run = new RateLimitWait(TimeSpan.FromSeconds(30));

        WhataiException failure = Assert.Throws<WhataiException>(() => clock.Run(() => LimitedRelay.AskAsync(client, 300, SideBySide, run)));

        Assert.Equal(ErrorKind.RateLimited, failure.Kind);
        Assert.Same(failure, run.Failure);
        Assert.Equal("WaitedTooLong", LocalizableMessage.Of(failure)?.Name);
        Assert.Equal(60, relay.Accepted);
        Assert.InRange(clock.Elapsed.TotalSeconds, 29, 32);
    }

    [Fact]
    public void Where_no_call_may_take_as_long_as_the_gateway_says_the_run_is_over()
    {
        var clock = new VirtualClock();
        var relay = new LimitedRelay(clock) { SaysWhen = true };
        using WhataiClient client = relay.Connect(clock.ForProcess(), Given.Options() with { TotalTimeout = TimeSpan.FromSeconds(30) });
        var run = new RateLimitWait();

        WhataiException failure = Assert.Throws<WhataiException>(() => clock.Run(() => LimitedRelay.AskAsync(client, 300, SideBySide, run)));

        Assert.Same(failure, run.Failure);
        Assert.InRange(failure.RetryAfter!.Value.TotalSeconds, 55, 60);
        Assert.InRange(relay.Refused, 1, SideBySide);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 1);
    }

    [Fact]
    public void A_call_on_its_own_spends_its_retries_and_fails()
    {
        var clock = new VirtualClock();
        var relay = new LimitedRelay(clock, 1) { Words = Told };
        using WhataiClient client = relay.Connect(clock.ForProcess());

        WhataiException failure = Assert.Throws<WhataiException>(() => clock.Run(async () =>
        {
            await client.Chat.CompleteAsync(Given.Chat("1")).ConfigureAwait(false);
            await client.Chat.CompleteAsync(Given.Chat("2")).ConfigureAwait(false);
        }));

        Assert.Equal(ErrorKind.RateLimited, failure.Kind);
        Assert.Equal(1 + ConnectionOptions.DefaultMaxRetries, relay.Refused);
    }

    private static LimitedRelay Run(int prompts, Func<VirtualClock, LimitedRelay> create, int processes = 1, int? perMinute = null, int shares = 1)
    {
        var clock = new VirtualClock();
        LimitedRelay relay = create(clock);
        WhataiClient[] clients = [.. Enumerable.Range(0, processes).Select(_ => relay.Connect(clock.ForProcess(), Given.Options() with { RequestsPerMinute = perMinute }))];
        clock.Run(() => Task.WhenAll(clients.Select((client, i) => LimitedRelay.AskAsync(client, prompts / processes, SideBySide, new RateLimitWait(), $"{i}-", shares))));
        return relay;
    }
}
