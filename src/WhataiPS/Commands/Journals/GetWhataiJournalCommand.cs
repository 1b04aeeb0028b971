using System;
using System.IO;
using System.Management.Automation;
using WhataiPS.Bulk;
using WhataiPS.Errors;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <summary>Get-WhataiJournal: what a journal of a run has, as objects.</summary>
[Cmdlet(VerbsCommon.Get, "WhataiJournal")]
[OutputType(typeof(WhataiJournalEntry), typeof(WhataiJournalSummary))]
public sealed class GetWhataiJournalCommand : WhataiCommand
{
    /// <summary>The journal: a file, or the folder of a run in shards.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Gives the journal in numbers instead, with the shards that have no file.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        string path = FilePath(Path);
        try
        {
            JournalPaths paths = JournalPaths.Find(path, shard: null);
            _ = paths.Existing();
            using Journal journal = Journal.Read(paths);
            foreach (string foreign in journal.Foreign)
            {
                WriteWarning(SR.JournalForeign(foreign));
            }

            if (journal.TornLines > 0)
            {
                WriteWarning(SR.JournalTorn(path, journal.TornLines));
            }

            var contents = new JournalContents(journal);
            if (Summary)
            {
                WriteObject(contents.Summarize());
            }
            else
            {
                WriteObject(contents.Entries(), enumerateCollection: true);
            }
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            WriteError(WhataiErrors.JournalNotOpened(path, ex));
        }
    }
}
