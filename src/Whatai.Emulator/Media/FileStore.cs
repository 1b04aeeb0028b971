using System;
using System.Collections.Generic;

namespace Whatai.Emulator.Media;

/// <summary>A file that the emulator hosts.</summary>
internal sealed record StoredFile(string Name, string MimeType, byte[] Bytes);

/// <summary>
/// What answers give by URL, under /files/. A file's name comes from its content, so that the same answer gives the same URL.
/// The oldest go when all together pass 64 MB.
/// </summary>
internal sealed class FileStore
{
    private const long MostBytes = 64L * 1024 * 1024;
    private const int NameLength = 24;

    private readonly object _gate = new();
    private readonly Dictionary<string, StoredFile> _files = new(StringComparer.Ordinal);
    private readonly Queue<StoredFile> _order = new();
    private long _bytes;

    /// <summary>Keeps a file.</summary>
    /// <returns>Its name.</returns>
    internal string Add(byte[] bytes, string mimeType, string extension)
    {
        var file = new StoredFile(Hex.Sha256(bytes).Substring(0, NameLength) + extension, mimeType, bytes);
        lock (_gate)
        {
            if (_files.TryGetValue(file.Name, out _))
            {
                return file.Name;
            }

            _files[file.Name] = file;
            _order.Enqueue(file);
            _bytes += bytes.Length;

            while (_bytes > MostBytes && _order.Count > 1)
            {
                StoredFile oldest = _order.Dequeue();
                _files.Remove(oldest.Name);
                _bytes -= oldest.Bytes.Length;
            }
        }

        return file.Name;
    }

    internal StoredFile? Find(string name)
    {
        lock (_gate)
        {
            return _files.TryGetValue(name, out StoredFile? file) ? file : null;
        }
    }
}
