using System;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Http;
using WhataiPS.Progress;
using WhataiPS.Resources;

namespace WhataiPS.Bulk;

/// <summary>How a bulk run goes: how many, how fast, how many tokens, and how long still where the number is known.</summary>
internal sealed class BulkProgress(string activity, int? expected)
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next = s_first;
    private bool _shown;
    private int _answered;
    private int _failed;
    private int _found;
    private long _tokens;
    private Cost? _cost;

    /// <summary>How the run waits for the gateway's limits; null where it does not.</summary>
    public RateLimitWait? Limits { get; init; }

    /// <summary>Inputs were answered.</summary>
    public void Answered(int count = 1) => _answered += count;

    /// <summary>A request was paid for, whatever came of it.</summary>
    public void Paid(TokenUsage? usage, Cost? cost)
    {
        _tokens += usage?.TotalTokens ?? 0;
        // A run is of one model, so of one currency.
        cost ??= Cost.Told(usage);
        _cost = cost is null ? _cost : cost with { Amount = cost.Amount + (_cost?.Amount ?? 0) };
    }

    /// <summary>An input was answered from the journal, and nothing was paid.</summary>
    public void Found()
    {
        _answered++;
        _found++;
    }

    /// <summary>An input is an error.</summary>
    public void Failed() => _failed++;

    /// <summary>What became of the inputs.</summary>
    public WhataiRunSummary Summarize() => new()
    {
        Command = activity,
        Answered = _answered,
        Failed = _failed,
        FromJournal = _found,
        TotalTokens = _tokens,
        Cost = _cost?.Amount,
        Currency = _cost?.Currency,
        Duration = _watch.Elapsed,
    };

    /// <summary>The next record to show; null where it is too early.</summary>
    public ProgressRecord? Next()
    {
        int done = _answered + _failed;
        if (done == 0 || _watch.Elapsed < _next)
        {
            return null;
        }

        _next = _watch.Elapsed + s_between;
        _shown = true;
        // What was paid for in this run says how fast it is.
        double rate = Math.Max(1, done - _found) / _watch.Elapsed.TotalSeconds;
        string status = SR.BulkProgress(_answered, rate.ToString("0.0", CultureInfo.CurrentCulture), _tokens);
        status += _failed > 0 ? SR.BulkFailed(_failed) : null;
        status += _found > 0 ? SR.BulkFound(_found) : null;
        status += _cost is not null ? SR.BulkCost(_cost.Amount.ToString("0.####", CultureInfo.CurrentCulture), _cost.Currency) : null;
        ProgressRecord record = ProgressActivity.Bulk.Record(activity, status);
        if (expected is int total && total > 0)
        {
            record.PercentComplete = Math.Min(100, done * 100 / total);
            int left = Math.Max(0, total - done);
            record.SecondsRemaining = (int)Math.Max(left / rate, Limits?.Until(left)?.TotalSeconds ?? 0);
        }

        return record;
    }

    /// <summary>Takes the record away, where one was shown.</summary>
    public ProgressRecord? End() => _shown ? ProgressActivity.Bulk.Completed(activity) : null;
}
