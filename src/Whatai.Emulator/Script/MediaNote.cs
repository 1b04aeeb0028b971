using System;
using System.Linq;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Script;

/// <summary>An image or a video in a message: what it is called, and what is said of it.</summary>
internal sealed record MediaNote(string Kind, string Description)
{
    /// <summary>How many tokens each costs: what OpenAI takes for an image of low detail.</summary>
    internal const long Tokens = 85;

    private static readonly string[] s_videoExtensions = [".mp4", ".mov", ".webm"];

    /// <summary>What a URL that is not fetched looks like.</summary>
    internal static MediaNote Hosted(Uri url, string kind)
    {
        bool isVideo = s_videoExtensions.Any(e => url.AbsolutePath.EndsWith(e, StringComparison.OrdinalIgnoreCase));
        return new MediaNote(isVideo ? "video" : kind, url.OriginalString);
    }

    internal static MediaNote Image(ImageInfo image, long bytes, string detail)
        => new("image", FormattableString.Invariant($"{image.MimeType} {image.Width}x{image.Height}, {bytes} bytes, detail {detail}"));

    internal static MediaNote Video(string mimeType, long bytes) => new("video", FormattableString.Invariant($"{mimeType}, {bytes} bytes"));
}
