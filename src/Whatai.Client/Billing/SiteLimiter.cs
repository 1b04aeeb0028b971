using System;
using System.Collections.Concurrent;
using System.Collections.Generic;

namespace Whatai.Client.Billing;

/// <summary>
/// Counts the calls to the routes of sites that take 20 in 20 minutes from one address (new-api), for the whole process: beyond that they
/// answer 429 without a word, and one that is asked on and on never answers again.
/// </summary>
internal sealed class SiteLimiter(TimeProvider clock)
{
    public const int MostCalls = 20;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(20);

    private static readonly ConcurrentDictionary<string, SiteLimiter> s_sites = new(StringComparer.OrdinalIgnoreCase);

    private readonly object _gate = new();
    private readonly Queue<long> _calls = new();

    /// <summary>That of a site. A clock of a test's own has limiters of its own.</summary>
    public static SiteLimiter Of(Uri site, TimeProvider clock) =>
        clock == TimeProvider.System ? s_sites.GetOrAdd(site.Authority, static _ => new SiteLimiter(TimeProvider.System)) : new SiteLimiter(clock);

    /// <summary>Counts a call.</summary>
    /// <returns>Null where it may go out, else how long from now it may.</returns>
    public TimeSpan? Enter()
    {
        lock (_gate)
        {
            while (_calls.Count > 0 && clock.GetElapsedTime(_calls.Peek()) >= Window)
            {
                _calls.Dequeue();
            }

            if (_calls.Count >= MostCalls)
            {
                return Window - clock.GetElapsedTime(_calls.Peek());
            }

            _calls.Enqueue(clock.GetTimestamp());
            return null;
        }
    }
}
