using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Whatai.Client;
using Whatai.Client.Billing;
using WhataiPS.Billing;
using WhataiPS.Bulk;
using WhataiPS.Errors;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <summary>Get-WhataiBill: the key's log at the gateway, as objects.</summary>
[Cmdlet(VerbsCommon.Get, "WhataiBill")]
[OutputType(typeof(BillEntry), typeof(BilledItem))]
public sealed class GetWhataiBillCommand : WhataiApiCommand
{
    private const int MostRows = 1000;

    // Rows are written a moment after the answer.
    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(2);

    /// <summary>The time to begin with. All that the gateway keeps where it is not given.</summary>
    [Parameter(Position = 0)]
    public DateTime? Since { get; set; }

    /// <summary>The journal of a run, a file or a folder, whose requests are joined to their rows.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Journal { get; set; }

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        IReadOnlyList<JournaledRequest>? journal = ReadJournal(out bool isFresh);
        IReadOnlyList<BillEntry> rows;
        try
        {
            decimal units = Await(Gateway.Client.Billing.GetStatusAsync(CallOptions, StopToken)).QuotaPerUnit;
            rows = ReadLog(units);
            if (isFresh && JournalBill.Join(journal!, rows).Any(static item => item.State is BillState.NotFound or BillState.NotBilled))
            {
                Await(Task.Delay(s_late, StopToken).ContinueWith(static _ => true, TaskScheduler.Default));
                rows = ReadLog(units);
            }
        }
        catch (WhataiException ex)
        {
            WriteError(WhataiErrors.BillUnavailable(ex, Gateway.CurrentEndpoint));
            return;
        }

        DateTimeOffset? since = Since is DateTime given ? new DateTimeOffset(given) : null;
        WarnOfGap(rows, since ?? journal?.Min(static request => request.Sent));
        if (journal is null)
        {
            WriteObject(rows.Where(row => since is null || row.Time >= since), enumerateCollection: true);
        }
        else
        {
            WriteObject(JournalBill.Join(journal, rows).Where(item => since is null || item.Time is null || item.Time >= since), enumerateCollection: true);
        }
    }

    private IReadOnlyList<BillEntry> ReadLog(decimal units) => Await(Gateway.Client.Billing.GetLogAsync(units, CallOptions, StopToken));

    private IReadOnlyList<JournaledRequest>? ReadJournal(out bool isFresh)
    {
        isFresh = false;
        if (Journal is null)
        {
            return null;
        }

        string path = FilePath(Journal);
        try
        {
            IReadOnlyList<string> files = JournalPaths.Find(path, shard: null).Existing();
            isFresh = DateTime.UtcNow - File.GetLastWriteTimeUtc(files[files.Count - 1]) < s_late + s_late;
            return JournalReader.Read(files);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            ThrowTerminatingError(WhataiErrors.JournalNotOpened(path, ex));
            return null;
        }
    }

    private void WarnOfGap(IReadOnlyList<BillEntry> rows, DateTimeOffset? since)
    {
        if (since is not null && rows.Count >= MostRows && rows[rows.Count - 1].Time > since)
        {
            WriteWarning(SR.BillIncomplete(rows.Count, rows[rows.Count - 1].Time.LocalDateTime));
        }

        if (Journal is not null && rows.Count > 0 && rows.All(static row => row.RequestId is null))
        {
            WriteWarning(SR.BillWithoutIds);
        }
    }
}
