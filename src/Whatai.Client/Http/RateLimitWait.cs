using System;
using System.Threading;
using Whatai.Client.Errors;

namespace Whatai.Client.Http;

/// <summary>
/// What the calls of one run share. A call that has it is not failed by the gateway's limits: it waits until there is room again, without
/// spending retries. Where waiting is of no use, since the quota is used up or the wait would be too long, all calls of the run end together.
/// </summary>
public sealed class RateLimitWait
{
    private readonly object _lock = new();
    private readonly TimeSpan _longest;
    private TimeProvider _clock = TimeProvider.System;
    private CancellationTokenSource? _ended;
    private RateGate? _gate;
    private ITimer? _limit;
    private int _waiting;
    private TimeSpan _since;
    private TimeSpan _waited;
    private WhataiException? _lastRefusal;

    /// <summary>Creates it, for one run.</summary>
    /// <param name="longest">The longest that calls of the run wait in all; zero means no limit. The time that several wait side by side counts once.</param>
    public RateLimitWait(TimeSpan longest = default) => _longest = longest;

    /// <summary>Why the run is over; null while it is not.</summary>
    public WhataiException? Failure { get; private set; }

    /// <summary>How long calls of the run have waited.</summary>
    public TimeSpan Waited
    {
        get
        {
            lock (_lock)
            {
                return _waited + (_waiting > 0 ? _clock.Monotonic() - _since : TimeSpan.Zero);
            }
        }
    }

    /// <summary>How long until the next call may go; null where none waits.</summary>
    public TimeSpan? UntilNext => NextOf(static gate => gate.UntilNext);

    /// <summary>How long until so many more calls may have gone; null where none waits.</summary>
    /// <param name="calls">How many.</param>
    /// <returns>The time.</returns>
    public TimeSpan? Until(int calls) => NextOf(gate => gate.Until(calls));

    internal CancellationToken Ended => EndedSource().Token;

    /// <summary>The most that may still be waited; null for no limit.</summary>
    internal TimeSpan? Left => _longest > TimeSpan.Zero ? _longest - Waited : null;

    internal void ThrowIfEnded()
    {
        if (Failure is WhataiException failure)
        {
            throw failure;
        }
    }

    /// <summary>A call begins to wait.</summary>
    internal void BeginWaiting(RateGate gate, TimeProvider clock, WhataiException? lastRefusal, CallContext context)
    {
        lock (_lock)
        {
            _clock = clock;
            _gate = gate;
            _lastRefusal = lastRefusal ?? _lastRefusal;
            if (++_waiting == 1)
            {
                _since = clock.Monotonic();
                if (_longest > TimeSpan.Zero)
                {
                    TimeSpan left = _longest - _waited;
                    _limit = clock.CreateTimer(_ => End(ApiFailures.WaitedTooLong(_longest, _lastRefusal, context)), null, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
                }
            }
        }
    }

    /// <summary>A call waits no longer.</summary>
    internal void EndWaiting()
    {
        lock (_lock)
        {
            if (--_waiting == 0)
            {
                _waited += _clock.Monotonic() - _since;
                _limit?.Dispose();
                _limit = null;
            }
        }
    }

    /// <summary>Ends the calls that wait: they are not sent any more. Those under way go on.</summary>
    public void Cancel() => EndedSource().Cancel();

    /// <summary>Waiting is of no use any more: what waits, and what would be sent, fails with that.</summary>
    internal void End(WhataiException failure)
    {
        lock (_lock)
        {
            Failure ??= failure;
        }

        Cancel();
    }

    private CancellationTokenSource EndedSource()
    {
        lock (_lock)
        {
            return _ended ??= new CancellationTokenSource();
        }
    }

    private TimeSpan? NextOf(Func<RateGate, TimeSpan?> of)
    {
        RateGate? gate;
        lock (_lock)
        {
            gate = _waiting > 0 ? _gate : null;
        }

        return gate is null ? null : of(gate);
    }
}
