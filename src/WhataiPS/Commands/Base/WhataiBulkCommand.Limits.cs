using System;
using System.Collections.Generic;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Http;
using WhataiPS.Errors;
using WhataiPS.Progress;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <content>How runs of many calls go with the gateway's limits: they wait, and where that is of no use, they end with one error.</content>
public abstract partial class WhataiBulkCommand
{
    private static readonly TimeSpan s_shownFrom = TimeSpan.FromSeconds(1);

    private readonly List<object?> _refused = [];
    private readonly List<object?> _skipped = [];
    private bool _isWaiting;

    /// <summary>What the calls of this run share; null for a call on its own.</summary>
    private protected RateLimitWait? LimitWait { get; private set; }

    /// <summary>How many inputs were not answered, since the run ended before.</summary>
    private protected int LeftCount => _refused.Count + _skipped.Count;

    /// <summary>Has the calls wait for the gateway's limits, where they are those of a run: piped, side by side, or kept in a journal.</summary>
    private void BeginRun()
    {
        if (MyInvocation.ExpectingInput || ThrottleLimit > 1 || Journal is not null)
        {
            LimitWait = new RateLimitWait(TimeSpan.FromSeconds(MaximumWaitSec));
            CallOptions = CallOptions with { LimitWait = LimitWait };
        }
    }

    private protected override bool SkipsInput()
    {
        if (LimitWait?.Failure is null)
        {
            return false;
        }

        _skipped.Add(CurrentInput);
        return true;
    }

    private protected override bool IsEndOfRun(Exception failure, object? input)
    {
        if (LimitWait?.Failure is null || !ReferenceEquals(failure, LimitWait.Failure))
        {
            return false;
        }

        _refused.AddRange(input is object?[] many ? many : [input]);
        return true;
    }

    private protected override void EndRun()
    {
        base.EndRun();
        if (LimitWait?.Failure is WhataiException failure)
        {
            WriteError(WhataiErrors.CallFailed(failure, [.. _refused, .. _skipped], Kept?.Path));
        }
    }

    private protected override void OnWaiting(TimeSpan elapsed)
    {
        if (LimitWait?.UntilNext is TimeSpan wait && wait >= s_shownFrom)
        {
            int seconds = (int)Math.Ceiling(wait.TotalSeconds);
            ProgressRecord record = ProgressActivity.Retry.Record(MyInvocation.MyCommand.Name, SR.WaitingForLimit(seconds));
            record.SecondsRemaining = seconds;
            WriteProgress(record);
            if (!_isWaiting)
            {
                WriteVerbose(SR.WaitingForLimit(seconds));
            }

            _isWaiting = true;
            return;
        }

        if (_isWaiting && LimitWait?.UntilNext is null)
        {
            _isWaiting = false;
            WriteProgress(ProgressActivity.Retry.Completed(MyInvocation.MyCommand.Name));
        }

        base.OnWaiting(elapsed);
    }
}
