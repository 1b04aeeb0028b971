using System.IO;
using Whatai.Client;

namespace WhataiPS.Terminal;

/// <summary>Decodes the kinds of files for which there is a decoder here.</summary>
internal static class PictureReader
{
    /// <summary>The picture; null where its kind has no decoder here.</summary>
    /// <exception cref="InvalidDataException">The file is broken.</exception>
    public static Picture? Read(byte[] file) => MediaTypes.Detect(file) switch
    {
        "image/png" => PngReader.Read(file),
        "image/jpeg" => JpegReader.Read(file),
        _ => null,
    };
}
