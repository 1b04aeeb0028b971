using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Whatai.Client.Files;
using WhataiPS.Bulk;

namespace WhataiPS.Media;

/// <summary>Where the files of one item go. Names are chosen when they are needed, so that what is there already takes none.</summary>
/// <param name="output">Where files go.</param>
/// <param name="template">How they are written; its path is not used.</param>
/// <param name="count">How many there are going to be.</param>
/// <param name="endings">The endings that one may get with its content.</param>
/// <param name="named">The path of the first one, where its name was given.</param>
/// <param name="next">The path of the next one, where no name was given.</param>
internal sealed class ItemFiles(OutputLocation output, FileTarget template, int count, IReadOnlyList<string> endings, string? named, Func<string> next)
{
    private readonly List<FileTarget> _targets = [];
    private Func<string, bool> _isTaken = static _ => false;

    /// <summary>Whether files may be replaced that are there.</summary>
    public bool Force { get; init; }

    /// <summary>The folder.</summary>
    public string Folder => output.Folder;

    /// <summary>The files.</summary>
    public IReadOnlyList<FileTarget> Targets
    {
        get
        {
            while (_targets.Count < count)
            {
                string path = named is null ? next() : output.Next(named, !template.AddExtension, _isTaken);
                if (!_isTaken(Path.GetFileName(path)))
                {
                    _targets.Add(template with { Path = path });
                }
            }

            return _targets;
        }
    }

    /// <summary>The paths, where none of them has a file yet; else none.</summary>
    public IReadOnlyList<string> NewPaths => Targets.Any(target => FindAt(target) is not null) ? [] : [.. Targets.Select(static target => target.Path)];

    /// <summary>Says which names belong to other items of the journal.</summary>
    public void Open(Func<string, bool> isTaken) => _isTaken = isTaken;

    /// <summary>Whether files are those of another item.</summary>
    public bool AreTaken(IReadOnlyList<JournalFile> files) => files.Any(file => _isTaken(Path.GetFileName(file.Path)));

    /// <summary>Takes the names that an earlier run chose.</summary>
    public void Reuse(IReadOnlyList<string> paths) => _targets.AddRange(paths.Take(count).Select(path => template with { Path = InFolder(path) }));

    /// <summary>Takes the names of files of which one is missing, and so all are made again. Those that are there stay.</summary>
    public void Reuse(IReadOnlyList<JournalFile> files) => _targets.AddRange(files.Take(count).Select(file =>
    {
        long? length = KeptFiles.LengthOf(InFolder(file.Path));
        return template with
        {
            Path = template.AddExtension ? Path.ChangeExtension(InFolder(file.Path), null) : InFolder(file.Path),
            // One that was changed is somebody's work.
            IfExists = Force ? ExistingFile.Replace : length is null ? template.IfExists : length == file.Length ? ExistingFile.Number : ExistingFile.Fail,
        };
    }));

    /// <summary>Whether a file is where this run would write it, be it with a number.</summary>
    public bool IsInPlace(string path)
    {
        if (!string.Equals(Path.GetFullPath(path), Path.GetFullPath(InFolder(path)), StringComparison.Ordinal))
        {
            return false;
        }

        string stem = Stem(named);
        string name = Path.GetFileNameWithoutExtension(path);
        return named is null || name == stem || (name.StartsWith(stem + "-", StringComparison.Ordinal) && name.Substring(stem.Length + 1).All(char.IsDigit));

        string Stem(string? of) => template.AddExtension ? Path.GetFileName(of) ?? string.Empty : Path.GetFileNameWithoutExtension(of) ?? string.Empty;
    }

    /// <summary>Makes sure that no file keeps the answer from being saved: that is no reason to pay first. Where the ending comes with the answer, each one counts.</summary>
    /// <exception cref="FileExistsException">One is there.</exception>
    public void ThrowIfInTheWay()
    {
        foreach (FileTarget target in Targets)
        {
            if (target.IfExists == ExistingFile.Fail && FindAt(target) is string path)
            {
                throw new FileExistsException(path);
            }
        }
    }

    private string? FindAt(FileTarget target) =>
        (target.AddExtension ? endings.Select(ending => target.Path + ending) : [target.Path]).FirstOrDefault(File.Exists);

    private string InFolder(string path) => Path.Combine(Folder, Path.GetFileName(path));
}
