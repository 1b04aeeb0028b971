using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using Whatai.Client.Files;
using WhataiPS.Errors;
using WhataiPS.Media;
using WhataiPS.Reports;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <summary>Export-WhataiReport: writes results, or the journal of a run, as one page to look at, to keep or to mail.</summary>
[Cmdlet(VerbsData.Export, "WhataiReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportWhataiReportCommand : WhataiCommand
{
    private const double Megabyte = 1024 * 1024;

    private readonly List<ReportItem> _items = [];
    private OutputLocation _output = null!;

    /// <summary>The page, an HTML file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Results: answers, images, videos, sound files, errors, rows of a script's own, or journals as files.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Journals of runs, by paths with wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Journal { get; set; }

    /// <summary>The heading.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>The most that pictures, videos and sounds may take within the page, in MB; what finds no room is named.</summary>
    [Parameter]
    [ValidateRange(0d, 512d)]
    public double MaximumMediaMB { get; set; } = 20;

    /// <summary>Leaves a file alone that is there.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _output = FindOutput(Path, outDirectory: null)!;
        if (Journal is null && InputObject is null && !MyInvocation.ExpectingInput)
        {
            ThrowTerminatingError(WhataiErrors.InvalidArgument(new ArgumentException(SR.ReportOfWhat), null));
        }

        foreach (string given in Journal ?? [])
        {
            WriteErrorOnFailure(given, () => AddJournals(given));
        }
    }

    /// <inheritdoc/>
    private protected override void ProcessInput()
    {
        foreach (PSObject item in LanguagePrimitives.GetEnumerable(InputObject) is { } many ? many.Cast<object?>().Where(static one => one is not null).Select(static one => PSObject.AsPSObject(one)) : InputObject is null ? [] : [InputObject])
        {
            if (item.BaseObject is FileInfo { Extension: ".jsonl" } journal)
            {
                AddJournal(journal.FullName);
            }
            else
            {
                _items.Add(ReportReader.Read(item));
            }
        }
    }

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        if (!ShouldProcess(_output.File!, SR.ReportAction(_items.Count)))
        {
            return;
        }

        var page = new ReportPage(_items, Title ?? SR.ReportTitle, new MediaEmbedder((long)(MaximumMediaMB * Megabyte)));
        try
        {
            var target = new FileTarget { Path = _output.File!, IfExists = NoClobber ? ExistingFile.Fail : ExistingFile.Replace };
            // A half of a character that a server cut is written as the sign for that.
            SavedFile saved = Await(FileClient.WriteAsync(new UTF8Encoding(false).GetBytes(page.Write()), target, StopToken));
            WriteObject(InvokeProvider.Item.Get([saved.Path], force: true, literalPath: true), enumerateCollection: true);
        }
        catch (FileExistsException ex)
        {
            WriteError(WhataiErrors.FileExists(ex.Path, Path));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.FileNotWritten(_output.File!, Path, ex));
        }
    }

    private void AddJournals(string given)
    {
        try
        {
            foreach (string path in new MediaInput(SessionState).FindFiles(given))
            {
                AddJournal(path);
            }
        }
        catch (ArgumentException ex)
        {
            WriteError(WhataiErrors.InvalidArgument(ex, given));
        }
    }

    private void AddJournal(string path)
    {
        try
        {
            _items.AddRange(ReportJournal.Read(path));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            WriteError(WhataiErrors.JournalNotOpened(path, ex));
        }
    }
}
