using System;
using System.Collections.Generic;

namespace Whatai.Client;

/// <summary>Tells media by their first bytes: a name's ending is what somebody typed.</summary>
public static class MediaTypes
{
    /// <summary>How many first bytes are enough to tell.</summary>
    public const int HeadLength = 16;

    private static readonly byte[] s_png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly byte[] s_jpeg = [0xFF, 0xD8, 0xFF];
    private static readonly byte[] s_matroska = [0x1A, 0x45, 0xDF, 0xA3];

    /// <summary>The MIME type of the content.</summary>
    /// <param name="content">The content, or its first <see cref="HeadLength"/> bytes or more.</param>
    /// <returns><c>image/…</c>, <c>video/…</c>, <c>audio/…</c> or <c>application/pdf</c>; null where it is none of the known kinds.</returns>
    public static string? Detect(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith(s_png))
        {
            return "image/png";
        }

        if (content.StartsWith(s_jpeg))
        {
            return "image/jpeg";
        }

        if (content.StartsWith("GIF87a"u8) || content.StartsWith("GIF89a"u8))
        {
            return "image/gif";
        }

        if (content.Length >= 12 && content.StartsWith("RIFF"u8))
        {
            ReadOnlySpan<byte> form = content.Slice(8, 4);
            return form.SequenceEqual("WEBP"u8) ? "image/webp" : form.SequenceEqual("WAVE"u8) ? "audio/wav" : null;
        }

        if (content.StartsWith("BM"u8))
        {
            return "image/bmp";
        }

        if (content.StartsWith(s_matroska))
        {
            return "video/webm";
        }

        if (content.Length >= 12 && content.Slice(4, 4).SequenceEqual("ftyp"u8))
        {
            return OfBrand(content.Slice(8, 4));
        }

        return content.StartsWith("%PDF-"u8) ? "application/pdf"
            : content.StartsWith("OggS"u8) ? "audio/ogg"
            : content.StartsWith("fLaC"u8) ? "audio/flac"
            : content.StartsWith("ID3"u8) ? "audio/mpeg"
            : OfFrame(content);
    }

    /// <summary>The kinds of images that are known.</summary>
    public static IReadOnlyList<string> Images { get; } = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/avif", "image/heic"];

    /// <summary>The usual ending of a name, with its dot.</summary>
    /// <param name="mediaType">The MIME type.</param>
    /// <returns>Such as <c>.png</c>; <c>.bin</c> where the type is null or not known.</returns>
    public static string Extension(string? mediaType) => mediaType switch
    {
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        "image/gif" => ".gif",
        "image/webp" => ".webp",
        "image/bmp" => ".bmp",
        "image/avif" => ".avif",
        "image/heic" => ".heic",
        "video/mp4" => ".mp4",
        "video/quicktime" => ".mov",
        "video/webm" => ".webm",
        "audio/wav" => ".wav",
        "audio/ogg" => ".ogg",
        "audio/flac" => ".flac",
        "audio/mpeg" => ".mp3",
        "audio/aac" => ".aac",
        "audio/mp4" => ".m4a",
        "application/pdf" => ".pdf",
        _ => ".bin",
    };

    private static string OfBrand(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("avif"u8) ? "image/avif"
        : brand.StartsWith("heic"u8) || brand.StartsWith("heix"u8) || brand.StartsWith("mif1"u8) ? "image/heic"
        : brand.StartsWith("qt"u8) ? "video/quicktime"
        : brand.StartsWith("M4A"u8) ? "audio/mp4"
        : "video/mp4";

    // The sync word of MPEG audio; ADTS is the one with layer 0.
    private static string? OfFrame(ReadOnlySpan<byte> content) =>
        content.Length < 2 || content[0] != 0xFF ? null
        : (content[1] & 0xF6) == 0xF0 ? "audio/aac"
        : (content[1] & 0xE0) == 0xE0 && (content[1] & 0x06) != 0 ? "audio/mpeg"
        : null;
}
