using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Tests;

/// <summary>
/// A clock that goes on when nothing is left to do: each wait ends on the thread that runs it, and what follows runs there too, so that
/// hours of many calls side by side take milliseconds, and go the same way each time.
/// </summary>
internal sealed class VirtualClock : TimeProvider
{
    private readonly PriorityQueue<Timer, (long, int)> _timers = new();
    private long _now = TimeSpan.FromDays(1).Ticks;
    private int _count;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Elapsed => TimeSpan.FromTicks(_now) - TimeSpan.FromDays(1);

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + TimeSpan.FromTicks(_now);

    public override long GetTimestamp() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>The same time for another process, which shares nothing else.</summary>
    public TimeProvider ForProcess() => new Copy(this);

    /// <summary>Runs until the work is done.</summary>
    public void Run(Func<Task> start)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            Task work = start();
            for (int steps = 0; steps < 200000 && !work.IsCompleted && _timers.TryDequeue(out Timer? timer, out (long At, int) due); steps++)
            {
                if (timer.At == due.At)
                {
                    _now = Math.Max(_now, due.At);
                    timer.Fire();
                }
            }

            if (!work.IsCompleted)
            {
                throw new InvalidOperationException($"After {Elapsed} nothing is left that would go on, or it goes on without end.");
            }

            work.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private sealed class Timer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        /// <summary>When it is due; −1 for never.</summary>
        public long At { get; private set; } = -1;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            At = dueTime < TimeSpan.Zero ? -1 : clock._now + dueTime.Ticks;
            if (At >= 0)
            {
                clock._timers.Enqueue(this, (At, ++clock._count));
            }

            return true;
        }

        public void Fire()
        {
            At = -1;
            callback(state);
        }

        public void Dispose() => At = -1;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }

    private sealed class Copy(VirtualClock clock) : TimeProvider
    {
        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);
    }
}
