using Whatai.Emulator.Media;

namespace Whatai.Emulator.Video;

/// <summary>The URLs of a finished task's files.</summary>
internal static class VideoFiles
{
    internal const string MimeType = "video/mp4";

    internal static string VideoUrl(VideoTask task, EmulatorState state)
        => state.Files.Add(task.Movie(), MimeType, ".mp4", task.Spec.Script.Length);

    /// <summary>The URL of the video on the gateway itself.</summary>
    internal static StoredFile Movie(VideoTask task)
        => new(task.Id + ".mp4", MimeType, task.Movie(), System.Math.Max(task.Movie().Length, task.Spec.Script.Length ?? 0));

    internal static string LastFrameUrl(VideoTask task, EmulatorState state)
        => state.Files.Add(task.LastFrame(), PngImage.MimeType, ".png");
}
