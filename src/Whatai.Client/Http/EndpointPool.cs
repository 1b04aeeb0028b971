using System;
using System.Collections.Generic;

namespace Whatai.Client.Http;

/// <summary>
/// The endpoints of a connection, best first. One that does not serve is set aside for a while: a minute at first, twice as long each time
/// that it fails again.
/// </summary>
internal sealed class EndpointPool(IReadOnlyList<Uri> endpoints, TimeProvider clock)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(30);

    private readonly object _gate = new();
    private readonly long _start = clock.GetTimestamp();
    private readonly TimeSpan[] _asideUntil = new TimeSpan[endpoints.Count];
    private readonly int[] _failures = new int[endpoints.Count];
    private volatile Route? _last;

    public int Count => endpoints.Count;

    public Uri this[int endpoint] => endpoints[endpoint];

    /// <summary>A route's address on an endpoint. The last one is kept: many calls go the same way.</summary>
    public Uri Address(int endpoint, string route)
    {
        Route? last = _last;
        if (last is null || last.Endpoint != endpoint || last.Path != route)
        {
            _last = last = new Route(endpoint, route, BaseUrl.Resolve(endpoints[endpoint], route));
        }

        return last.Address;
    }

    /// <summary>The endpoint to use now.</summary>
    public int Current => Choose([]);

    /// <summary>The best endpoint of those that were not tried: one that is not set aside, else the one that is so for the shortest time still. −1 for none.</summary>
    public int Choose(ICollection<int> tried)
    {
        TimeSpan now = clock.GetElapsedTime(_start);
        int best = -1;
        lock (_gate)
        {
            for (int endpoint = 0; endpoint < endpoints.Count; endpoint++)
            {
                if (tried.Contains(endpoint))
                {
                    continue;
                }

                if (_asideUntil[endpoint] <= now)
                {
                    return endpoint;
                }

                if (best < 0 || _asideUntil[endpoint] < _asideUntil[best])
                {
                    best = endpoint;
                }
            }
        }

        return best;
    }

    /// <summary>Sets an endpoint aside.</summary>
    /// <returns>For how long.</returns>
    public TimeSpan SetAside(int endpoint)
    {
        TimeSpan now = clock.GetElapsedTime(_start);
        lock (_gate)
        {
            TimeSpan left = _asideUntil[endpoint] - now;
            if (left > TimeSpan.Zero && _failures[endpoint] > 0)
            {
                // Calls side by side fail together, and count once.
                return left;
            }

            double pause = s_firstPause.TotalSeconds * Math.Pow(2, Math.Min(_failures[endpoint]++, 10));
            TimeSpan aside = TimeSpan.FromSeconds(Math.Min(pause, s_longestPause.TotalSeconds));
            _asideUntil[endpoint] = now + aside;
            return aside;
        }
    }

    /// <summary>An endpoint served.</summary>
    public void Served(int endpoint)
    {
        lock (_gate)
        {
            _asideUntil[endpoint] = TimeSpan.Zero;
            _failures[endpoint] = 0;
        }
    }

    private sealed record Route(int Endpoint, string Path, Uri Address);
}
