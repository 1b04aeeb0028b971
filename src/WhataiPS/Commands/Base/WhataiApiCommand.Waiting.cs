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
    private bool _isAway;

    /// <summary>The time-out is that of the wait; a look has its own.</summary>
    private protected TaskWatchOptions WatchOptions => new() { Timeout = TimeoutSec is double seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero };

    /// <summary>Shows how tasks go, and gives those that are over, the moment they are.</summary>
    private protected IEnumerable<TaskUpdate<TTask>> WaitFor<TTask>(IAsyncEnumerable<TaskUpdate<TTask>> updates, int count)
        where TTask : class, IGatewayTask
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
