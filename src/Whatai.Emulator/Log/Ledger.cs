using System.Collections.Generic;

namespace Whatai.Emulator.Log;

/// <summary>The billed dispatches: the newest entries, and the totals of all.</summary>
internal sealed class Ledger(int limit)
{
    private readonly object _gate = new();
    private readonly Queue<LedgerEntry> _entries = new();
    private long _dispatches;
    private long _promptTokens;
    private long _completionTokens;

    internal LedgerTotals Totals
    {
        get
        {
            lock (_gate)
            {
                return new LedgerTotals
                {
                    Dispatches = _dispatches,
                    PromptTokens = _promptTokens,
                    CompletionTokens = _completionTokens,
                };
            }
        }
    }

    internal void Add(LedgerEntry entry)
    {
        lock (_gate)
        {
            _dispatches++;
            _promptTokens += entry.PromptTokens;
            _completionTokens += entry.CompletionTokens;
            _entries.Enqueue(entry);
            while (_entries.Count > limit)
            {
                _entries.Dequeue();
            }
        }
    }

    internal IReadOnlyList<LedgerEntry> Snapshot()
    {
        lock (_gate)
        {
            return new List<LedgerEntry>(_entries).AsReadOnly();
        }
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _dispatches = _promptTokens = _completionTokens = 0;
        }
    }
}
