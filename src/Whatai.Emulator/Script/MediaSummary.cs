using System;
using System.Linq;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Script;

/// <summary>An image or a video in a message: its kind and its description.</summary>
internal sealed record MediaSummary(string Kind, string Description)
{
    /// <summary>The tokens of each: OpenAI's count for an image of low detail.</summary>
    internal const long Tokens = 85;

    private static readonly string[] s_videoExtensions = [".mp4", ".mov", ".webm"];

    /// <summary>The summary of a URL, which is not fetched.</summary>
    internal static MediaSummary Hosted(Uri url, string kind)
    {
        bool isVideo = s_videoExtensions.Any(e => url.AbsolutePath.EndsWith(e, StringComparison.OrdinalIgnoreCase));
        return new MediaSummary(isVideo ? "video" : kind, url.OriginalString);
    }

    internal static MediaSummary Image(ImageInfo image, long bytes, string detail)
        => new("image", FormattableString.Invariant($"{image.MimeType} {image.Width}x{image.Height}, {bytes} bytes, detail {detail}"));

    internal static MediaSummary Video(string mimeType, long bytes) => new("video", FormattableString.Invariant($"{mimeType}, {bytes} bytes"));
}
