using System;
using System.Collections.Generic;
using System.Linq;

namespace Whatai.Emulator.Log;

/// <summary>The billed dispatches: the newest entries, and the totals of all.</summary>
internal sealed class Ledger(EmulatorOptions options)
{
    private readonly object _gate = new();
    private readonly Queue<LedgerRow> _rows = new();
    private readonly List<LedgerRow> _refundable = [];
    private long _dispatches;
    private long _promptTokens;
    private long _completionTokens;
    private long _quota;
    private long _refunded;

    internal PriceList Prices { get; } = new(options);

    internal LedgerTotals Totals
    {
        get
        {
            lock (_gate)
            {
                Refund();
                return new LedgerTotals
                {
                    Dispatches = _dispatches,
                    PromptTokens = _promptTokens,
                    CompletionTokens = _completionTokens,
                    Quota = _quota - _refunded,
                };
            }
        }
    }

    /// <summary>Prices an entry and adds it.</summary>
    internal void Add(LedgerEntry entry, BilledUnits units)
    {
        entry = entry with { Quota = Prices.Quota(entry.Model, entry.PromptTokens, entry.CompletionTokens, units), TaskId = units.TaskId };
        lock (_gate)
        {
            _dispatches++;
            _promptTokens += entry.PromptTokens;
            _completionTokens += entry.CompletionTokens;
            _quota += entry.Quota;
            var row = new LedgerRow(entry, units);
            _rows.Enqueue(row);
            if (units.TaskId is not null)
            {
                _refundable.Add(row);
            }

            while (_rows.Count > options.LedgerLimit)
            {
                _rows.Dequeue();
            }
        }
    }

    /// <summary>The entries as they are now, oldest first.</summary>
    internal IReadOnlyList<LedgerEntry> Snapshot() => Rows().Select(row => row.Entry).ToList().AsReadOnly();

    /// <summary>The entries with what they were billed for, oldest first.</summary>
    internal IReadOnlyList<LedgerRow> Rows()
    {
        lock (_gate)
        {
            Refund();
            return [.. _rows];
        }
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _rows.Clear();
            _refundable.Clear();
            _dispatches = _promptTokens = _completionTokens = _quota = _refunded = 0;
        }
    }

    // A task's state is one of time: what has failed since is found here.
    private void Refund() => _refundable.RemoveAll(row =>
    {
        if (row.Units.RefundedAt() is not { } at)
        {
            return false;
        }

        // Behind what is paid back, also where the task failed at once.
        DateTimeOffset time = new(at);
        row.Entry = row.Entry with { RefundedAt = time > row.Entry.Time ? time : row.Entry.Time.AddTicks(1) };
        _refunded += row.Entry.Quota;
        return true;
    });
}

/// <summary>An entry, and what it was billed for.</summary>
internal sealed class LedgerRow(LedgerEntry entry, BilledUnits units)
{
    internal LedgerEntry Entry { get; set; } = entry;

    internal BilledUnits Units { get; } = units;
}
