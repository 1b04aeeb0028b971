namespace Whatai.Emulator.Video;

/// <summary>The states of a task.</summary>
internal enum VideoStatus
{
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
    Expired,
}

/// <summary>How a task ends.</summary>
/// <param name="Status">The last state.</param>
/// <param name="Code">Of the error, if it failed.</param>
/// <param name="Message">Of the error, if it failed.</param>
internal sealed record VideoEnd(VideoStatus Status, string? Code = null, string? Message = null);
