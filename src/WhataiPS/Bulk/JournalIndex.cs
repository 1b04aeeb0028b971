using System;
using System.Collections.Generic;
using System.IO;

namespace WhataiPS.Bulk;

/// <summary>What a journal's file says of each item: where its answer stands, or that it was sent and nothing more is known of it.</summary>
internal sealed class JournalIndex
{
    private static readonly byte[] s_mark = [0xEF, 0xBB, 0xBF];

    private readonly OffsetTable _answers = new();
    private readonly HashSet<JournalKey> _sent = [];
    private readonly Dictionary<JournalKey, long> _planned = [];

    // The item that a file's name belongs to.
    private readonly Dictionary<string, JournalKey> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Lines that say nothing, such as the one that a killed run left torn.</summary>
    public int TornLines { get; private set; }

    /// <summary>How many items were sent, and may have been billed without an answer.</summary>
    public int UnknownCount => _sent.Count;

    /// <summary>Whether a line of a journal was found at all.</summary>
    public bool HasLines { get; private set; }

    /// <summary>Where an item's answer begins; null where there is none.</summary>
    public long? Find(JournalKey key) => _answers.Find(key);

    /// <summary>Whether an item was sent and nothing more is known of it.</summary>
    public bool IsUnknown(JournalKey key) => _sent.Contains(key);

    /// <summary>Where it says which files an item was to be written to, of which nothing is said since; null where it says nothing.</summary>
    public long? FindPlanned(JournalKey key) => _planned.TryGetValue(key, out long offset) ? offset : null;

    /// <summary>Whether a file's name, with its ending or without, belongs to another item that has an answer, or may have.</summary>
    public bool IsTaken(string name, JournalKey key) =>
        _names.TryGetValue(name, out JournalKey owner) && owner != key && (_answers.Find(owner) is not null || _sent.Contains(owner));

    /// <summary>Notes what a line says that stands at an offset.</summary>
    public void Note(JournalLine line, long offset)
    {
        HasLines = true;
        JournalKey key = line.Key;
        switch (line.Kind)
        {
            case JournalLineKind.Answer:
                _answers.Set(key, offset);
                _sent.Remove(key);
                if (line.Files.Count > 0)
                {
                    _planned.Remove(key);
                }

                break;
            case JournalLineKind.Sent:
                _sent.Add(key);
                _planned.Remove(key);
                if (line.Files.Count > 0)
                {
                    _planned[key] = offset;
                }

                break;
            case JournalLineKind.Failed:
                _sent.Remove(key);
                _planned.Remove(key);
                _answers.Remove(key);
                break;
        }

        foreach (string file in line.Files)
        {
            _names[Path.GetFileName(file)] = key;
            if (line.Kind == JournalLineKind.Answer)
            {
                _names[Path.GetFileNameWithoutExtension(file)] = key;
            }
        }
    }

    /// <summary>Reads a file from its start.</summary>
    /// <returns>Where the last line begins that has no end, and that line; empty where there is none.</returns>
    public (long Offset, byte[] Line) Read(Stream file)
    {
        byte[] buffer = new byte[256 * 1024];
        long offset = 0;
        int held = 0;
        int count;
        while ((count = file.Read(buffer, held, buffer.Length - held)) > 0)
        {
            int end = held + count;
            int start = 0;
            for (int from = held; Array.IndexOf(buffer, (byte)'\n', from, end - from) is >= 0 and int at; from = start)
            {
                Read(buffer.AsSpan(start, at - start), offset);
                offset += at + 1 - start;
                start = at + 1;
            }

            // The beginning of a line that the next block goes on with.
            held = end - start;
            if (start > 0)
            {
                Buffer.BlockCopy(buffer, start, buffer, 0, held);
            }
            else if (held == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        ReadOnlySpan<byte> last = WithoutMark(buffer.AsSpan(0, held), ref offset);
        return (offset, last.ToArray());
    }

    private void Read(ReadOnlySpan<byte> line, long offset)
    {
        line = WithoutMark(line, ref offset);
        if (line.IsEmpty)
        {
            return;
        }

        if (JournalLine.Read(line) is JournalLine whole)
        {
            Note(whole, offset);
        }
        else
        {
            TornLines++;
        }
    }

    /// <summary>Whether a file begins as a journal does. A first line that was torn is the beginning of an entry all the same.</summary>
    public static bool BeginsAsEntry(Stream file)
    {
        file.Seek(0, SeekOrigin.Begin);
        byte[] start = new byte[3];
        if (file.Read(start, 0, start.Length) < start.Length || !start.AsSpan().SequenceEqual(s_mark))
        {
            file.Seek(0, SeekOrigin.Begin);
        }

        int next = file.ReadByte();
        while (next == '\n')
        {
            next = file.ReadByte();
        }

        foreach (byte expected in "{\"key\":"u8)
        {
            if (next is < 0 or '\n')
            {
                return true;
            }

            if (next != expected)
            {
                return false;
            }

            next = file.ReadByte();
        }

        return true;
    }

    /// <summary>One torn line that was taken away.</summary>
    public void NoteTorn() => TornLines++;

    // Editors and Windows PowerShell put one before the text, also where files were put together.
    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> line, scoped ref long offset)
    {
        if (!line.StartsWith(s_mark))
        {
            return line;
        }

        offset += s_mark.Length;
        return line.Slice(s_mark.Length);
    }
}
