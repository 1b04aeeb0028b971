using System;
using System.Collections.Generic;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Tasks;
using WhataiPS.Errors;
using WhataiPS.Progress;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <content>How cmdlets wait for tasks of the gateway.</content>
public abstract partial class WhataiApiCommand
{
    private static readonly TimeSpan s_callShownFrom = TimeSpan.FromSeconds(2);

    private bool _isAway;
    private bool _showsCall;

    /// <summary>The time-out is that of the wait; a look has its own.</summary>
    private protected TaskWatchOptions WatchOptions => new() { Timeout = TimeoutSec is double seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero };

    /// <summary>The model that is waited for; null where none is.</summary>
    private protected virtual string? AwaitedModel => null;

    private protected override void OnWaiting(TimeSpan elapsed)
    {
        if (elapsed >= s_callShownFrom && AwaitedModel is string model)
        {
            _showsCall = true;
            WriteProgress(ProgressActivity.Overall.Record(MyInvocation.MyCommand.Name, SR.AwaitingModel(model, (int)elapsed.TotalSeconds)));
        }
    }

    private protected override void OnWaited()
    {
        if (_showsCall)
        {
            _showsCall = false;
            WriteProgress(ProgressActivity.Overall.Completed(MyInvocation.MyCommand.Name));
        }
    }

    /// <summary>Shows how tasks go, and gives those that are over, the moment they are.</summary>
    private protected IEnumerable<TaskUpdate<TTask>> WaitFor<TTask>(IAsyncEnumerable<TaskUpdate<TTask>> updates, int count)
        where TTask : class
    {
        var progress = new TaskProgress(MyInvocation.MyCommand.Name, count);
        foreach (TaskUpdate<TTask> update in Pull(updates))
        {
            foreach (ProgressRecord record in progress.After(update))
            {
                WriteProgress(record);
            }

            ReportOutage(update.Failure, update.IsOver);
            if (update.IsOver)
            {
                yield return update;
            }
        }

        foreach (ProgressRecord record in progress.End())
        {
            WriteProgress(record);
        }
    }

    // A person who looks on should not wonder for ten minutes.
    private void ReportOutage(WhataiException? failure, bool isOver)
    {
        if (failure is null || isOver)
        {
            _isAway &= failure is not null;
            return;
        }

        WriteVerbose(WhataiErrors.Text(failure));
        if (!_isAway)
        {
            _isAway = true;
            WriteWarning(SR.GatewayAway(WhataiErrors.Text(failure).TrimEnd('.', '。')));
        }
    }
}
