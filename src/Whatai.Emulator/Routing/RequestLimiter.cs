using System;
using System.Collections.Generic;
using System.Diagnostics;
using Whatai.Emulator.Log;

namespace Whatai.Emulator.Routing;

/// <summary>Limits requests by rate, by the minute and by concurrency, and records the peak concurrency.</summary>
internal sealed class RequestLimiter
{
    internal const int MaxPerSecond = 1_000_000;

    private readonly object _gate = new();
    private readonly Queue<long> _started = new();
    private readonly MinuteLimits _minutes;
    private readonly int _maxRunning;
    private readonly int _maxStarts;
    private readonly long _window;
    private int _running;
    private int _peak;

    internal RequestLimiter(EmulatorOptions options)
    {
        _minutes = new MinuteLimits(options);
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
    internal RateLimitExceeded? Enter(RequestEntry entry, bool isBillable)
    {
        lock (_gate)
        {
            if (_running >= _maxRunning)
            {
                return RateLimitExceeded.InWords($"您已达到并发请求限制：最多同时进行 {_maxRunning} 个请求，请等待已有请求完成");
            }

            if (_maxStarts > 0 && WaitForSlot() is { } wait)
            {
                return new RateLimitExceeded("Too many requests a second", wait);
            }

            if (isBillable && _minutes.Enter() is { } exceeded)
            {
                return exceeded;
            }

            _peak = Math.Max(_peak, ++_running);
        }

        entry.WhenFinished(Leave);
        return null;
    }

    /// <summary>Counts the tokens of a billed dispatch.</summary>
    internal void Spend(long tokens) => _minutes.Spend(tokens);

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
