using System;

namespace Whatai.Client.Images;

/// <summary>Tells media by their first bytes: a name's ending is what somebody typed.</summary>
public static class MediaTypes
{
    private static readonly byte[] s_png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly byte[] s_jpeg = [0xFF, 0xD8, 0xFF];
    private static readonly byte[] s_matroska = [0x1A, 0x45, 0xDF, 0xA3];

    /// <summary>The MIME type of the content.</summary>
    /// <param name="content">The content, or its first 16 bytes or more.</param>
    /// <returns><c>image/…</c>, <c>video/…</c> or <c>application/pdf</c>; null where it is none of the known kinds.</returns>
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

        if (content.Length >= 12 && content.StartsWith("RIFF"u8) && content.Slice(8, 4).SequenceEqual("WEBP"u8))
        {
            return "image/webp";
        }

        if (content.StartsWith("%PDF-"u8))
        {
            return "application/pdf";
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
            ReadOnlySpan<byte> brand = content.Slice(8, 4);
            return brand.StartsWith("avif"u8) ? "image/avif"
                : brand.StartsWith("heic"u8) || brand.StartsWith("heix"u8) || brand.StartsWith("mif1"u8) ? "image/heic"
                : brand.StartsWith("qt"u8) ? "video/quicktime" : "video/mp4";
        }

        return null;
    }
}
