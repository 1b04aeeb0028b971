using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Files;

/// <summary>
/// A file that is being fetched, beside the place where it will be. Its name tells what it is the start of, so that a process
/// that comes after one that was killed goes on with it: <c>whatai-SOURCE-CONTENT.partial</c>. It is open for one process alone.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    /// <summary>Less than this is fetched again sooner than it is worth a file that stays behind.</summary>
    public const long WorthKeeping = 1024 * 1024;

    private const string Ending = ".partial";
    private const string NotToBeContinued = "x";
    private const int Block = 64 * 1024;

    private static readonly TimeSpan s_fresh = TimeSpan.FromMinutes(1);

    // Then nobody else gets hold of it on its way: who finds it takes it for left over as soon as it is closed.
    private static readonly bool s_canMoveOpen = !RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    private readonly string _folder;
    private readonly string _start;
    private FileStream? _file;
    private bool _worthKeeping;

    public PartialFile(string folder, Uri source)
    {
        _folder = folder;
        // Without its query: a signature is another one each time that the address is asked for.
        _start = "whatai-" + EntityValidator.Hash(source.GetLeftPart(UriPartial.Path)) + "-";
        TakeLeftover();
    }

    /// <summary>How much has come.</summary>
    public long Length => _file?.Length ?? 0;

    /// <summary>What the content was known by when it began; for a file of another process, its fingerprint alone.</summary>
    public EntityValidator? Identity { get; private set; }

    /// <summary>The fingerprint of the content that this is the start of; null where there is nothing to go on with.</summary>
    public string? Fingerprint { get; private set; }

    /// <summary>Begins anew.</summary>
    /// <exception cref="IOException">No file can be made there.</exception>
    public void Begin(EntityValidator identity)
    {
        Discard();
        Identity = identity;
        Fingerprint = identity.IsCertain ? identity.Fingerprint : null;
        _file = Fingerprint is null ? null : TryOpen(_start + Fingerprint, FileMode.CreateNew);
        // Where another process is at the same content, this one works for itself.
        _worthKeeping = _file is not null;
        _file ??= Open($"{_start}{NotToBeContinued}{Guid.NewGuid():N}", FileMode.CreateNew);
    }

    /// <summary>Goes on where the last byte but one ends: asking for the byte once more also asks whether there is any.</summary>
    public long StepBack()
    {
        _file!.SetLength(_file.Length - 1);
        _file.Position = _file.Length;
        return _file.Length;
    }

    public Task WriteAsync(byte[] buffer, int count, CancellationToken cancellationToken) => _file!.WriteAsync(buffer, 0, count, cancellationToken);

    /// <summary>The first bytes.</summary>
    public byte[] Head(int most)
    {
        byte[] head = new byte[Math.Min(most, Length)];
        long position = _file!.Position;
        _file.Position = 0;
        _ = ReadAll(_file, head, head.Length);
        _file.Position = position;
        return head;
    }

    /// <summary>Gives the file its name: whole, and in one step.</summary>
    /// <returns>The name, which has another number if that one was taken meanwhile.</returns>
    /// <exception cref="IOException">The name is taken, or the file can't be made.</exception>
    public string Complete(string path, FileTarget target)
    {
        FileStream file = _file!;
        // A name must not outlive its content when the power goes.
        file.Flush(flushToDisk: true);
        if (!s_canMoveOpen)
        {
            file.Dispose();
        }

        string name = FinalFileName.Commit(file.Name, path, target);
        file.Dispose();
        _file = null;
        return name;
    }

    /// <summary>Keeps what can be gone on with, and takes the rest away.</summary>
    public void Dispose()
    {
        if (_file is null)
        {
            return;
        }

        if (_worthKeeping && FileLength(_file) >= WorthKeeping)
        {
            _file.Dispose();
        }
        else
        {
            Remove(_file);
        }

        _file = null;
    }

    /// <summary>Throws away what came.</summary>
    public void Discard()
    {
        if (_file is not null)
        {
            Remove(_file);
            _file = null;
        }

        Identity = null;
        Fingerprint = null;
    }

    // Also when the move has closed it.
    private static long FileLength(FileStream file)
    {
        var info = new FileInfo(file.Name);
        return info.Exists ? info.Length : 0;
    }

    private static void Remove(FileStream file)
    {
        if (s_canMoveOpen)
        {
            Delete(file.Name);
            file.Dispose();
        }
        else
        {
            file.Dispose();
            Delete(file.Name);
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            // What stays behind does no harm: it never has a final name, and the next fetch replaces it.
        }
    }

    // The longest that nobody else writes to; the others are of no use any more.
    private void TakeLeftover()
    {
        foreach (string path in Directory.GetFiles(_folder, _start + "*" + Ending))
        {
            // What another has put there leads to a file that is not this one's to write.
            if (IsLink(path))
            {
                Delete(path);
                continue;
            }

            FileStream? file = IsFresh(path) ? null : TryOpen(Path.GetFileNameWithoutExtension(path), FileMode.Open);
            if (file is null)
            {
                continue;
            }

            if (new FileInfo(path) is not { Exists: true, Length: var length } || length != file.Length)
            {
                // Between its opening and its lock it became another's whole file.
                file.Dispose();
                continue;
            }

            string fingerprint = Path.GetFileNameWithoutExtension(path).Substring(_start.Length);
            if (IsLink(path) || !file.CanSeek || TrimUnwritten(file) <= Length || fingerprint.StartsWith(NotToBeContinued, StringComparison.Ordinal))
            {
                Remove(file);
                continue;
            }

            Discard();
            _file = file;
            _worthKeeping = true;
            Fingerprint = fingerprint;
        }
    }

    // Another may just have made it, and not have locked it yet.
    private static bool IsFresh(string path) =>
        new FileInfo(path) is { Exists: true, Length: < WorthKeeping } info && DateTime.UtcNow - info.LastWriteTimeUtc is var age && age > TimeSpan.Zero && age < s_fresh;

    private static bool IsLink(string path)
    {
        try
        {
            return File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            // Another process has taken it away.
            return false;
        }
    }

    // After a power cut a file may have its length and, at the end, zeros where its content was still on the way to the disk. Zeros
    // that belong to it are fetched once more.
    private static long TrimUnwritten(FileStream file)
    {
        byte[] block = new byte[Block];
        long end = file.Length;
        while (end > 0)
        {
            int count = (int)Math.Min(block.Length, end);
            file.Position = end - count;
            if (ReadAll(file, block, count) && Array.FindLastIndex(block, count - 1, static part => part != 0) is int last and >= 0)
            {
                // What lies in the same block as the first zeros is not trusted either.
                long written = end - count + last + 1;
                end = written == file.Length ? written : written / Block * Block;
                break;
            }

            end -= count;
        }

        file.SetLength(end);
        file.Position = end;
        return end;
    }

    private static bool ReadAll(FileStream file, byte[] buffer, int count)
    {
        int read = 0;
        for (int more; read < count && (more = file.Read(buffer, read, count - read)) > 0;)
        {
            read += more;
        }

        return read == count;
    }

    private FileStream? TryOpen(string name, FileMode mode)
    {
        try
        {
            return Open(name, mode);
        }
        catch (IOException)
        {
            // Another is at it, or was and has given it its name meanwhile.
            return null;
        }
    }

    private FileStream Open(string name, FileMode mode) =>
        new(Path.Combine(_folder, name + Ending), mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, useAsync: true);
}
