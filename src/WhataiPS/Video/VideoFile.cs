using System.IO;
using System.Linq;
using Whatai.Client.Video;

namespace WhataiPS.Video;

/// <summary>Names of video files.</summary>
internal static class VideoFile
{
    private const string LastFrame = "-last";

    // Windows' rules everywhere, so that a folder can move.
    private static readonly char[] s_forbidden = [.. Path.GetInvalidFileNameChars().Concat(['<', '>', ':', '"', '/', '\\', '|', '?', '*']).Distinct()];

    /// <summary>The file in a folder, without its ending: the id, so that every task has one and the same.</summary>
    public static string InFolder(string folder, VideoTask task) => Path.Combine(folder, new string([.. task.Id.Select(c => s_forbidden.Contains(c) ? '_' : c)]));

    /// <summary>The last frame's file, beside the video's; without its ending.</summary>
    public static string OfLastFrame(string video)
    {
        string ending = Path.GetExtension(video);
        return (ending.Length is > 0 and <= 5 ? video.Substring(0, video.Length - ending.Length) : video) + LastFrame;
    }
}
