using System;
using System.Collections.Generic;
using System.Linq;
using Whatai.Client.Billing;

namespace WhataiPS.Billing;

/// <summary>Joins the requests of a journal to the rows of the key's log; no row to more than one.</summary>
internal sealed class JournalBill
{
    // The clocks of two machines; rows have whole seconds.
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromSeconds(5);

    private readonly ILookup<string, BillEntry> _byTask;
    private readonly List<BillEntry> _free;
    private readonly List<BilledItem> _items = [];

    private JournalBill(IReadOnlyList<JournaledRequest> requests, IReadOnlyList<BillEntry> log)
    {
        BillEntry[] oldestFirst = [.. log.Reverse().Where(static row => row.Type is BillEntryType.Consume or BillEntryType.Refund).OrderBy(static row => row.Time)];
        _byTask = oldestFirst.Where(static row => row.TaskId is not null).ToLookup(static row => row.TaskId!, StringComparer.Ordinal);
        var tasks = new HashSet<string?>(requests.Select(static request => request.TaskId), StringComparer.Ordinal);
        // A task's first row is that of its start; what was settled afterwards is no request.
        _free = [.. oldestFirst.Where(row => row.Type == BillEntryType.Consume && (row.TaskId is null || (!tasks.Contains(row.TaskId) && ReferenceEquals(_byTask[row.TaskId].First(), row))))];
        ILookup<string, BillEntry> byId = oldestFirst.Where(static row => row is { Type: BillEntryType.Consume, RequestId: not null }).ToLookup(static row => row.RequestId!, StringComparer.Ordinal);
        foreach (JournaledRequest request in requests.Where(static request => request.RequestId is not null))
        {
            Add(request, byId[request.RequestId!].FirstOrDefault());
        }

        HashSet<string?> models = [.. _items.Where(static item => item.Entry is not null).Select(static item => item.Model)];
        foreach (JournaledRequest request in requests.Where(static request => request.RequestId is null))
        {
            Add(request, request.Sent is DateTimeOffset sent ? FindRow(sent, model => request.Model is not null ? model == request.Model : models.Count == 0 || models.Contains(model)) : null);
        }
    }

    /// <summary>The requests, each with its row.</summary>
    public static IReadOnlyList<BilledItem> Join(IReadOnlyList<JournaledRequest> requests, IReadOnlyList<BillEntry> log) => new JournalBill(requests, log)._items;

    private void Add(JournaledRequest request, BillEntry? row)
    {
        _free.RemoveAll(free => ReferenceEquals(free, row));
        string? task = row?.TaskId ?? request.TaskId;
        decimal? amount = row?.Amount + (task is null ? 0 : _byTask[task].Where(other => !ReferenceEquals(other, row)).Sum(static other => other.Amount ?? 0));
        _items.Add(new BilledItem
        {
            State = row is null ? (request.IsAnswered ? BillState.NotFound : BillState.NotBilled)
                : amount <= 0 && row.Amount > 0 ? BillState.Refunded
                : request.IsAnswered ? BillState.Billed : BillState.BilledWithoutAnswer,
            Input = request.Input,
            Time = row?.Time ?? request.Sent,
            RequestId = row?.RequestId ?? request.RequestId,
            Model = row?.Model ?? request.Model,
            Amount = amount,
            Entry = row,
        });
    }

    // Rather one that is not older than one that another clock may excuse.
    private BillEntry? FindRow(DateTimeOffset sent, Func<string?, bool> isModel)
    {
        DateTimeOffset second = sent.AddTicks(-(sent.Ticks % TimeSpan.TicksPerSecond));
        return _free.Find(row => row.Time >= second && isModel(row.Model)) ?? _free.Find(row => row.Time >= sent - s_clockSkew && isModel(row.Model));
    }
}
