using System;
using System.IO;
using System.Runtime.InteropServices;
using Whatai.Client;
using WhataiPS.Resources;

namespace WhataiPS.Bulk;

/// <summary>The file of a journal that a run writes: held by one run at a time, and only ever appended to.</summary>
internal sealed class JournalWriter : IDisposable
{
    /// <summary>What the name of the file ends with that keeps a second run out.</summary>
    public const string LockSuffix = ".lock";

    private readonly FileStream _lock;
    private readonly string _path;
    private readonly bool _isNew;
    private readonly bool _durable;
    private FileStream? _file;
    private bool _torn;

    /// <summary>Takes the file; it is opened by <see cref="Open"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="durable">Whether the disk is waited for.</param>
    /// <exception cref="IOException">Another run holds it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public JournalWriter(string path, bool durable)
    {
        _path = path;
        _durable = durable;
        _isNew = !File.Exists(path);
        // One run at a time: two would pay for the same items. The lock is a file of its own, so that others can read the journal meanwhile.
        _lock = PrivateFile.Open(path + LockSuffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Where the next line goes.</summary>
    public long End { get; private set; }

    /// <summary>Whether a run holds a file.</summary>
    public static bool IsLocked(string path)
    {
        try
        {
            new FileStream(path + LockSuffix, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>Opens the file, without a buffer: what could not be written must not be written later, behind what was.</summary>
    /// <exception cref="IOException">It is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public Stream Open()
    {
        _file = PrivateFile.Open(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        RequireRegularFile(_file);
        return _file;
    }

    /// <summary>Says where whole lines end. What is behind it goes, or gets the end of a line that it lacks.</summary>
    public void StartAt(long offset, bool endLine)
    {
        if (endLine)
        {
            _file!.Seek(0, SeekOrigin.End);
            _file.WriteByte((byte)'\n');
            _file.Flush();
        }
        else if (_file!.Length > offset)
        {
            _file.SetLength(offset);
        }

        End = _file.Length;
    }

    /// <summary>Writes a line, or nothing of it.</summary>
    /// <returns>Where it begins.</returns>
    /// <exception cref="IOException">It could not be written.</exception>
    public long Append(byte[] line)
    {
        if (_torn)
        {
            // What a write that failed has left, and could not be taken away then.
            _file!.SetLength(End);
            _torn = false;
        }

        _file!.Seek(End, SeekOrigin.Begin);
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

        long offset = End;
        End += line.Length;
        return offset;
    }

    /// <summary>With -Durable, waits until the disk has what was written.</summary>
    public void Sync()
    {
        if (_durable)
        {
            _file!.Flush(flushToDisk: true);
        }
    }

    public void Dispose()
    {
        // A run that kept nothing, for one that was not confirmed, leaves no file.
        bool isEmpty = _isNew && _file is { CanSeek: true, Length: 0 };
        _file?.Dispose();
        if (isEmpty)
        {
            File.Delete(_path);
        }

        Unlock();
    }

    // Gone before it is free: who finds it there after that holds another file of that name.
    private void Unlock()
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            File.Delete(_path + LockSuffix);
        }

        _lock.Dispose();
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            try
            {
                File.Delete(_path + LockSuffix);
            }
            catch (IOException)
            {
                // Another run has it by now.
            }
        }
    }

    private bool TryTruncate()
    {
        try
        {
            _file!.SetLength(End);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // A pipe or a device keeps nothing, and one such as /dev/zero would be read for ever. Those that can be positioned say by a
    // length that they do not take.
    private void RequireRegularFile(FileStream file)
    {
        if (file.CanSeek && file.Length == 0 && !_isNew)
        {
            try
            {
                file.SetLength(1);
            }
            catch (Exception ex) when (ex is IOException or ArgumentException or NotSupportedException or UnauthorizedAccessException)
            {
            }

            if (file.Length == 1)
            {
                file.SetLength(0);
                return;
            }
        }
        else if (file.CanSeek)
        {
            return;
        }

        throw new IOException(SR.NotARegularFile);
    }
}
