using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Tasks;
using Whatai.Client.Videos;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Waiting for videos, on a clock that runs by itself.</summary>
public class TaskWatchTests
{
    private readonly FakeClock _clock = new();
    private readonly List<(string Id, DateTimeOffset Time)> _looks = [];

    [Fact]
    public async Task Fifty_tasks_are_each_given_out_by_the_first_look_after_their_end_at_two_requests_a_second()
    {
        DateTimeOffset start = _clock.GetUtcNow();
        var ends = Enumerable.Range(0, 50).ToDictionary(i => $"t{i}", i => start.AddSeconds(10 + (i * 37 % 170)));
        var given = new Dictionary<string, DateTimeOffset>();

        await foreach (TaskUpdate<VideoTask> update in Watch(Tasks(50), task => At(ends[task.Id]) ? Ended(task) : Running(task)))
        {
            if (update.IsOver)
            {
                Assert.Equal(VideoStatus.Succeeded, update.Task.Status);
                given.Add(update.Task.Id, _clock.GetUtcNow());
            }
        }

        Assert.Equal(50, given.Count);
        foreach ((string id, DateTimeOffset end) in ends)
        {
            DateTimeOffset[] looks = [.. _looks.Where(look => look.Id == id).Select(look => look.Time)];
            Assert.Single(looks, look => look >= end);
            // Fifty tasks take 27.5 s to look at once each; nobody waits longer than that and one interval.
            Assert.InRange(given[id] - end, TimeSpan.Zero, TimeSpan.FromSeconds(40));
        }

        AssertAtMostTwoASecond();
    }

    [Fact]
    public async Task It_begins_quick_and_slows_down_to_ten_seconds()
    {
        DateTimeOffset end = _clock.GetUtcNow().AddSeconds(60);

        await Watch(Tasks(1), task => At(end) ? Ended(task) : Running(task)).LastAsync();

        double[] gaps = [.. _looks.Zip(_looks.Skip(1), (a, b) => (b.Time - a.Time).TotalSeconds)];
        Assert.Equal([2, 3, 4.5, 6.75], gaps.Take(4));
        Assert.All(gaps.Skip(4), gap => Assert.InRange(gap, 10, 10.2));
    }

    [Theory]
    [InlineData(ErrorKind.ConnectionFailed)]
    [InlineData(ErrorKind.ServiceUnavailable)]
    [InlineData(ErrorKind.RateLimited)]
    [InlineData(ErrorKind.TimedOut)]
    public async Task A_minute_without_the_gateway_is_waited_out_with_few_requests(ErrorKind kind)
    {
        DateTimeOffset start = _clock.GetUtcNow();
        var over = new List<TaskUpdate<VideoTask>>();

        await foreach (TaskUpdate<VideoTask> update in Watch(Tasks(20), task =>
            At(start.AddSeconds(20)) && !At(start.AddSeconds(80)) ? throw new WhataiException(kind, "away")
                : At(start.AddSeconds(100)) ? Ended(task) : Running(task)))
        {
            if (update.IsOver)
            {
                over.Add(update);
            }
        }

        Assert.Equal(20, over.Count);
        Assert.All(over, update => Assert.Equal((VideoStatus.Succeeded, null), (update.Task.Status, update.Failure)));
        // Those in flight when it went away, then one at a time with pauses of 1, 2, 4, 8, 10 … s.
        Assert.InRange(_looks.Count(look => look.Time >= start.AddSeconds(20) && look.Time < start.AddSeconds(80)), 5, 14);
        AssertAtMostTwoASecond();
    }

    [Theory]
    [InlineData(ErrorKind.NotFound)]
    [InlineData(ErrorKind.AuthenticationFailed)]
    [InlineData(ErrorKind.PermissionDenied)]
    [InlineData(ErrorKind.QuotaExceeded)]
    [InlineData(ErrorKind.InvalidRequest)]
    public async Task A_failure_that_lasts_ends_the_task_at_once_and_the_others_go_on(ErrorKind kind)
    {
        DateTimeOffset end = _clock.GetUtcNow().AddSeconds(30);
        var failure = new WhataiException(kind, "no");

        List<TaskUpdate<VideoTask>> over = await Watch(Tasks(3), task => task.Id == "t1" ? throw failure : At(end) ? Ended(task) : Running(task)).OverAsync();

        Assert.Equal(["t1", "t0", "t2"], over.Select(update => update.Task.Id).OrderBy(id => id == "t1" ? 0 : 1).ThenBy(id => id));
        TaskUpdate<VideoTask> failed = over.Single(update => update.Task.Id == "t1");
        Assert.Same(failure, failed.Failure);
        Assert.Equal(1, failed.Index);
        Assert.Same(over[0], failed);
        Assert.Single(_looks, look => look.Id == "t1");
    }

    [Fact]
    public async Task A_web_page_is_put_up_with_a_few_times()
    {
        int pages = 0;
        List<TaskUpdate<VideoTask>> over = await Watch(Tasks(1), task => ++pages < 4 ? throw new WhataiException(ErrorKind.InvalidResponse, "page") : Ended(task)).OverAsync();
        Assert.Equal(VideoStatus.Succeeded, Assert.Single(over).Task.Status);

        _looks.Clear();
        over = await Watch(Tasks(1), _ => throw new WhataiException(ErrorKind.InvalidResponse, "page")).OverAsync();
        Assert.Equal(ErrorKind.InvalidResponse, Assert.Single(over).Failure!.Kind);
        Assert.Equal(5, _looks.Count);
    }

    [Fact]
    public async Task Patience_ends_after_ten_minutes_of_nothing_but_failures()
    {
        DateTimeOffset start = _clock.GetUtcNow();

        List<TaskUpdate<VideoTask>> over = await Watch(Tasks(3), _ => throw new WhataiException(ErrorKind.ConnectionFailed, "away")).OverAsync();

        Assert.Equal(3, over.Count);
        Assert.All(over, update => Assert.Equal(ErrorKind.ConnectionFailed, update.Failure!.Kind));
        Assert.InRange(_clock.GetUtcNow() - start, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
        Assert.InRange(_looks.Count, 50, 75);
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public async Task A_clock_that_is_set_meanwhile_neither_stops_nor_hurries_it(int seconds)
    {
        async Task<List<double>> WaitsAsync(TimeSpan setBy)
        {
            var clock = new FakeClock();
            int looks = 0;
            var watch = new TaskWatch<VideoTask>(
                Tasks(2),
                (task, _, _) =>
                {
                    clock.SetBy = ++looks > 4 ? setBy : TimeSpan.Zero;
                    return Task.FromResult(Running(task));
                },
                new TaskWatchOptions { Timeout = TimeSpan.FromMinutes(2) },
                call: null,
                clock);
            Assert.All(await watch.RunAsync(default).OverAsync(), update => Assert.True(update.TimedOut));
            return [.. clock.Waits.Select(wait => wait.TotalMilliseconds)];
        }

        Assert.Equal(await WaitsAsync(TimeSpan.Zero), await WaitsAsync(TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public async Task What_a_rate_limit_asks_for_is_obeyed_by_all()
    {
        DateTimeOffset? asked = null;
        await Watch(Tasks(5), task =>
        {
            if (asked is null)
            {
                asked = _clock.GetUtcNow();
                throw new WhataiException(ErrorKind.RateLimited, "slowly") { RetryAfter = TimeSpan.FromSeconds(45) };
            }

            return Ended(task);
        }).OverAsync();

        Assert.All(_looks.Where(look => look.Time > asked), look => Assert.True(look.Time >= asked!.Value.AddSeconds(45)));
        Assert.Equal(6, _looks.Count);
    }

    [Fact]
    public async Task After_the_longest_time_each_unfinished_task_is_given_out_as_it_stands()
    {
        List<TaskUpdate<VideoTask>> over = await Watch(
            Tasks(3), task => task.Id == "t0" ? Ended(task) : Running(task), new TaskWatchOptions { Timeout = TimeSpan.FromSeconds(25) }).OverAsync();

        Assert.Equal([("t0", false), ("t1", true), ("t2", true)], over.Select(update => (update.Task.Id, update.TimedOut)));
        Assert.Equal(VideoStatus.Running, over[2].Task.Status);
    }

    [Fact]
    public async Task What_has_ended_is_given_out_without_a_request()
    {
        VideoTask[] tasks = [.. new[] { VideoStatus.Succeeded, VideoStatus.Failed, VideoStatus.Cancelled, VideoStatus.Expired }.Select(status => Tasks(1)[0] with { Status = status })];

        List<TaskUpdate<VideoTask>> over = await Watch(tasks, _ => throw new InvalidOperationException()).OverAsync();

        Assert.Equal(tasks, over.Select(update => update.Task));
        Assert.Empty(_looks);
    }

    [Fact]
    public async Task A_look_that_hangs_holds_up_no_other()
    {
        using var stop = new CancellationTokenSource();
        var watch = new TaskWatch<VideoTask>(
            Tasks(4),
            async (task, _, token) =>
            {
                if (task.Id == "t0")
                {
                    await Task.Delay(Timeout.Infinite, token);
                }

                return Ended(task);
            },
            new TaskWatchOptions(),
            call: null,
            _clock);
        var over = new List<string>();

        await foreach (TaskUpdate<VideoTask> update in watch.RunAsync(stop.Token))
        {
            over.Add(update.Task.Id);
            if (over.Count == 3)
            {
                break;
            }
        }

        Assert.Equal(["t1", "t2", "t3"], over.Order());
    }

    [Fact]
    public async Task Cancelling_ends_it_and_what_is_in_flight()
    {
        using var stop = new CancellationTokenSource();
        CancellationToken seen = default;
        var begun = new TaskCompletionSource();
        var watch = new TaskWatch<VideoTask>(
            Tasks(1),
            async (task, _, token) =>
            {
                seen = token;
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, token);
                return task;
            },
            new TaskWatchOptions(),
            call: null,
            TimeProvider.System);

        Task<List<TaskUpdate<VideoTask>>> running = watch.RunAsync(stop.Token).OverAsync();
        await begun.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(seen.IsCancellationRequested);
    }

    private static VideoTask[] Tasks(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new VideoTask { Id = $"t{i}", Route = VideoRoute.Seedance, Status = VideoStatus.Queued })];

    private static VideoTask Running(VideoTask task) => task with { Status = VideoStatus.Running };

    private static VideoTask Ended(VideoTask task) => task with { Status = VideoStatus.Succeeded };

    private bool At(DateTimeOffset time) => _clock.GetUtcNow() >= time;

    // A look is answered at once: time passes only while it waits.
    private IAsyncEnumerable<TaskUpdate<VideoTask>> Watch(VideoTask[] tasks, Func<VideoTask, VideoTask> look, TaskWatchOptions? options = null) => new TaskWatch<VideoTask>(
        tasks,
        (task, _, _) =>
        {
            _looks.Add((task.Id, _clock.GetUtcNow()));
            try
            {
                return Task.FromResult(look(task));
            }
            catch (WhataiException ex)
            {
                return Task.FromException<VideoTask>(ex);
            }
        },
        options ?? new TaskWatchOptions(),
        call: null,
        _clock).RunAsync(default);

    private void AssertAtMostTwoASecond()
    {
        DateTimeOffset[] times = [.. _looks.Select(look => look.Time).Order()];
        for (int i = 2; i < times.Length; i++)
        {
            Assert.True(times[i] - times[i - 2] > TimeSpan.FromSeconds(1), $"Three requests within a second at {times[i]:HH:mm:ss.fff}.");
        }
    }
}

internal static class TaskUpdates
{
    /// <summary>The updates by which tasks are over.</summary>
    public static async Task<List<TaskUpdate<VideoTask>>> OverAsync(this IAsyncEnumerable<TaskUpdate<VideoTask>> updates)
    {
        var over = new List<TaskUpdate<VideoTask>>();
        await foreach (TaskUpdate<VideoTask> update in updates)
        {
            if (update.IsOver)
            {
                over.Add(update);
            }
        }

        return over;
    }

    public static async Task<TaskUpdate<VideoTask>> LastAsync(this IAsyncEnumerable<TaskUpdate<VideoTask>> updates) => (await updates.OverAsync())[^1];
}
