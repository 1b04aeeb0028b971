using System;
using System.IO;
using System.Management.Automation;
using Whatai.Client;
using WhataiPS.Errors;

namespace WhataiPS.Commands;

/// <content>The log of the connection's calls.</content>
public sealed partial class ConnectWhataiCommand
{
    /// <summary>A file that gets one JSON line per call: when, what, how it ended and what it took; neither what was said nor the key.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogPath { get; set; }

    // A log that can't be written ends the cmdlet: who wants one does not want to miss it later.
    private void RequireLog(string? path)
    {
        try
        {
            using FileStream? log = path is null ? null : PrivateFile.Open(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            ThrowTerminatingError(WhataiErrors.FileNotWritten(path!, LogPath ?? path!, ex));
        }
    }
}
