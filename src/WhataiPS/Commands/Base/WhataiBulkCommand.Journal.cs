using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Files;
using WhataiPS.Bulk;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Resources;
using WhataiPS.Terminal;

namespace WhataiPS.Commands;

/// <content>The journal.</content>
public abstract partial class WhataiBulkCommand
{
    private RunDrain? _drain;
    private bool _yesToAll;
    private bool _noToAll;
    private bool _saidMismatch;

    /// <summary>What keeps this run's answers; null for nothing.</summary>
    private protected JournalSession? Kept { get; private set; }

    private protected override bool EndsCallsLater => _drain is not null;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && IsStopped && _drain is not null && Kept?.WhenIdleAsync().IsCompleted == false)
        {
            ShowDraining();
            _drain.Wait();
        }

        base.Dispose(disposing);
        if (disposing)
        {
            _drain?.Dispose();
            _offline?.Dispose();
            Kept?.Dispose();
        }
    }

    /// <summary>Opens the journal that -Journal names; one that can't be used ends the cmdlet.</summary>
    private protected void OpenJournal()
    {
        if (Journal is null)
        {
            if (Durable)
            {
                ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.DurableAlone), Durable));
            }

            if (MyInvocation.BoundParameters.ContainsKey(nameof(OnUnknown)))
            {
                ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.OnUnknownAlone), OnUnknown));
            }

            return;
        }

        if (Kept is not null)
        {
            return;
        }

        string path = FilePath(Journal);
        try
        {
            JournalPaths paths = JournalPaths.Find(path, Part);
            if (JournalOnly)
            {
                _ = paths.Existing();
            }

            bool isRead = IsWhatIf || JournalOnly;
            Bulk.Journal journal = isRead ? Bulk.Journal.Read(paths) : Bulk.Journal.Open(paths, Durable);
            Kept = new JournalSession(journal);
            _drain = isRead ? null : new RunDrain(WhenUnderWayEndsAsync);
            foreach (string foreign in journal.Foreign)
            {
                WriteWarning(SR.JournalForeign(foreign));
            }

            if (journal.TornLines > 0)
            {
                WriteWarning(SR.JournalTorn(path, journal.TornLines));
            }

            if (journal.Unknown.Count(new RequestKeys(Part).IsHere) is > 0 and int unknown)
            {
                WriteWarning(SR.JournalUnknown(path, unknown));
            }
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or NotSupportedException or OverflowException)
        {
            ThrowTerminatingError(WhataiErrors.JournalNotOpened(path, ex));
        }
    }

    /// <summary>Takes away what an earlier run with a journal left half-written where it was killed.</summary>
    private protected void RemoveLeftovers(OutputLocation? output)
    {
        if (output is not null && Kept is not null && !IsWhatIf)
        {
            FileClient.RemoveLeftovers(output.Folder);
        }
    }

    // What waits for its turn has cost nothing yet, and is not sent any more.
    private Task WhenUnderWayEndsAsync()
    {
        LimitWait?.Cancel();
        return Kept!.WhenIdleAsync();
    }

    /// <summary>Says what became of a run's inputs: in the variable that was named, and in the verbose stream.</summary>
    private protected void WriteSummary(BulkProgress progress)
    {
        WhataiRunSummary summary = progress.Summarize() with { Left = LeftCount };
        if (SummaryVariable is not null)
        {
            SessionState.PSVariable.Set(SummaryVariable, summary);
        }

        if (summary.FromJournal > 0)
        {
            // As Write-Host would, for who looks on; in a process that another one reads, it would be among the output.
            WriteInformation(
                new HostInformationMessage { Message = SR.FromJournal(summary.FromJournal, Kept!.Path) },
                HostState.IsUnattended(Host) || Console.IsOutputRedirected ? [] : ["PSHOST"]);
        }
    }

    /// <summary>Whether an item that has no answer yet may be asked; where not, that is its error.</summary>
    private protected bool MayAsk(RequestKey? key, object? input)
    {
        if (Kept is null || key is null)
        {
            return true;
        }

        if (!_saidMismatch && Kept.FindOther(key, input)?.Differences(key.Settings) is { Count: > 0 } differences)
        {
            _saidMismatch = true;
            WriteWarning(SR.JournalMismatch(Kept.Path, string.Join(SR.ListSeparator, differences)));
        }

        if (JournalOnly)
        {
            WriteError(WhataiErrors.NotInJournal(Kept.Path, input));
            return false;
        }

        return !Kept.IsUnknown(key) || MayAskAgain(input);
    }

    private bool MayAskAgain(object? input)
    {
        if (OnUnknown == UnknownOutcome.Retry || (OnUnknown == UnknownOutcome.Ask && ShouldAskAgain(input)))
        {
            return true;
        }

        WriteError(WhataiErrors.OutcomeUnknown(input));
        return false;
    }

    // Where nobody can be asked, nobody agreed.
    private bool ShouldAskAgain(object? input)
    {
        try
        {
            return !HostState.IsUnattended(Host) && ShouldContinue(SR.AskAgainQuery(TerminalText.Visible(input?.ToString() ?? string.Empty)), SR.AskAgainCaption, ref _yesToAll, ref _noToAll);
        }
        catch (Exception ex) when (HostState.IsRefusal(ex))
        {
            return false;
        }
    }

    /// <summary>To be called before a call begins: a process that is about to end begins none.</summary>
    private protected void RequireTime()
    {
        if (_drain?.IsEnding == true)
        {
            Await(Task.Delay(Timeout.Infinite, StopToken).ContinueWith(static _ => true, TaskScheduler.Default));
        }
    }

    // The pipeline is over by now; only the host can still say something.
    private void ShowDraining()
    {
        try
        {
            Host.UI.WriteWarningLine(SR.Draining(RunDrain.Limit.TotalSeconds));
        }
        catch (Exception ex) when (HostState.IsRefusal(ex))
        {
            // A host without a screen.
        }
    }

    /// <summary>Reports answers that could not be kept.</summary>
    private protected void WriteJournalProblem()
    {
        if (Kept?.TakeProblem() is Exception problem)
        {
            WriteError(WhataiErrors.JournalNotWritten(Kept.Path, problem));
        }
    }
}
