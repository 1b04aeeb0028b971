using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Whatai.Client;
using WhataiPS.Resources;

namespace WhataiPS.Bulk;

/// <summary>
/// A file of JSON lines that remembers answers, so that an interrupted run goes on where it ended and nothing is paid for twice.
/// It is only ever appended to. An answer's line is handed to the system before the answer is written to the pipeline.
/// </summary>
internal sealed class Journal : IDisposable
{
    /// <summary>What the name of the file ends with that keeps a second run out.</summary>
    public const string LockSuffix = ".lock";

    private readonly object _gate = new();
    private readonly Stream _file;
    private readonly FileStream? _lock;
    private readonly string? _path;
    private readonly string? _made;
    private readonly bool _durable;
    private readonly JournalIndex _index = new();
    private readonly Dictionary<JournalKey, int> _asked = [];
    private long _end;
    private bool _torn;

    /// <exception cref="IOException">The file can't be opened, or another run holds it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public Journal(string path, bool durable = false)
    {
        _durable = durable;
        _made = File.Exists(path) ? null : path;
        // One run at a time: two would pay for the same items. The lock is a file of its own, so that others can read the journal meanwhile.
        _lock = PrivateFile.Open(path + LockSuffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            // Without a buffer: what could not be written must not be written later, behind what was.
            _file = PrivateFile.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            Begin();
        }
        catch
        {
            Unlock(path);
            throw;
        }

        _path = path;
    }

    private Journal(Stream content)
    {
        _file = content;
        Begin();
    }

    /// <summary>What a journal holds, for a run that is to write nothing: neither is the file made nor a torn line taken out of it.</summary>
    /// <inheritdoc cref="Journal(string, bool)"/>
    public static Journal Read(string path)
    {
        // Pipes and devices, which reading might wait for, have no length.
        return new Journal(File.Exists(path) && new FileInfo(path).Length > 0
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite)
            : new MemoryStream());
    }

    /// <inheritdoc cref="JournalIndex.TornLines"/>
    public int TornLines => _index.TornLines;

    /// <inheritdoc cref="JournalIndex.UnknownCount"/>
    public int UnknownCount => _index.UnknownCount;

    /// <summary>
    /// The key of a request: its bytes, and how often the same ones came before in this run, since asking twice is two items.
    /// </summary>
    public string Key(byte[] request)
    {
        using var sha = SHA256.Create();
        string hash = Convert.ToBase64String(sha.ComputeHash(request));
        var key = JournalKey.Of(hash);
        lock (_gate)
        {
            _asked.TryGetValue(key, out int before);
            _asked[key] = before + 1;
            return before == 0 ? hash : hash + "#" + before;
        }
    }

    /// <summary>The answer that is already there.</summary>
    public JournalEntry? Find(string key)
    {
        lock (_gate)
        {
            return _index.Find(JournalKey.Of(key)) is long offset ? JournalEntry.Parse(LineAt(offset)) : null;
        }
    }

    /// <inheritdoc cref="JournalIndex.IsUnknown"/>
    public bool IsUnknown(string key)
    {
        lock (_gate)
        {
            return _index.IsUnknown(JournalKey.Of(key));
        }
    }

    /// <summary>The files that an item was to be written to, where nothing is said of them since; null where nothing is said at all.</summary>
    public IReadOnlyList<string>? FindPlanned(string key)
    {
        lock (_gate)
        {
            return _index.FindPlanned(JournalKey.Of(key)) is long offset ? JournalLine.Read(Encoding.UTF8.GetBytes(LineAt(offset)))?.Files : null;
        }
    }

    /// <inheritdoc cref="JournalIndex.IsTaken"/>
    public bool IsTaken(string name, string key)
    {
        lock (_gate)
        {
            return _index.IsTaken(name, JournalKey.Of(key));
        }
    }

    /// <summary>Keeps an answer, or nothing of it.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Append(string key, object? input, JournalEntry entry) => Append(
        new JournalLine(JournalLineKind.Answer, JournalKey.Of(key), [.. entry.Files.Select(static file => file.Path)]), entry.Write(key, input));

    /// <summary>Keeps that a request goes out, so that a run which is killed does not leave it unsaid.</summary>
    /// <inheritdoc cref="Append(string, object, JournalEntry)"/>
    public void AppendSent(string key, SentRequest sent) => Append(new JournalLine(JournalLineKind.Sent, JournalKey.Of(key), sent.Files), JournalLine.Sent(key, sent));

    /// <summary>Keeps that a request failed for which nothing is billed.</summary>
    /// <inheritdoc cref="Append(string, object, JournalEntry)"/>
    public void AppendFailed(string key, string kind) => Append(new JournalLine(JournalLineKind.Failed, JournalKey.Of(key), []), JournalLine.Failed(key, kind));

    /// <summary>With -Durable, waits until the disk has what was kept.</summary>
    public void Sync()
    {
        if (_durable)
        {
            lock (_gate)
            {
                (_file as FileStream)?.Flush(flushToDisk: true);
            }
        }
    }

    public void Dispose()
    {
        // A run that kept nothing, for one that was not confirmed, leaves no file.
        bool isEmpty = _made is not null && _file.CanSeek && _file.Length == 0;
        _file.Dispose();
        if (isEmpty)
        {
            File.Delete(_made!);
        }

        if (_path is not null)
        {
            Unlock(_path);
        }
    }

    private void Append(JournalLine what, byte[] line)
    {
        lock (_gate)
        {
            if (_torn)
            {
                // What a write that failed has left, and could not be taken away then.
                _file.SetLength(_end);
                _torn = false;
            }

            _file.Seek(_end, SeekOrigin.Begin);
            try
            {
                _file.Write(line, 0, line.Length);
                _file.Flush();
            }
            catch (Exception ex) when (ex is IOException or ArgumentException or UnauthorizedAccessException)
            {
                // Past a limit of size, .NET blames the argument.
                _torn = !TryTruncate();
                throw new IOException(ex.Message, ex);
            }

            _index.Note(what, _end);
            _end += line.Length;
        }
    }

    private string LineAt(long offset)
    {
        _file.Seek(offset, SeekOrigin.Begin);
        using var reader = new StreamReader(_file, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 4096, leaveOpen: true);
        return reader.ReadLine() ?? string.Empty;
    }

    // Gone before it is free: who finds it there after that holds another file of that name.
    private void Unlock(string path)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            File.Delete(path + LockSuffix);
        }

        _lock?.Dispose();
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            try
            {
                File.Delete(path + LockSuffix);
            }
            catch (IOException)
            {
                // Another run has it by now.
            }
        }
    }

    private void Begin()
    {
        try
        {
            RequireRegularFile();
            ReadIndex();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    private void ReadIndex()
    {
        (long offset, byte[] last) = _index.Read(_file);
        if (JournalLine.Read(last) is JournalLine whole)
        {
            // Whole, but for the line's end, which an editor may have taken.
            _index.Note(whole, offset);
            last = [];
            if (_file.CanWrite)
            {
                _file.Seek(0, SeekOrigin.End);
                _file.WriteByte((byte)'\n');
                _file.Flush();
            }
        }

        // JSON that is whole and no entry was not torn off one.
        if (!_index.HasLines && (!JournalIndex.BeginsAsEntry(_file) || JournalEntry.IsJson(last)))
        {
            // Somebody's file by mistake: nothing is written into it.
            throw new IOException(SR.NotAJournal);
        }

        if (last.Length > 0)
        {
            // Torn: half an answer is none, so it goes, and the item is asked again.
            _index.NoteTorn();
            if (_file.CanWrite)
            {
                _file.SetLength(offset);
            }
        }

        _end = _file.Length;
    }

    private bool TryTruncate()
    {
        try
        {
            _file.SetLength(_end);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // A pipe or a device keeps nothing, and one such as /dev/zero would be read for ever. Those that can be positioned say by a
    // length that they do not take.
    private void RequireRegularFile()
    {
        if (_file.CanSeek && _file.Length == 0 && _made is null)
        {
            try
            {
                _file.SetLength(1);
            }
            catch (Exception ex) when (ex is IOException or ArgumentException or NotSupportedException or UnauthorizedAccessException)
            {
            }

            if (_file.Length == 1)
            {
                _file.SetLength(0);
                return;
            }
        }
        else if (_file.CanSeek)
        {
            return;
        }

        throw new IOException(SR.NotARegularFile);
    }
}
