using System;
using System.Threading;

namespace Whatai.Client.Http;

/// <summary>The three ways a call can end early: its caller cancels, it takes too long in all, or it is silent too long.</summary>
internal sealed class CallDeadline : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _total;
    private CancellationTokenSource _attempt;

    public CallDeadline(TimeSpan total, TimeSpan idle, CancellationToken caller)
    {
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
        if (Silence > TimeSpan.Zero)
        {
            _attempt.CancelAfter(Silence);
        }
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
