using System;
using System.Text;

namespace Whatai.Emulator.Media;

/// <summary>The type and the size of an image, read from its bytes.</summary>
internal sealed record ImageInfo(string MimeType, int Width, int Height)
{
    private static readonly byte[] s_png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads the header of a PNG, JPEG, GIF or WebP; null for anything else, and where the size cannot be read.</summary>
    internal static ImageInfo? Read(byte[] bytes)
    {
        ImageInfo? info =
            bytes.AsSpan().StartsWith(s_png) ? Png(bytes)
            : HasBytes(bytes, 0, "GIF87a") || HasBytes(bytes, 0, "GIF89a") ? Gif(bytes)
            : HasBytes(bytes, 0, "RIFF") && HasBytes(bytes, 8, "WEBP") ? WebP(bytes)
            : bytes.Length > 2 && bytes[0] == 0xFF && bytes[1] == 0xD8 ? Jpeg(bytes)
            : null;
        return info is { Width: > 0, Height: > 0 } ? info : null;
    }

    private static bool HasBytes(byte[] bytes, int at, string mark)
        => bytes.Length >= at + mark.Length && Encoding.ASCII.GetString(bytes, at, mark.Length) == mark;

    private static ImageInfo? Png(byte[] b)
        => b.Length >= 24 && HasBytes(b, 12, "IHDR") ? new ImageInfo("image/png", Big(b, 16, 4), Big(b, 20, 4)) : null;

    private static ImageInfo? Gif(byte[] b) => b.Length >= 10 ? new ImageInfo("image/gif", Little(b, 6, 2), Little(b, 8, 2)) : null;

    private static ImageInfo? Jpeg(byte[] b)
    {
        int at = 2;
        while (at + 8 < b.Length && b[at] == 0xFF)
        {
            int marker = b[at + 1];
            if (marker == 0xFF)
            {
                at++; // a fill byte
            }
            else if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return new ImageInfo("image/jpeg", Big(b, at + 7, 2), Big(b, at + 5, 2));
            }
            else
            {
                at += marker is 0x01 or (>= 0xD0 and <= 0xD7) ? 2 : 2 + Big(b, at + 2, 2);
            }
        }

        return null;
    }

    private static ImageInfo? WebP(byte[] b)
    {
        if (b.Length < 30)
        {
            return null;
        }

        if (HasBytes(b, 12, "VP8X"))
        {
            return new ImageInfo("image/webp", 1 + Little(b, 24, 3), 1 + Little(b, 27, 3));
        }

        if (HasBytes(b, 12, "VP8L") && b[20] == 0x2F)
        {
            int bits = Little(b, 21, 4);
            return new ImageInfo("image/webp", 1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF));
        }

        return HasBytes(b, 12, "VP8 ") && b[23] == 0x9D && b[24] == 0x01 && b[25] == 0x2A
            ? new ImageInfo("image/webp", Little(b, 26, 2) & 0x3FFF, Little(b, 28, 2) & 0x3FFF)
            : null;
    }

    private static int Big(byte[] b, int at, int count)
    {
        int value = 0;
        for (int i = 0; i < count && at + i < b.Length; i++)
        {
            value = (value << 8) | b[at + i];
        }

        return value;
    }

    private static int Little(byte[] b, int at, int count)
    {
        int value = 0;
        for (int i = count - 1; i >= 0; i--)
        {
            value = (value << 8) | b[at + i];
        }

        return value;
    }
}
