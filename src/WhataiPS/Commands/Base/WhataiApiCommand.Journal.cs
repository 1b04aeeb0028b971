using System;
using System.IO;
using System.Management.Automation;
using WhataiPS.Bulk;
using WhataiPS.Errors;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <content>The journal of cmdlets that have one.</content>
public abstract partial class WhataiApiCommand
{
    /// <summary>What keeps this run's answers; null for nothing.</summary>
    private protected JournalSession? Kept { get; private set; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Kept?.Dispose();
        }
    }

    /// <summary>Opens the journal that -Journal names; one that can't be used ends the cmdlet.</summary>
    private protected void OpenJournal(string? file, SwitchParameter durable)
    {
        if (file is null)
        {
            if (durable)
            {
                ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.DurableAlone), durable));
            }

            return;
        }

        string path = FilePath(file);
        try
        {
            Journal journal = IsWhatIf ? Journal.Read(path) : new Journal(path, durable);
            Kept = new JournalSession(journal, path);
            if (journal.TornLines > 0)
            {
                WriteWarning(SR.JournalTorn(path, journal.TornLines));
            }
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or NotSupportedException or OverflowException)
        {
            ThrowTerminatingError(WhataiErrors.JournalNotOpened(path, ex));
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
