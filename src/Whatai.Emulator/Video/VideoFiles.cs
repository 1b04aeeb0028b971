using Whatai.Emulator.Media;

namespace Whatai.Emulator.Video;

/// <summary>Where a finished task's files are hosted.</summary>
internal static class VideoFiles
{
    internal const string MimeType = "video/mp4";

    internal static string MovieAddress(VideoTask task, EmulatorState state)
        => state.Files.Add(task.Movie(), MimeType, ".mp4", task.Spec.Script.Length);

    /// <summary>The video as the gateway itself gives it out.</summary>
    internal static StoredFile Movie(VideoTask task)
        => new(task.Id + ".mp4", MimeType, task.Movie(), System.Math.Max(task.Movie().Length, task.Spec.Script.Length ?? 0));

    internal static string LastFrameAddress(VideoTask task, EmulatorState state)
        => state.Files.Add(task.LastFrame(), PngImage.MimeType, ".png");
}
