using System.IO;

namespace WhataiPS.Media;

/// <summary>Where -OutFile or -OutDirectory put what is made. Several files of one name are numbered.</summary>
internal sealed class OutputLocation(string folder, string? file, string given)
{
    private int _number;

    /// <summary>The folder. That of -OutDirectory need not be there yet.</summary>
    public string Folder => folder;

    /// <summary>The file of -OutFile; null where files get names of their own in the folder.</summary>
    public string? File => file;

    /// <summary>What the user gave.</summary>
    public string Given => given;

    /// <summary>The path for the next file of -OutFile.</summary>
    /// <param name="extension">The extension for a name without one, with its dot; null where it is not known yet.</param>
    public string NextFile(string? extension = null) => MediaFile.Numbered(extension is null || Path.HasExtension(file) ? file! : file + extension, ++_number);
}
