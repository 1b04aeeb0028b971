using System;
using System.IO;
using Whatai.Client.Media;

namespace WhataiPS.Reports;

/// <summary>Puts pictures, videos and sounds into the page, as long as there is room: a page that is to be mailed has a limit.</summary>
/// <param name="room">The most bytes of all together.</param>
internal sealed class MediaEmbedder(long room)
{
    private long _left = room;

    /// <summary>How many files found no room.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The data URI and the type; null where it is too much, can't be read, or is nothing that browsers show.</summary>
    public (string Uri, string Type)? Embed(ReportMedia media)
    {
        try
        {
            if (media.Bytes is null && !File.Exists(media.Path))
            {
                return null;
            }

            long length = media.Bytes?.Length ?? new FileInfo(media.Path!).Length;
            if (length > _left)
            {
                LeftOut++;
                return null;
            }

            byte[] bytes = media.Bytes ?? File.ReadAllBytes(media.Path!);
            // By its content: what a server says of it counts for nothing.
            if (MediaTypes.Detect(bytes) is not string type || !IsShown(type))
            {
                return null;
            }

            _left -= length;
            return ($"data:{type};base64,{Convert.ToBase64String(bytes)}", type);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsShown(string type) =>
        type.StartsWith("image/", StringComparison.Ordinal) || type.StartsWith("video/", StringComparison.Ordinal) || type.StartsWith("audio/", StringComparison.Ordinal);
}
