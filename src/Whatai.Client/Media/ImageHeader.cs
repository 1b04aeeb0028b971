using System;
using System.Buffers.Binary;
using System.IO;

namespace Whatai.Client.Media;

/// <summary>Reads an image's size from its first bytes, without decoding it.</summary>
public static class ImageHeader
{
    // The size of a JPEG stands behind its metadata and thumbnail, which may be long.
    private const int Longest = 1024 * 1024;

    /// <summary>The size, in pixels.</summary>
    /// <param name="content">The file, or its start.</param>
    /// <returns>Null where it is not a PNG, JPEG, GIF, WEBP or BMP, or its start is not enough.</returns>
    public static (int Width, int Height)? ReadSize(ReadOnlySpan<byte> content)
    {
        (int Width, int Height)? size = MediaTypes.Detect(content) switch
        {
            "image/png" => content.Length >= 24 ? (Big32(content, 16), Big32(content, 20)) : null,
            "image/gif" => content.Length >= 10 ? (Little16(content, 6), Little16(content, 8)) : null,
            "image/bmp" => content.Length >= 26 ? (Little32(content, 18), Math.Abs(Little32(content, 22))) : null,
            "image/jpeg" => Jpeg(content),
            "image/webp" => WebP(content),
            _ => null,
        };
        return size is { Width: > 0, Height: > 0 } ? size : null;
    }

    /// <summary>The size of an image file, in pixels.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Null as for <see cref="ReadSize(ReadOnlySpan{byte})"/>.</returns>
    /// <exception cref="IOException">It can't be read.</exception>
    public static (int Width, int Height)? ReadSize(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] start = new byte[(int)Math.Min(Longest, file.Length)];
        int read = 0;
        for (int count; read < start.Length && (count = file.Read(start, read, start.Length - read)) > 0;)
        {
            read += count;
        }

        return ReadSize(start.AsSpan(0, read));
    }

    private static (int, int)? Jpeg(ReadOnlySpan<byte> content)
    {
        int at = 2;
        while (at + 9 <= content.Length && content[at] == 0xFF)
        {
            int marker = content[at + 1];
            if (marker == 0xFF)
            {
                at++; // a fill byte
            }
            else if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return (Big16(content, at + 7), Big16(content, at + 5));
            }
            else
            {
                at += marker is 0x01 or (>= 0xD0 and <= 0xD7) ? 2 : 2 + Big16(content, at + 2);
            }
        }

        return null;
    }

    private static (int, int)? WebP(ReadOnlySpan<byte> content)
    {
        if (content.Length < 30)
        {
            return null;
        }

        ReadOnlySpan<byte> kind = content.Slice(12, 4);
        if (kind.SequenceEqual("VP8X"u8))
        {
            return (1 + Little24(content, 24), 1 + Little24(content, 27));
        }

        if (kind.SequenceEqual("VP8L"u8))
        {
            int bits = Little32(content, 21);
            return (1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF));
        }

        return kind.SequenceEqual("VP8 "u8) ? (Little16(content, 26) & 0x3FFF, Little16(content, 28) & 0x3FFF) : null;
    }

    private static int Big32(ReadOnlySpan<byte> content, int at) => BinaryPrimitives.ReadInt32BigEndian(content.Slice(at));

    private static int Big16(ReadOnlySpan<byte> content, int at) => BinaryPrimitives.ReadUInt16BigEndian(content.Slice(at));

    private static int Little32(ReadOnlySpan<byte> content, int at) => BinaryPrimitives.ReadInt32LittleEndian(content.Slice(at));

    private static int Little24(ReadOnlySpan<byte> content, int at) => content[at] | (content[at + 1] << 8) | (content[at + 2] << 16);

    private static int Little16(ReadOnlySpan<byte> content, int at) => BinaryPrimitives.ReadUInt16LittleEndian(content.Slice(at));
}
