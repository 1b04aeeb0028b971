using System;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>
/// Slows all calls of a connection when the gateway tells one of them that they are too many: none is sent before the time
/// that it named, and then they are spaced, closer again with each success.
/// </summary>
internal sealed class AdaptiveRateLimiter(TimeProvider clock)
{
    private static readonly TimeSpan s_firstSpacing = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_widestSpacing = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private TimeSpan _refusedUntil = TimeSpan.MinValue;
    private TimeSpan _next = TimeSpan.MinValue;
    private TimeSpan _spacing;

    // Read without the lock: the usual call finds the gate open.
    private volatile bool _closed;

    /// <summary>The gateway said 429.</summary>
    public void Refused(TimeSpan wait)
    {
        lock (_gate)
        {
            TimeSpan now = clock.Monotonic();
            if (now >= _refusedUntil)
            {
                // Calls that were on their way together are refused together; that counts once.
                TimeSpan doubled = _spacing + _spacing;
                _spacing = doubled < s_firstSpacing ? s_firstSpacing : doubled > s_widestSpacing ? s_widestSpacing : doubled;
            }

            _refusedUntil = now + wait > _refusedUntil ? now + wait : _refusedUntil;
            _closed = true;
        }
    }

    /// <summary>The gateway took a call.</summary>
    public void Accepted()
    {
        if (!_closed)
        {
            return;
        }

        lock (_gate)
        {
            _spacing = TimeSpan.FromTicks(_spacing.Ticks * 9 / 10);
            if (_spacing < TimeSpan.FromMilliseconds(1) && clock.Monotonic() > _refusedUntil)
            {
                _spacing = TimeSpan.Zero;
                _closed = false;
            }
        }
    }

    /// <summary>Waits for this call's turn.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        if (!_closed)
        {
            return Task.CompletedTask;
        }

        TimeSpan wait;
        lock (_gate)
        {
            TimeSpan now = clock.Monotonic();
            TimeSpan open = _refusedUntil > now ? _refusedUntil : now;
            TimeSpan turn = _next > open ? _next : open;
            _next = turn + _spacing;
            wait = turn - now;
        }

        return wait > TimeSpan.Zero ? clock.DelayAsync(wait, cancellationToken) : Task.CompletedTask;
    }
}
