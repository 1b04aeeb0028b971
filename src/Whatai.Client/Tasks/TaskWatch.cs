using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;

namespace Whatai.Client.Tasks;

/// <summary>
/// Looks at many tasks in turn: the one that is due longest comes first, requests are spaced for all together, and a few may be in
/// flight at once, so that a slow answer holds up no other. While the gateway fails, one request at a time asks whether it is back.
/// </summary>
internal sealed class TaskWatch<TTask>
    where TTask : class, IGatewayTask
{
    private const int MostInFlight = 4;
    private const int MostStrangeAnswers = 5;
    private const double Growth = 1.5;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);

    private readonly List<Watched> _pending = [];
    private readonly List<Watched> _over = [];
    private readonly Func<TTask, CancellationToken, Task<TTask>> _look;
    private readonly TaskWatchOptions _options;
    private readonly TimeProvider _clock;
    private TimeSpan _pause;
    private TimeSpan _next = TimeSpan.MinValue;
    private TimeSpan _pausedUntil = TimeSpan.MinValue;
    private TimeSpan? _failingSince;

    /// <param name="tasks">The tasks; their ids are enough.</param>
    /// <param name="look">Asks how a task is.</param>
    /// <param name="options">How to watch; null for all defaults.</param>
    /// <param name="call">Per-call overrides. Retries and time-out are the watch's.</param>
    /// <param name="clock">The clock.</param>
    public TaskWatch(
        IReadOnlyList<TTask> tasks, Func<TTask, CallOptions?, CancellationToken, Task<TTask>> look, TaskWatchOptions? options, CallOptions? call, TimeProvider clock)
    {
        options ??= new TaskWatchOptions();
        call = (call ?? new CallOptions()) with { MaxRetries = 0, Timeout = options.PollTimeout };
        _look = (task, token) => look(task, call, token);
        _options = options;
        _clock = clock;
        for (int i = 0; i < tasks.Count; i++)
        {
            (tasks[i].IsFinal ? _over : _pending).Add(new Watched(i, tasks[i], options.FirstInterval));
        }
    }

    public async IAsyncEnumerable<TaskUpdate<TTask>> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Watched watched in _over)
        {
            yield return new TaskUpdate<TTask>(watched.Index, watched.Task) { State = new TaskState(watched.Task), IsOver = true };
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TimeSpan? end = _options.Timeout > TimeSpan.Zero ? _clock.Monotonic() + _options.Timeout : null;
        try
        {
            while (_pending.Count > 0 && !(end <= _clock.Monotonic()))
            {
                await WaitAsync(StartDue(stop.Token), end, stop.Token).ConfigureAwait(false);
                foreach (Watched watched in _pending.Where(w => w.Look is { IsCompleted: true }).ToList())
                {
                    yield return await TakeAsync(watched, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // Looks still in flight: nobody waits for them.
            stop.Cancel();
        }

        foreach (Watched watched in _pending)
        {
            yield return new TaskUpdate<TTask>(watched.Index, watched.Task) { State = new TaskState(watched.Task), IsOver = true, TimedOut = true };
        }
    }

    /// <summary>Starts the look that is due, if it may be.</summary>
    /// <returns>When another may be started; null where an answer has to come first.</returns>
    private TimeSpan? StartDue(CancellationToken cancellationToken)
    {
        int most = _failingSince is null ? MostInFlight : 1;
        while (_pending.Count(w => w.Look is not null) < most)
        {
            Watched? due = _pending.Where(w => w.Look is null).OrderBy(w => w.Due).ThenBy(w => w.Index).FirstOrDefault();
            if (due is null)
            {
                return null;
            }

            TimeSpan turn = due.Due > _next ? due.Due : _next;
            TimeSpan now = _clock.Monotonic();
            if (turn > now)
            {
                return turn;
            }

            _next = now + _options.Spacing;
            due.Look = _look(due.Task, cancellationToken);
        }

        return null;
    }

    /// <summary>Waits for an answer, or for the given times, whichever is first.</summary>
    private async Task WaitAsync(TimeSpan? turn, TimeSpan? end, CancellationToken cancellationToken)
    {
        TimeSpan? until = end < turn || turn is null ? end : turn;
        IEnumerable<Task> looks = _pending.Where(w => w.Look is not null).Select(w => (Task)w.Look!);
        if (until is not TimeSpan time)
        {
            await Task.WhenAny(looks).ConfigureAwait(false);
            return;
        }

        TimeSpan wait = time - _clock.Monotonic();
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        using var awake = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task pause = _clock.DelayAsync(wait, awake.Token);
        Task first = await Task.WhenAny([pause, .. looks]).ConfigureAwait(false);
        awake.Cancel();
        if (first == pause)
        {
            await pause.ConfigureAwait(false);
        }
    }

    private async Task<TaskUpdate<TTask>> TakeAsync(Watched watched, CancellationToken cancellationToken)
    {
        Task<TTask> look = watched.Look!;
        watched.Look = null;
        try
        {
            TTask task = await look.ConfigureAwait(false);
            _failingSince = watched.FailingSince = null;
            _pause = TimeSpan.Zero;
            watched.StrangeAnswers = 0;
            watched.Task = task;
            watched.Due = _clock.Monotonic() + watched.Interval;
            TimeSpan longer = TimeSpan.FromTicks((long)(watched.Interval.Ticks * Growth));
            watched.Interval = longer < _options.LongestInterval ? longer : _options.LongestInterval;
            return Update(watched, task.IsFinal, null);
        }
        catch (WhataiException ex) when (!cancellationToken.IsCancellationRequested)
        {
            return Update(watched, !MayPass(watched, ex), ex);
        }
    }

    private TaskUpdate<TTask> Update(Watched watched, bool isOver, WhataiException? failure)
    {
        if (isOver)
        {
            _pending.Remove(watched);
        }

        return new TaskUpdate<TTask>(watched.Index, watched.Task) { State = new TaskState(watched.Task), IsOver = isOver, Failure = failure };
    }

    /// <summary>Whether a failure says nothing of the task, so that looking goes on; if so, after a pause.</summary>
    private bool MayPass(Watched watched, WhataiException failure)
    {
        bool isStrange = failure.Kind is ErrorKind.InvalidResponse or ErrorKind.IncompleteAnswer;
        bool isOutage = failure.Kind is ErrorKind.ConnectionFailed or ErrorKind.TimedOut or ErrorKind.ServiceUnavailable or ErrorKind.RateLimited;
        if (!isOutage && !(isStrange && ++watched.StrangeAnswers < MostStrangeAnswers))
        {
            return false;
        }

        TimeSpan now = _clock.Monotonic();
        _failingSince ??= now;
        watched.FailingSince ??= now;
        if (now - _failingSince > _options.Patience || now - watched.FailingSince > _options.Patience)
        {
            return false;
        }

        if (now >= _pausedUntil)
        {
            // Looks that were in flight together fail together; that counts once.
            TimeSpan doubled = _pause + _pause;
            _pause = doubled < s_firstPause ? s_firstPause : doubled > s_longestPause ? s_longestPause : doubled;
        }

        TimeSpan pause = failure.RetryAfter > _pause ? failure.RetryAfter.Value : _pause;
        _pausedUntil = watched.Due = now + pause;
        _next = _pausedUntil > _next ? _pausedUntil : _next;
        return true;
    }

    /// <summary>One task, and when it is looked at next.</summary>
    private sealed class Watched(int index, TTask task, TimeSpan interval)
    {
        public int Index { get; } = index;

        public TTask Task { get; set; } = task;

        public Task<TTask>? Look { get; set; }

        public TimeSpan Due { get; set; } = TimeSpan.MinValue;

        public TimeSpan Interval { get; set; } = interval;

        public TimeSpan? FailingSince { get; set; }

        public int StrangeAnswers { get; set; }
    }
}
