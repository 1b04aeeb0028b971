namespace Whatai.Client.Videos;

/// <summary>The states of a video task, in Ark's words; what other routes say is put into them. Text, since gateways know more than any list.</summary>
public static class VideoStatus
{
    /// <summary>It waits for its turn.</summary>
    public const string Queued = "queued";

    /// <summary>It is being made.</summary>
    public const string Running = "running";

    /// <summary>The video is there.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>It could not be made; the task's error says why.</summary>
    public const string Failed = "failed";

    /// <summary>It was cancelled before it ran.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It was not done in the time that it had.</summary>
    public const string Expired = "expired";

    /// <summary>Whether nothing more comes after a state. One that is not known is taken for one that goes on.</summary>
    /// <param name="status">The state.</param>
    /// <returns>Whether it is the last.</returns>
    public static bool IsFinal(string? status) => status is Succeeded or Failed or Cancelled or Expired;
}
