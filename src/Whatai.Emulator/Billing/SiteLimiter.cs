using System.Collections.Generic;
using System.Diagnostics;

namespace Whatai.Emulator.Billing;

/// <summary>new-api's limiter of costly routes: so many calls of one address in a window, which slides. Those that it refuses do not count.</summary>
internal sealed class SiteLimiter(EmulatorOptions options)
{
    private readonly object _gate = new();
    private readonly Queue<long> _calls = new();
    private readonly long _window = (long)(options.SiteCallWindow.TotalSeconds * Stopwatch.Frequency);

    /// <summary>Whether one more call is taken.</summary>
    internal bool Enter()
    {
        lock (_gate)
        {
            long now = Stopwatch.GetTimestamp();
            while (_calls.Count > 0 && now - _calls.Peek() >= _window)
            {
                _calls.Dequeue();
            }

            if (_calls.Count >= options.SiteCallLimit)
            {
                return false;
            }

            _calls.Enqueue(now);
            return true;
        }
    }
}
