using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace WhataiPS.Bulk;

/// <summary>A file that belongs to an answer.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Length">Its length in bytes.</param>
internal sealed record JournalFile(string Path, long Length);

/// <summary>Finds the files that a journal names: in this run's folder first, since a folder may have moved with its journal.</summary>
internal static class KeptFiles
{
    /// <summary>The files as they lie; null where one of them is missing, or is not as it was written.</summary>
    /// <param name="files">What the journal names.</param>
    /// <param name="folder">This run's folder; null where it writes no files.</param>
    public static IReadOnlyList<JournalFile>? Find(IReadOnlyList<JournalFile> files, string? folder) => All(files, file =>
        Places(file.Path, folder).FirstOrDefault(path => LengthOf(path) == file.Length) is string path ? file with { Path = path } : null);

    /// <summary>The files that a run left which was ended behind them, and before it could keep their answer; null where one is missing.</summary>
    /// <param name="paths">Where they were to go, some without the ending that comes with the content.</param>
    /// <param name="folder">This run's folder; null where it writes no files.</param>
    public static IReadOnlyList<JournalFile>? FindMade(IReadOnlyList<string> paths, string? folder) => All(paths, path =>
        Places(path, folder).Select(Made).FirstOrDefault(static made => made is not null) is string made ? new JournalFile(made, LengthOf(made) ?? 0) : null);

    /// <summary>A file that was written, as the journal is to name it.</summary>
    public static JournalFile Of(string path) => new(path, LengthOf(path) ?? 0);

    /// <summary>How long a file is; null where there is none.</summary>
    public static long? LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : null;

    private static JournalFile[]? All<T>(IReadOnlyList<T> items, Func<T, JournalFile?> find)
    {
        JournalFile[] found = [.. items.Select(find).OfType<JournalFile>()];
        return found.Length == items.Count ? found : null;
    }

    private static IEnumerable<string> Places(string path, string? folder)
    {
        if (folder is not null)
        {
            yield return Path.Combine(folder, Path.GetFileName(path));
        }

        yield return path;
    }

    private static string? Made(string path)
    {
        if (File.Exists(path))
        {
            return path;
        }

        string folder = Path.GetDirectoryName(path)!;
        string name = Path.GetFileName(path);
        // A pattern of the name would take its brackets for something else on some systems.
        return !Directory.Exists(folder) ? null : Directory.EnumerateFiles(folder).FirstOrDefault(
            file => Path.GetFileNameWithoutExtension(file) == name && !file.EndsWith(".partial", StringComparison.Ordinal));
    }
}
