using System.IO;
using Whatai.Client.Videos;
using WhataiPS.Media;

namespace WhataiPS.Video;

/// <summary>Names of video files.</summary>
internal static class VideoFile
{
    private const string LastFrame = "-last";

    /// <summary>The file in a folder, without its ending: the id, so that every task has one and the same.</summary>
    public static string InFolder(string folder, VideoTask task) => Path.Combine(folder, SafeFileName.Of(task.Id));

    /// <summary>The last frame's file, beside the video's; without its ending.</summary>
    public static string OfLastFrame(string video)
    {
        string ending = Path.GetExtension(video);
        return (ending.Length is > 0 and <= 5 ? video.Substring(0, video.Length - ending.Length) : video) + LastFrame;
    }
}
