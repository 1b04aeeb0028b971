using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using WhataiPS.Resources;

namespace WhataiPS.Bulk;

/// <summary>
/// Files of JSON lines that remember answers, so that an interrupted run goes on where it ended and nothing is paid for twice.
/// A run reads all and writes one. An answer's line is handed to the system before the answer is written to the pipeline.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly object _gate = new();
    private readonly List<Stream> _files = [];
    private readonly List<string> _names = [];
    private readonly List<string> _foreign = [];
    private readonly JournalIndex _index = new();
    private readonly JournalWriter? _writer;
    private readonly int _own;

    private Journal(JournalPaths paths, JournalWriter? writer)
    {
        Path = paths.Path;
        _writer = writer;
        try
        {
            if (writer is not null && paths.FindRival() is string rival)
            {
                throw new IOException(SR.JournalHasRival(rival));
            }

            // Listed before the own file is made or changed, which would make it the newest.
            IReadOnlyList<string> files = paths.All();
            foreach (string file in files)
            {
                if (writer is null || file != paths.Own)
                {
                    ReadOther(file);
                }
                else
                {
                    _own = ReadOwn(file);
                }
            }

            _own = writer is not null && !files.Contains(paths.Own) ? ReadOwn(paths.Own) : _own;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The file, or the folder.</summary>
    public string Path { get; }

    /// <summary>The files that were read.</summary>
    public IReadOnlyList<string> Files => _names;

    /// <summary>Files of the folder that are no journals, and were left alone.</summary>
    public IReadOnlyList<string> Foreign => _foreign;

    /// <inheritdoc cref="JournalIndex.TornLines"/>
    public int TornLines => _index.TornLines;

    /// <inheritdoc cref="JournalIndex.Unknown"/>
    public IEnumerable<JournalKey> Unknown => _index.Unknown;

    /// <inheritdoc cref="JournalIndex.Models"/>
    public IReadOnlyCollection<string> Models => _index.Models;

    /// <summary>Takes a journal for a run.</summary>
    /// <param name="paths">Its files.</param>
    /// <param name="durable">Whether the disk is waited for.</param>
    /// <exception cref="IOException">A file can't be opened, or another run holds it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static Journal Open(JournalPaths paths, bool durable)
    {
        paths.MakeFolder();
        return new Journal(paths, new JournalWriter(paths.Own, durable));
    }

    /// <summary>What a journal holds, for who writes nothing: no file is made, and no torn line is taken out.</summary>
    /// <inheritdoc cref="Open"/>
    public static Journal Read(JournalPaths paths) => new(paths, writer: null);

    /// <summary>The answer that is already there.</summary>
    public JournalEntry? Find(RequestKey key)
    {
        lock (_gate)
        {
            return _index.Find(key.Hash) is JournalPlace place ? JournalEntry.Parse(LineAt(place)) : null;
        }
    }

    /// <summary>What an answer to the same input was asked with, where it is one to another request; null where there is none.</summary>
    public RequestSettings? FindOther(RequestKey key, object? input)
    {
        string text = JournalEntry.InputText(input);
        lock (_gate)
        {
            // A repeat is no other request.
            return _index.Find(key.First) is null && _index.FindInput(text) is JournalPlace place && JournalEntry.Parse(LineAt(place)) is JournalEntry entry && entry.Input == text
                ? entry.Settings
                : null;
        }
    }

    /// <inheritdoc cref="JournalIndex.IsUnknown"/>
    public bool IsUnknown(RequestKey key)
    {
        lock (_gate)
        {
            return _index.IsUnknown(key.Hash);
        }
    }

    /// <summary>The files that an item was to be written to, where nothing is said of them since; null where nothing is said at all.</summary>
    public IReadOnlyList<string>? FindPlanned(RequestKey key)
    {
        lock (_gate)
        {
            return _index.FindPlanned(key.Hash) is JournalPlace place ? JournalLine.Read(LineAt(place))?.Files : null;
        }
    }

    /// <inheritdoc cref="JournalIndex.IsTaken"/>
    public bool IsTaken(string name, RequestKey key)
    {
        lock (_gate)
        {
            return _index.IsTaken(name, key.Hash);
        }
    }

    /// <summary>All items in the order of the files, each with the last that is said of it.</summary>
    public IEnumerable<(JournalLineKind Kind, string File, byte[] Line)> Items() => _index.Items().Select(item => (item.Kind, _names[item.Place.File], LineAt(item.Place)));

    /// <summary>Keeps an answer, or nothing of it.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Append(RequestKey key, object? input, JournalEntry entry)
    {
        entry = entry with { Key = key.Text, Input = JournalEntry.InputText(input), Settings = key.Settings };
        Append(entry.ToLine(), entry.Write());
    }

    /// <summary>Keeps that a request goes out, so that a run which is killed does not leave it unsaid.</summary>
    /// <inheritdoc cref="Append(RequestKey, object, JournalEntry)"/>
    public void AppendSent(RequestKey key, SentRequest sent) => Append(new JournalLine(JournalLineKind.Sent, key.Hash, sent.Files), JournalLine.Sent(key.Text, sent));

    /// <summary>Keeps that a request failed for which nothing is billed.</summary>
    /// <inheritdoc cref="Append(RequestKey, object, JournalEntry)"/>
    public void AppendFailed(RequestKey key, string kind) => Append(new JournalLine(JournalLineKind.Failed, key.Hash, []), JournalLine.Failed(key.Text, kind));

    /// <inheritdoc cref="JournalWriter.Sync"/>
    public void Sync()
    {
        lock (_gate)
        {
            _writer?.Sync();
        }
    }

    public void Dispose()
    {
        // The writer first: it sees whether its file is empty.
        _writer?.Dispose();
        _files.ForEach(static file => file.Dispose());
    }

    private void Append(JournalLine what, byte[] line)
    {
        lock (_gate)
        {
            if (_writer is not null)
            {
                _index.Note(what, new JournalPlace(_own, _writer.Append(line)));
            }
        }
    }

    private byte[] LineAt(JournalPlace place)
    {
        Stream file = _files[place.File];
        file.Seek(place.Offset, SeekOrigin.Begin);
        byte[] line = new byte[4096];
        int length = 0;
        while (file.Read(line, length, line.Length - length) is > 0 and int count)
        {
            int end = Array.IndexOf(line, (byte)'\n', length, count);
            if (end >= 0)
            {
                length = end;
                break;
            }

            length += count;
            if (length == line.Length)
            {
                Array.Resize(ref line, line.Length * 2);
            }
        }

        Array.Resize(ref line, length);
        return line;
    }

    private int Add(string path, Stream file)
    {
        _files.Add(file);
        _names.Add(path);
        return _files.Count - 1;
    }

    private int ReadOwn(string path)
    {
        Stream file = _writer!.Open();
        int own = Add(path, file);
        JournalTail tail = _index.Read(file, own);
        if (!IsJournal(file, tail))
        {
            // Somebody's file by mistake: nothing is written into it.
            throw new IOException(SR.NotAJournal);
        }

        if (tail.Line is null && tail.Bytes.Length > 0)
        {
            // Torn: half an answer is none, so it goes, and the item is asked again.
            _index.TornLines++;
        }

        _writer.StartAt(tail.Offset, endLine: tail.Line is not null);
        return own;
    }

    // Another run may be about to write its last line, so nothing is said of one that has no end.
    private void ReadOther(string path)
    {
        try
        {
            // Pipes and devices, which reading might wait for, have no length.
            if (new FileInfo(path).Length == 0)
            {
                return;
            }

            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            int torn = _index.TornLines;
            if (IsJournal(file, _index.Read(file, Add(path, file))))
            {
                return;
            }

            if (path == Path)
            {
                throw new IOException(SR.NotAJournal);
            }

            _index.TornLines = torn;
            _foreign.Add(path);
        }
        catch (FileNotFoundException)
        {
            // Of a run that has ended meanwhile, and kept nothing.
        }
    }

    // JSON that is whole and no entry was not torn off one.
    private static bool IsJournal(Stream file, JournalTail tail) => tail.HasLines || (JournalIndex.BeginsAsEntry(file) && !JournalEntry.IsJson(tail.Bytes));
}
