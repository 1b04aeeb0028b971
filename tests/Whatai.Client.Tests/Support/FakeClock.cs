using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Tests;

/// <summary>A clock on which every wait is over at once (or never, if it holds), and which remembers how long each was.</summary>
internal sealed class FakeClock : TimeProvider
{
    private readonly object _gate = new();
    private readonly List<TimeSpan> _waits = [];
    private readonly TaskCompletionSource _waitBegan = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _elapsed = TimeSpan.FromDays(1);

    /// <summary>How far somebody has set the system's clock; what is measured does not change with it.</summary>
    public TimeSpan SetBy { get; set; }

    /// <summary>Waits do not end by themselves.</summary>
    public bool Holds { get; init; }

    /// <summary>Completed when a first wait has begun.</summary>
    public Task WaitBegan => _waitBegan.Task;

    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_gate)
            {
                return [.. _waits];
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) + TimeSpan.FromTicks(GetTimestamp()) + SetBy;

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _elapsed.Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _waits.Add(dueTime);
            if (!Holds)
            {
                _elapsed += dueTime;
            }
        }

        if (!Holds)
        {
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        _waitBegan.TrySetResult();
        return new NoTimer();
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
