using System;
using System.IO;

namespace Whatai.Client.Images;

/// <summary>Looks into files that are to be sent.</summary>
internal static class ImageUploads
{
    // Enough for PNG's chunks before the pixels, and for most of what stands before a JPEG's size.
    private const int HeadLength = 64 * 1024;

    public static long Length(ImageUpload upload) => upload.Bytes?.Length ?? new FileInfo(upload.Path!).Length;

    public static byte[] Head(ImageUpload upload)
    {
        if (upload.Bytes is byte[] bytes)
        {
            return bytes;
        }

        using FileStream file = File.OpenRead(upload.Path!);
        byte[] head = new byte[(int)Math.Min(HeadLength, file.Length)];
        int read = 0;
        for (int count; read < head.Length && (count = file.Read(head, read, head.Length - read)) > 0;)
        {
            read += count;
        }

        return head;
    }

    /// <summary>Whether a PNG has transparency: by its colour type, or a chunk of its own.</summary>
    public static bool HasAlpha(byte[] png) =>
        png.Length > 25 && (png[25] is 4 or 6 || png.AsSpan().IndexOf("tRNS"u8) >= 0);
}
