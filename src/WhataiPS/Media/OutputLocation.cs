using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace WhataiPS.Media;

/// <summary>Where -OutFile or -OutDirectory put what is made. Several files of one name are numbered.</summary>
internal sealed class OutputLocation(string folder, string? file, string given)
{
    private readonly HashSet<string> _claimed = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The folder. That of -OutDirectory need not be there yet.</summary>
    public string Folder => folder;

    /// <summary>The file of -OutFile; null where files get names of their own in the folder.</summary>
    public string? File => file;

    /// <summary>What the user gave.</summary>
    public string Given => given;

    /// <summary>
    /// The path for files that have a name given: by the input, else by -OutFile. Without an ending it is to get that of the content. Null
    /// where there is no name.
    /// </summary>
    /// <param name="name">The input's name for it, with an ending or without; null or empty for none.</param>
    /// <param name="endings">The endings that a name may have, which the content decides about.</param>
    /// <param name="ending">The ending for a name without one; null where the content is to decide.</param>
    public string? NamedFile(string? name, IEnumerable<string> endings, string? ending = null)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return file is null || Path.HasExtension(file) ? file : file + ending;
        }

        string given = Path.GetExtension(name)!;
        string stem = given.Length < name!.Length && endings.Contains(given, StringComparer.OrdinalIgnoreCase) ? name.Substring(0, name.Length - given.Length) : name;
        return Path.Combine(folder, SafeFileName.Of(stem)) + (Path.GetExtension(file) is { Length: > 0 } own ? own : ending);
    }

    /// <summary>The path itself for the first file of that name, and with a number for the further ones.</summary>
    /// <param name="path">The path.</param>
    /// <param name="hasEnding">Whether the path has its ending.</param>
    /// <param name="isTaken">Whether a name belongs to another; null where none does.</param>
    public string Next(string path, bool hasEnding = true, Func<string, bool>? isTaken = null)
    {
        _numbers.TryGetValue(path, out int number);
        string next;
        do
        {
            number++;
            next = hasEnding || number == 1 ? MediaFile.Numbered(path, number) : path + "-" + number.ToString(CultureInfo.InvariantCulture);
        }
        while (isTaken?.Invoke(Path.GetFileName(next)) == true || !_claimed.Add(next));
        _numbers[path] = number;
        return next;
    }
}
