using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;

namespace Whatai.Client.Media;

/// <summary>Tells media by their first bytes: a name's ending is what somebody typed.</summary>
public static class MediaTypes
{
    /// <summary>How many first bytes are enough to tell.</summary>
    public const int HeadLength = 4096;

    private static readonly byte[] s_png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly byte[] s_jpeg = [0xFF, 0xD8, 0xFF];
    private static readonly byte[] s_matroska = [0x1A, 0x45, 0xDF, 0xA3];

    /// <summary>The MIME type of the content.</summary>
    /// <param name="content">The content, or its first <see cref="HeadLength"/> bytes or more.</param>
    /// <returns><c>image/…</c>, <c>video/…</c>, <c>audio/…</c> or <c>application/pdf</c>; null where it is none of the known kinds.</returns>
    public static string? Detect(ReadOnlySpan<byte> content)
    {
        if (IsPdf(content))
        {
            return "application/pdf";
        }

        // Many signatures are letters, and a note may begin with them. What reads as text is none of these.
        string? type = OfSignature(content);
        return type is null || TextContent.IsText(content.Slice(0, Math.Min(content.Length, HeadLength))) ? null : type;
    }

    /// <summary>The MIME type of a file's content.</summary>
    /// <param name="path">The file.</param>
    /// <returns>As <see cref="Detect"/> says.</returns>
    /// <exception cref="IOException">It can't be read.</exception>
    public static string? DetectFile(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] head = new byte[(int)Math.Min(HeadLength, file.Length)];
        int read = 0;
        for (int count; read < head.Length && (count = file.Read(head, read, head.Length - read)) > 0;)
        {
            read += count;
        }

        return Detect(head.AsSpan(0, read));
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

    private static string? OfSignature(ReadOnlySpan<byte> content)
    {
        if (content.Length >= 12 && content.StartsWith("RIFF"u8))
        {
            ReadOnlySpan<byte> form = content.Slice(8, 4);
            return form.SequenceEqual("WEBP"u8) ? "image/webp" : form.SequenceEqual("WAVE"u8) ? "audio/wav" : null;
        }

        if (content.Length >= 12 && content.Slice(4, 4).SequenceEqual("ftyp"u8))
        {
            // Before it stands the length of a box that holds a few names.
            return content[0] == 0 && content[1] == 0 ? OfBrand(content.Slice(8, 4)) : null;
        }

        return content.StartsWith(s_png) ? "image/png"
            : content.StartsWith(s_jpeg) ? "image/jpeg"
            : content.StartsWith("GIF87a"u8) || content.StartsWith("GIF89a"u8) ? "image/gif"
            : IsBitmap(content) ? "image/bmp"
            : content.StartsWith(s_matroska) ? "video/webm"
            : content.StartsWith("OggS\0"u8) ? "audio/ogg"
            : content.Length >= 5 && content.StartsWith("fLaC"u8) && (content[4] & 0x7F) == 0 ? "audio/flac"
            : IsTag(content) ? "audio/mpeg"
            : AudioFrame.Detect(content);
    }

    // All of it may be ASCII, so that only the rest of its first line tells it from a text about PDF.
    private static bool IsPdf(ReadOnlySpan<byte> content)
    {
        if (content.Length < 8 || !content.StartsWith("%PDF-"u8) || content[5] is < (byte)'1' or > (byte)'9' || content[6] != '.')
        {
            return false;
        }

        int at = 8;
        while (at < content.Length && content[at] == ' ')
        {
            at++;
        }

        return at == content.Length || content[at] is (byte)'\r' or (byte)'\n' or (byte)'%' or >= 0x80;
    }

    // The file's header, then the size of the next one, which is one of a few.
    private static bool IsBitmap(ReadOnlySpan<byte> content) =>
        content.Length >= 18 && content.StartsWith("BM"u8)
        && BinaryPrimitives.ReadUInt32LittleEndian(content.Slice(14)) is 12 or 16 or 40 or 52 or 56 or 64 or 108 or 124
        && BinaryPrimitives.ReadUInt32LittleEndian(content.Slice(10)) is >= 26 and < 0x10000;

    // ID3 version 2.2 to 2.4; the four bytes of the length leave their first bits empty.
    private static bool IsTag(ReadOnlySpan<byte> content) =>
        content.Length >= 5 && content.StartsWith("ID3"u8) && content[3] is >= 2 and <= 4 && content[4] != 0xFF
        && (content.Length < 10 || ((content[5] & 0x0F) == 0 && ((content[6] | content[7] | content[8] | content[9]) & 0x80) == 0));

    private static string OfBrand(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("avif"u8) ? "image/avif"
        : brand.StartsWith("heic"u8) || brand.StartsWith("heix"u8) || brand.StartsWith("mif1"u8) ? "image/heic"
        : brand.StartsWith("qt"u8) ? "video/quicktime"
        : brand.StartsWith("M4A"u8) ? "audio/mp4"
        : "video/mp4";
}
