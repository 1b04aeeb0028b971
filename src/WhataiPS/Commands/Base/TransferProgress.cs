using System.Management.Automation;
using Whatai.Client.Http;
using WhataiPS.Resources;

namespace WhataiPS.Commands;

/// <summary>How far a file is, as a progress record.</summary>
internal static class TransferProgress
{
    // Beside those of waiting (0) and of a bulk run (1).
    private const int ActivityId = 2;
    private const double Megabyte = 1024 * 1024;

    public static ProgressRecord Record(string activity, CallEvent step)
    {
        string name = step.Step == CallStep.Uploading ? nameof(SR.Uploading) : nameof(SR.Downloading);
        if (step.TotalBytes is not long total || total <= 0)
        {
            return new ProgressRecord(ActivityId, activity, SR.Format(name, step.Bytes / Megabyte));
        }

        return new ProgressRecord(ActivityId, activity, SR.Format(name + "Of", step.Bytes / Megabyte, total / Megabyte))
        {
            PercentComplete = (int)(step.Bytes * 100 / total),
        };
    }

    public static ProgressRecord End(string activity) => new(ActivityId, activity, " ") { RecordType = ProgressRecordType.Completed };
}
