using System.Management.Automation;
using Whatai.Client.Http;
using WhataiPS.Resources;

namespace WhataiPS.Progress;

/// <summary>How far a file is, as a progress record.</summary>
internal static class TransferProgress
{
    private const double Megabyte = 1024 * 1024;

    public static ProgressRecord Record(string activity, CallEvent step)
    {
        string name = step.Step == CallStep.Uploading ? nameof(SR.Uploading) : nameof(SR.Downloading);
        if (step.TotalBytes is not long total || total <= 0)
        {
            return ProgressActivity.Transfer.Record(activity, SR.Format(name, step.Bytes / Megabyte));
        }

        return ProgressActivity.Transfer.Record(activity, SR.Format(name + "Of", step.Bytes / Megabyte, total / Megabyte), (int)(step.Bytes * 100 / total));
    }
}
