using System;
using System.Diagnostics;
using System.Threading;

namespace Whatai.Client.Http;

/// <summary>The three ways a call can end early: its caller cancels, it takes too long in all, or it is silent too long.</summary>
internal sealed class CallDeadline : IDisposable
{
    // What may come behind the end of an answer, such as its usage, comes at once.
    private static readonly TimeSpan s_endWait = TimeSpan.FromSeconds(1.5);

    private readonly CancellationToken _caller;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly CancellationTokenSource _total;
    private CancellationTokenSource _attempt;
    private Stopwatch? _sinceEnd;
    private bool _goesOn;

    public CallDeadline(TimeSpan total, TimeSpan idle, TimeProvider clock, CancellationToken caller)
    {
        _clock = clock;
        _start = clock.GetTimestamp();
        _caller = caller;
        Total = total;
        Idle = idle;
        _total = CancellationTokenSource.CreateLinkedTokenSource(caller);
        if (total > TimeSpan.Zero)
        {
            _total.CancelAfter(total);
        }

        _attempt = CancellationTokenSource.CreateLinkedTokenSource(_total.Token);
    }

    public TimeSpan Total { get; }

    /// <summary>How long the call has taken, retries included.</summary>
    public TimeSpan Elapsed => _clock.GetElapsedTime(_start);

    public TimeSpan Idle { get; }

    /// <summary>The silence that was allowed last.</summary>
    public TimeSpan Silence { get; private set; }

    /// <summary>Cancelled by the caller and by the total time, for the pauses between attempts.</summary>
    public CancellationToken CallToken => _total.Token;

    /// <summary>Cancelled by any of the three.</summary>
    public CancellationToken Token => _attempt.Token;

    public bool CallerCancelled => _caller.IsCancellationRequested;

    public bool TotalElapsed => !_caller.IsCancellationRequested && _total.IsCancellationRequested;

    public bool IdleElapsed => !_total.IsCancellationRequested && _attempt.IsCancellationRequested;

    /// <summary>A new attempt: an idle time that ran out in the last one does not count any more.</summary>
    public void Renew()
    {
        if (_attempt.IsCancellationRequested)
        {
            _attempt.Dispose();
            _attempt = CancellationTokenSource.CreateLinkedTokenSource(_total.Token);
        }
    }

    /// <summary>From now on the other side must say something within the idle time.</summary>
    public void ExpectData() => ExpectData(Idle);

    /// <summary>From now on the other side must say something within that time, zero for no limit, and within the idle time.</summary>
    public void ExpectData(TimeSpan within)
    {
        Silence = Idle > TimeSpan.Zero && (within <= TimeSpan.Zero || within > Idle) ? Idle : within;
        if (_sinceEnd is not null)
        {
            TimeSpan left = s_endWait - _sinceEnd.Elapsed;
            Silence = left <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : Silence > TimeSpan.Zero && Silence < left ? Silence : left;
        }

        if (Silence > TimeSpan.Zero)
        {
            _attempt.CancelAfter(Silence);
        }
    }

    /// <summary>The answer is whole: the other side must end soon, whatever it still says.</summary>
    public void ExpectEnd() => _sinceEnd ??= _goesOn ? null : Stopwatch.StartNew();

    /// <summary>The answer goes on behind what said that it is whole, so that its word means nothing.</summary>
    public void ExpectMore()
    {
        _goesOn = true;
        _sinceEnd = null;
    }

    /// <summary>Something came, or the silence is ours.</summary>
    public void DataCame()
    {
        if (Silence > TimeSpan.Zero)
        {
            _attempt.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _attempt.Dispose();
        _total.Dispose();
    }
}
