using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Client.Billing;

namespace WhataiPS.Billing;

/// <summary>What a journal says of its requests, for joining them to the rows of the key's log.</summary>
internal sealed class JournalBill
{
    // The clocks of two machines; rows have whole seconds.
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, List<string>> _answers = new(StringComparer.Ordinal);
    private readonly List<List<string>> _withoutId = [];
    private readonly List<DateTimeOffset> _unanswered = [];

    private JournalBill()
    {
    }

    /// <summary>When the first of its requests was sent; null where it does not say.</summary>
    public DateTimeOffset? Begin { get; private set; }

    /// <summary>Reads the file, also while a run writes it.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public static JournalBill Read(string path)
    {
        var bill = new JournalBill();
        var pending = new Dictionary<string, Stack<DateTimeOffset>>(StringComparer.Ordinal);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.UTF8);
        while (reader.ReadLine() is string line)
        {
            bill.Add(line, pending);
        }

        bill._unanswered.AddRange(pending.Values.SelectMany(static times => times).OrderBy(static time => time));
        return bill;
    }

    /// <summary>Its requests, each with its row: those that were answered, then those that were not.</summary>
    public IReadOnlyList<BilledItem> Join(IReadOnlyList<BillEntry> log)
    {
        ILookup<string, BillEntry> byId = log.Where(static row => row.RequestId is not null).ToLookup(static row => row.RequestId!, StringComparer.Ordinal);
        ILookup<string, BillEntry> refunds = log.Where(static row => row is { Type: BillEntryType.Refund, TaskId: not null }).ToLookup(static row => row.TaskId!, StringComparer.Ordinal);
        var items = new List<BilledItem>();
        foreach (KeyValuePair<string, List<string>> answer in _answers)
        {
            BillEntry? row = byId[answer.Key].FirstOrDefault(static row => row.Type == BillEntryType.Consume);
            items.Add(ToItem(row, row is null ? BillState.NotFound : BillState.Billed) with { Input = answer.Value, RequestId = answer.Key });
        }

        items.AddRange(_withoutId.Select(static input => new BilledItem { State = BillState.NotFound, Input = input }));
        // What was sent without an answer is billed by a row that no answer of this journal has, and that is not older.
        List<BillEntry> free = [.. log.Reverse().Where(row => row.Type == BillEntryType.Consume && (row.RequestId is null || !_answers.ContainsKey(row.RequestId))).OrderBy(static row => row.Time)];
        foreach (DateTimeOffset sent in _unanswered)
        {
            int at = FindRow(sent);
            items.Add(at < 0
                ? new BilledItem { State = BillState.NotBilled, Time = sent }
                : ToItem(free[at], BillState.BilledWithoutAnswer));
            if (at >= 0)
            {
                free.RemoveAt(at);
            }
        }

        return items;

        // Rather one of a model that the run has answers of, and not an older one, than one that another clock may excuse.
        int FindRow(DateTimeOffset sent)
        {
            HashSet<string?> models = [.. items.Where(static item => item.State is BillState.Billed or BillState.Refunded).Select(static item => item.Model)];
            DateTimeOffset second = sent.AddTicks(-(sent.Ticks % TimeSpan.TicksPerSecond));
            int at = free.FindIndex(row => row.Time >= second && (models.Count == 0 || models.Contains(row.Model)));
            return at >= 0 ? at : free.FindIndex(row => row.Time >= sent - s_clockSkew && (models.Count == 0 || models.Contains(row.Model)));
        }

        BilledItem ToItem(BillEntry? row, BillState state)
        {
            decimal back = row?.TaskId is string task ? refunds[task].Sum(static refund => refund.Amount ?? 0) : 0;
            return new BilledItem { State = back < 0 ? BillState.Refunded : state, Time = row?.Time, RequestId = row?.RequestId, Amount = row?.Amount + back, Entry = row };
        }
    }

    private void Add(string line, Dictionary<string, Stack<DateTimeOffset>> pending)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            string key = root.GetProperty("key").GetString()!;
            if (root.TryGetProperty("sent", out JsonElement sent))
            {
                DateTimeOffset time = DateTimeOffset.Parse(sent.GetString()!, CultureInfo.InvariantCulture);
                Begin = Begin is null || time < Begin ? time : Begin;
                if (!pending.TryGetValue(key, out Stack<DateTimeOffset>? times))
                {
                    pending[key] = times = new Stack<DateTimeOffset>();
                }

                times.Push(time);
                return;
            }

            if (root.TryGetProperty("response", out _))
            {
                AddAnswer(root.GetProperty("request_id").GetString(), root.TryGetProperty("input", out JsonElement input) ? input.GetString() ?? string.Empty : string.Empty);
            }

            if (pending.TryGetValue(key, out Stack<DateTimeOffset>? open) && open.Count > 0)
            {
                open.Pop();
            }
        }
        catch (Exception ex) when (ex is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException)
        {
            // A torn line says nothing.
        }
    }

    private void AddAnswer(string? requestId, string input)
    {
        if (requestId is null)
        {
            _withoutId.Add([input]);
        }
        else if (_answers.TryGetValue(requestId, out List<string>? inputs))
        {
            inputs.Add(input);
        }
        else
        {
            _answers.Add(requestId, [input]);
        }
    }
}
