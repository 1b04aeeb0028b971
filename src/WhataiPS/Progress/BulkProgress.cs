using System;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using Whatai.Client;
using WhataiPS.Resources;

namespace WhataiPS.Progress;

/// <summary>How a bulk run goes: how many, how fast, how many tokens, and how long still where the number is known.</summary>
internal sealed class BulkProgress(string activity, int? expected)
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next = s_first;
    private bool _shown;
    private int _done;
    private long _tokens;

    public void Done(TokenUsage? usage, int count = 1)
    {
        _done += count;
        _tokens += usage?.TotalTokens ?? 0;
    }

    /// <summary>The next record to show; null where it is too early.</summary>
    public ProgressRecord? Next()
    {
        if (_done == 0 || _watch.Elapsed < _next)
        {
            return null;
        }

        _next = _watch.Elapsed + s_between;
        _shown = true;
        double rate = _done / _watch.Elapsed.TotalSeconds;
        ProgressRecord record = ProgressActivity.Bulk.Record(activity, SR.BulkProgress(_done, rate.ToString("0.0", CultureInfo.CurrentCulture), _tokens));
        if (expected is int total && total > 0)
        {
            record.PercentComplete = Math.Min(100, _done * 100 / total);
            record.SecondsRemaining = (int)(Math.Max(0, total - _done) / rate);
        }

        return record;
    }

    /// <summary>Takes the record away, where one was shown.</summary>
    public ProgressRecord? End() => _shown ? ProgressActivity.Bulk.Completed(activity) : null;
}
