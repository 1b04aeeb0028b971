using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Log;

namespace Whatai.Emulator.Routing;

/// <summary>Why a request is rejected, and the time until a retry may succeed where that is known.</summary>
internal sealed record RateLimitExceeded(string Message, TimeSpan? Wait)
{
    internal Task AnswerAsync(Exchange exchange)
    {
        if (Wait is { } wait)
        {
            long milliseconds = Math.Max(1, (long)Math.Ceiling(wait.TotalMilliseconds));
            exchange.Response.AddHeader("retry-after-ms", milliseconds.ToString(CultureInfo.InvariantCulture));
        }

        return exchange.SendErrorAsync(429, Message, "rate_limit_error", null, "rate_limit_exceeded");
    }
}

/// <summary>Limits requests by rate and concurrency, and records the peak concurrency.</summary>
internal sealed class RequestLimiter
{
    internal const int MaxPerSecond = 1_000_000;

    private readonly object _gate = new();
    private readonly Queue<long> _started = new();
    private readonly int _maxRunning;
    private readonly int _maxStarts;
    private readonly long _window;
    private int _running;
    private int _peak;

    internal RequestLimiter(EmulatorOptions options)
    {
        _maxRunning = options.MaxConcurrent == 0 ? int.MaxValue : options.MaxConcurrent;
        if (options.RequestsPerSecond is { } rate)
        {
            _maxStarts = Math.Max(1, (int)rate);
            _window = (long)(Stopwatch.Frequency * _maxStarts / rate);
        }
    }

    internal int Peak
    {
        get
        {
            lock (_gate)
            {
                return _peak;
            }
        }
    }

    /// <summary>Admits a request until it is finished.</summary>
    /// <returns>Null when it is admitted; otherwise why it is rejected.</returns>
    internal RateLimitExceeded? Enter(RequestEntry entry)
    {
        lock (_gate)
        {
            if (_running >= _maxRunning)
            {
                return new RateLimitExceeded("Too many requests at once", null);
            }

            if (_maxStarts > 0 && WaitForSlot() is { } wait)
            {
                return new RateLimitExceeded("Too many requests a second", wait);
            }

            _peak = Math.Max(_peak, ++_running);
        }

        entry.WhenFinished(Leave);
        return null;
    }

    internal void ClearPeak()
    {
        lock (_gate)
        {
            _peak = _running;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _running--;
        }
    }

    private TimeSpan? WaitForSlot()
    {
        long now = Stopwatch.GetTimestamp();
        if (_started.Count == _maxStarts)
        {
            long left = _started.Peek() + _window - now;
            if (left > 0)
            {
                return TimeSpan.FromSeconds((double)left / Stopwatch.Frequency);
            }

            _started.Dequeue();
        }

        _started.Enqueue(now);
        return null;
    }
}
