using System.Management.Automation;

namespace WhataiPS.Progress;

/// <summary>What may be shown at the same time, by the activity ids of the progress records.</summary>
internal enum ProgressActivity
{
    /// <summary>The wait before a call is sent again.</summary>
    Retry = 0,

    /// <summary>A bulk run.</summary>
    Bulk = 1,

    /// <summary>An upload or a download.</summary>
    Transfer = 2,

    /// <summary>What the cmdlet does as a whole.</summary>
    Overall = 3,

    /// <summary>The first of many tasks; each next one counts up.</summary>
    FirstTask = 10,
}

/// <summary>Makes progress records.</summary>
internal static class ProgressActivityExtensions
{
    public static ProgressRecord Record(this ProgressActivity activity, string name, string status, int percent = -1) =>
        new((int)activity, name, status) { PercentComplete = percent };

    /// <summary>Takes the record away. PowerShell wants a status all the same.</summary>
    public static ProgressRecord Completed(this ProgressActivity activity, string name) =>
        new((int)activity, name, " ") { RecordType = ProgressRecordType.Completed };
}
