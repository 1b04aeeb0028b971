using System.Globalization;
using System.IO;
using Whatai.Client.Files;

namespace WhataiPS.Media;

/// <summary>Names of files that several answers share, and writing so that no half-written file is ever left under its name.</summary>
internal static class MediaFile
{
    /// <summary>The path for the first file, and with a number for the further ones.</summary>
    public static string Numbered(string path, int number) => number == 1 ? path : Path.Combine(
        Path.GetDirectoryName(path)!, $"{Path.GetFileNameWithoutExtension(path)}-{number.ToString(CultureInfo.InvariantCulture)}{Path.GetExtension(path)}");

    /// <summary>Writes beside the target, then takes its place in one step.</summary>
    public static void Write(string path, byte[] content) =>
        FileClient.WriteAsync(content, new FileTarget { Path = path, IfExists = ExistingFile.Replace }).GetAwaiter().GetResult();
}
