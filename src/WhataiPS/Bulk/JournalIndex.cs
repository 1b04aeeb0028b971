using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace WhataiPS.Bulk;

/// <summary>Where a line begins.</summary>
/// <param name="File">The number of the file.</param>
/// <param name="Offset">The offset in it.</param>
internal readonly record struct JournalPlace(int File, long Offset)
{
    private const int FileShift = 48;

    /// <summary>The place that a number stands for.</summary>
    public static JournalPlace Of(long number) => new((int)(number >> FileShift), number & ((1L << FileShift) - 1));

    /// <summary>The place as a number, in half of the room.</summary>
    public long ToNumber() => ((long)File << FileShift) | Offset;
}

/// <summary>What is behind the last line of a file that has its end.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Bytes">The bytes; none where there is nothing.</param>
/// <param name="Line">What they say, where they lack the end of the line alone; null where they are torn.</param>
/// <param name="HasLines">Whether the file has a line of a journal, this one included.</param>
internal sealed record JournalTail(long Offset, byte[] Bytes, JournalLine? Line, bool HasLines);

/// <summary>What a journal's files say of each item: where its answer stands, or that it was sent and nothing more is known of it.</summary>
internal sealed class JournalIndex
{
    private static readonly byte[] s_mark = [0xEF, 0xBB, 0xBF];

    private readonly OffsetTable _answers = new();
    private readonly Dictionary<JournalKey, JournalPlace> _sent = [];
    private readonly Dictionary<JournalKey, JournalPlace> _failed = [];
    private readonly Dictionary<JournalKey, JournalPlace> _planned = [];
    private readonly HashSet<string> _models = new(StringComparer.Ordinal);
    private string? _lastModel;

    // By the hash of the input: the texts themselves may be long.
    private readonly OffsetTable _inputs = new();

    // The item that a file's name belongs to.
    private readonly Dictionary<string, JournalKey> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Lines that say nothing, such as the one that a killed run left torn.</summary>
    public int TornLines { get; set; }

    /// <summary>The models that the answers were asked of, as far as their lines say.</summary>
    public IReadOnlyCollection<string> Models => _models;

    /// <summary>The items that were sent, and may have been billed without an answer: also none in another file, whatever the order of the files.</summary>
    public IEnumerable<JournalKey> Unknown => _sent.Where(sent => !(Find(sent.Key) is JournalPlace answer && answer.File != sent.Value.File)).Select(static sent => sent.Key);

    /// <summary>Where an item's answer begins; null where there is none.</summary>
    public JournalPlace? Find(JournalKey key) => _answers.Find(key) is long place ? JournalPlace.Of(place) : null;

    /// <summary>Where an answer to such an input begins, whatever else was asked with it; null where there is none.</summary>
    public JournalPlace? FindInput(string input) => _inputs.Find(InputKey(JournalLine.HashOf(input))) is long place ? JournalPlace.Of(place) : null;

    /// <summary>Whether an item was sent and nothing more is known of it.</summary>
    public bool IsUnknown(JournalKey key) => _sent.ContainsKey(key);

    /// <summary>Where it says which files an item was to be written to, of which nothing is said since; null where it says nothing.</summary>
    public JournalPlace? FindPlanned(JournalKey key) => _planned.TryGetValue(key, out JournalPlace place) ? place : null;

    /// <summary>All items, in the order of their lines, each with the last that is said of it.</summary>
    public IEnumerable<(JournalLineKind Kind, JournalPlace Place)> Items() =>
        _answers.Items().Select(static item => (Kind: JournalLineKind.Answer, Place: JournalPlace.Of(item.Offset)))
            .Concat(_sent.Where(item => Find(item.Key) is null).Select(static item => (Kind: JournalLineKind.Sent, Place: item.Value)))
            .Concat(_failed.Where(item => Find(item.Key) is null && !_sent.ContainsKey(item.Key)).Select(static item => (Kind: JournalLineKind.Failed, Place: item.Value)))
            .OrderBy(static item => item.Place.File).ThenBy(static item => item.Place.Offset);

    /// <summary>Whether a file's name, with its ending or without, belongs to another item that has an answer, or may have.</summary>
    public bool IsTaken(string name, JournalKey key) =>
        _names.TryGetValue(name, out JournalKey owner) && owner != key && (Find(owner) is not null || _sent.ContainsKey(owner));

    /// <summary>Notes what a line says that stands at a place.</summary>
    public void Note(JournalLine line, JournalPlace place)
    {
        JournalKey key = line.Key;
        switch (line.Kind)
        {
            case JournalLineKind.Answer:
                _answers.Set(key, place.ToNumber());
                _sent.Remove(key);
                if (line.InputHash is int input)
                {
                    _inputs.Set(InputKey(input), place.ToNumber());
                }

                if (line.Model is string model)
                {
                    _models.Add(model);
                }

                if (line.Files.Count > 0)
                {
                    _planned.Remove(key);
                }

                break;
            case JournalLineKind.Sent:
                _sent[key] = place;
                _planned.Remove(key);
                if (line.Files.Count > 0)
                {
                    _planned[key] = place;
                }

                break;
            case JournalLineKind.Failed:
                _failed[key] = place;
                _planned.Remove(key);
                if (!_sent.Remove(key))
                {
                    // The end of no call: an answer that can't be had any more. What another run was refused takes no answer away.
                    _answers.Remove(key);
                }

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
    public JournalTail Read(Stream file, int number)
    {
        bool hasLines = false;
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
                hasLines |= Read(buffer.AsSpan(start, at - start), new JournalPlace(number, offset));
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

        // Whole, but for the line's end, which an editor may have taken.
        ReadOnlySpan<byte> last = WithoutMark(buffer.AsSpan(0, held), ref offset);
        JournalLine? whole = JournalLine.Read(last);
        if (whole is not null)
        {
            Note(whole.Value, new JournalPlace(number, offset));
        }

        return new JournalTail(offset, last.ToArray(), whole, hasLines || whole is not null);
    }

    private bool Read(ReadOnlySpan<byte> line, JournalPlace place)
    {
        long offset = place.Offset;
        line = WithoutMark(line, ref offset);
        if (line.IsEmpty)
        {
            return false;
        }

        if (JournalLine.Read(line, _lastModel) is JournalLine whole)
        {
            _lastModel = whole.Model;
            Note(whole, place with { Offset = offset });
            return true;
        }

        TornLines++;
        return false;
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

    private static JournalKey InputKey(int hash) => new((uint)hash, (uint)hash);

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
