using Whatai.Emulator.Media;

namespace Whatai.Emulator.Video;

/// <summary>Where a finished task's files are hosted.</summary>
internal static class VideoFiles
{
    internal const string MimeType = "video/mp4";

    internal static string MovieAddress(VideoTask task, EmulatorState state)
        => $"{state.BaseUrl}/files/{state.Files.Add(task.Movie(), MimeType, ".mp4")}";

    internal static string LastFrameAddress(VideoTask task, EmulatorState state)
        => $"{state.BaseUrl}/files/{state.Files.Add(task.LastFrame(), PngImage.MimeType, ".png")}";
}
