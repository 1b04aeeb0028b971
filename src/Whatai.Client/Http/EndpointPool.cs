using System;
using System.Collections.Generic;

namespace Whatai.Client.Http;

/// <summary>
/// The lines of a connection, best first. One that does not serve is set aside for a while: a minute at first, twice as long each time
/// that it fails again.
/// </summary>
internal sealed class EndpointPool(IReadOnlyList<Uri> lines, TimeProvider clock)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(30);

    private readonly object _gate = new();
    private readonly long _start = clock.GetTimestamp();
    private readonly TimeSpan[] _asideUntil = new TimeSpan[lines.Count];
    private readonly int[] _failures = new int[lines.Count];

    public int Count => lines.Count;

    public Uri this[int line] => lines[line];

    /// <summary>The line to use now.</summary>
    public int Current => Choose([]);

    /// <summary>The best line of those that were not tried: one that is not set aside, else the one that is so for the shortest time still. −1 for none.</summary>
    public int Choose(ICollection<int> tried)
    {
        TimeSpan now = clock.GetElapsedTime(_start);
        int best = -1;
        lock (_gate)
        {
            for (int line = 0; line < lines.Count; line++)
            {
                if (tried.Contains(line))
                {
                    continue;
                }

                if (_asideUntil[line] <= now)
                {
                    return line;
                }

                if (best < 0 || _asideUntil[line] < _asideUntil[best])
                {
                    best = line;
                }
            }
        }

        return best;
    }

    /// <summary>Sets a line aside.</summary>
    /// <returns>For how long.</returns>
    public TimeSpan SetAside(int line)
    {
        TimeSpan now = clock.GetElapsedTime(_start);
        lock (_gate)
        {
            TimeSpan left = _asideUntil[line] - now;
            if (left > TimeSpan.Zero && _failures[line] > 0)
            {
                // Calls side by side fail together, and count once.
                return left;
            }

            double pause = s_firstPause.TotalSeconds * Math.Pow(2, Math.Min(_failures[line]++, 10));
            TimeSpan aside = TimeSpan.FromSeconds(Math.Min(pause, s_longestPause.TotalSeconds));
            _asideUntil[line] = now + aside;
            return aside;
        }
    }

    /// <summary>A line served.</summary>
    public void Served(int line)
    {
        lock (_gate)
        {
            _asideUntil[line] = TimeSpan.Zero;
            _failures[line] = 0;
        }
    }
}
