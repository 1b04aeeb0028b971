using System.Management.Automation;
using WhataiPS.Binding;
using WhataiPS.Bulk;

namespace WhataiPS.Commands;

/// <summary>What the cmdlets share that take many inputs: calls side by side, a journal, and what became of the run.</summary>
public abstract partial class WhataiBulkCommand : WhataiApiCommand
{
    /// <summary>How many requests to run side by side, 1 to 256. Results come in the order of the inputs.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public virtual int ThrottleLimit { get; set; } = 1;

    /// <summary>A file of JSON lines that keeps the results, so that an interrupted run goes on where it ended; or a folder of such files, one for each shard.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public virtual string? Journal { get; set; }

    /// <summary>
    /// The part of the inputs to run, for one run on several machines: its number and their count, such as 3/8, or */8 for the number that the
    /// scheduler gives the task. The inputs of other parts are left out.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(ShardCompleter))]
    [ValidateNotNullOrEmpty]
    public virtual string? Shard { get; set; }

    /// <summary>Gives the results that the journal has, and asks for none: each that it has not is an error. Needs no connection.</summary>
    [Parameter]
    public virtual SwitchParameter JournalOnly { get; set; }

    /// <summary>Waits after each result until the disk has it: a power cut, too, loses nothing that was paid for. Goes with -Journal.</summary>
    [Parameter]
    public virtual SwitchParameter Durable { get; set; }

    /// <summary>
    /// What to do with inputs that an earlier run sent and that may have been billed without an answer: Retry asks again, Skip makes each an
    /// error, Ask asks you. Goes with -Journal.
    /// </summary>
    [Parameter]
    public virtual UnknownOutcome OnUnknown { get; set; }

    /// <summary>The name of a variable, without its $, that gets a summary of the run: how many were answered, failed and came from the journal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public virtual string? SummaryVariable { get; set; }

    /// <summary>How many inputs will come, for the time left in the progress bar.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public virtual int? ExpectedCount { get; set; }

    /// <summary>The longest that the run waits for the gateway's limits in all, in seconds. 0 means no limit.</summary>
    [Parameter]
    [ValidateRange(0d, 604800d)]
    public double MaximumWaitSec { get; set; }

    /// <summary>The most that the run may cost, in US dollars, or in the currency of the connection's price table. No call is begun that may pass it.</summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public virtual decimal? MaxCost { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        BeginShard();
        base.BeginProcessing();
        ShareLimits();
        BeginRun();
    }
}
