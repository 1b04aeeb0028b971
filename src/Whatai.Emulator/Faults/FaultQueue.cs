using System.Collections.Generic;
using System.Linq;

namespace Whatai.Emulator.Faults;

/// <summary>The queue of faults for the next requests.</summary>
internal sealed class FaultQueue
{
    private readonly object _gate = new();
    private readonly Queue<(Fault Fault, int Count)> _waiting = new();
    private int _used;

    internal void Add(Fault fault, int count)
    {
        lock (_gate)
        {
            _waiting.Enqueue((fault, count));
        }
    }

    /// <summary>The faults that wait, each with how many requests are left; -1 for no end.</summary>
    internal IReadOnlyList<(string Name, int Left)> Snapshot()
    {
        lock (_gate)
        {
            return [.. _waiting.Select((one, i) => (one.Fault.Name, one.Count > 0 && i == 0 ? one.Count - _used : one.Count))];
        }
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _waiting.Clear();
            _used = 0;
        }
    }

    /// <summary>The fault for the next request; null for none.</summary>
    /// <param name="skipRedirects">Whether the request is already redirected; a redirecting fault stays queued.</param>
    internal Fault? Take(bool skipRedirects)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                return null;
            }

            (Fault fault, int count) = _waiting.Peek();
            if (skipRedirects && fault.IsRedirect)
            {
                return null;
            }

            if (count > 0 && ++_used == count)
            {
                _waiting.Dequeue();
                _used = 0;
            }

            return fault;
        }
    }
}
