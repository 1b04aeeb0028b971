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

/// <summary>The outcome of a task.</summary>
/// <param name="Status">The final state.</param>
/// <param name="Code">The error code, if it failed.</param>
/// <param name="Message">The error message, if it failed.</param>
internal sealed record VideoEnd(VideoStatus Status, string? Code = null, string? Message = null);
