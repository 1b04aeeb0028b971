using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Whatai.Client;
using Whatai.Client.Batches;
using WhataiPS.Resources;

namespace WhataiPS.Bulk;

/// <summary>The files of a journal: one file, or those of a folder, of which a run writes one and reads all.</summary>
/// <param name="Path">The file or the folder.</param>
/// <param name="Own">The file that is written.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
internal sealed record JournalPaths(string Path, string Own, bool IsFolder)
{
    private const string Ending = ".jsonl";

    // What a run without a shard writes.
    private const string Whole = "run" + Ending;

    private string _ofShards = Whole;

    /// <summary>Finds the files that a path stands for. A shard's journal is always a folder.</summary>
    /// <param name="path">The path.</param>
    /// <param name="shard">The shard; null for none.</param>
    /// <exception cref="IOException">A folder is needed, and it is a file.</exception>
    public static JournalPaths Find(string path, Shard? shard)
    {
        if (shard is null)
        {
            bool isFolder = Directory.Exists(path) || path[path.Length - 1] is '/' or '\\';
            return new JournalPaths(path, isFolder ? System.IO.Path.Combine(path, Whole) : path, isFolder);
        }

        return File.Exists(path)
            ? throw new IOException(SR.ShardJournalIsFile)
            : new JournalPaths(path, System.IO.Path.Combine(path, $"shard-{shard.Index}-of-{shard.Count}{Ending}"), IsFolder: true) { _ofShards = $"-of-{shard.Count}{Ending}" };
    }

    /// <summary>Makes the folder, where it is one and missing.</summary>
    public void MakeFolder()
    {
        if (IsFolder)
        {
            PrivateFile.MakeFolder(Path);
        }
    }

    /// <summary>All files that are there, the one that was written last at the end: what it says of an item is the newest.</summary>
    public IReadOnlyList<string> All() => IsFolder
        ? [.. Files("*" + Ending).OrderBy(static file => File.GetLastWriteTimeUtc(file)).ThenBy(static file => file, StringComparer.Ordinal)]
        : File.Exists(Own) ? [Own] : [];

    /// <summary>All files, of which there is one at least.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public IReadOnlyList<string> Existing() => All() is { Count: > 0 } files ? files : throw new FileNotFoundException(SR.JournalMissing, Path);

    /// <summary>The lines of a file, also while a run writes it.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public static IEnumerable<string> ReadLines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is string line)
        {
            yield return line;
        }
    }

    /// <summary>The file of another run that is under way and may ask the same items: those of one count share none. Null where there is none.</summary>
    /// <remarks>To be asked when the own lock is held: of two runs that begin at the same time, one at least sees the other.</remarks>
    public string? FindRival() => IsFolder
        ? Files("*" + Ending + JournalWriter.LockSuffix)
            .Select(static file => file.Substring(0, file.Length - JournalWriter.LockSuffix.Length))
            .FirstOrDefault(file => file != Own && !(_ofShards != Whole && file.EndsWith(_ofShards, StringComparison.Ordinal)) && JournalWriter.IsLocked(file))
        : null;

    private IEnumerable<string> Files(string pattern) => Directory.Exists(Path) ? Directory.EnumerateFiles(Path, pattern) : [];
}
