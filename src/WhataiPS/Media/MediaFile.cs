using System.Globalization;
using System.IO;

namespace WhataiPS.Media;

/// <summary>Writes media to files so that no half-written one is ever left under its name.</summary>
internal static class MediaFile
{
    /// <summary>The usual ending of a MIME type.</summary>
    public static string Extension(string? mediaType) => mediaType switch
    {
        "image/jpeg" => ".jpg",
        "image/gif" => ".gif",
        "image/webp" => ".webp",
        "image/bmp" => ".bmp",
        "image/avif" => ".avif",
        "image/heic" => ".heic",
        _ => ".png",
    };

    /// <summary>The path for the first file, and with a number for the further ones.</summary>
    public static string Numbered(string path, int number) => number == 1 ? path : Path.Combine(
        Path.GetDirectoryName(path)!, $"{Path.GetFileNameWithoutExtension(path)}-{number.ToString(CultureInfo.InvariantCulture)}{Path.GetExtension(path)}");

    /// <summary>Writes beside the target, then takes its place in one step.</summary>
    public static void Write(string path, byte[] content)
    {
        string partial = path + ".partial";
        try
        {
            File.WriteAllBytes(partial, content);
            File.Delete(path);
            File.Move(partial, path);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
