using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Whatai.Emulator.Media;

/// <summary>
/// The hosted files. A file's name is derived from its content, and its signed URL stays the same until half of its lifetime
/// is over, so that the same answer has the same URL. The oldest files are evicted beyond 64 MB.
/// </summary>
internal sealed class FileStore(TimeSpan lifetime)
{
    private const long MaxBytes = 64L * 1024 * 1024;
    private const int NameLength = 24;

    private static readonly DateTime s_epoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly object _gate = new();
    private readonly Dictionary<string, StoredFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTime> _expiries = new(StringComparer.Ordinal);
    private readonly Queue<StoredFile> _order = new();
    private readonly byte[] _secret = Guid.NewGuid().ToByteArray();
    private long _bytes;

    /// <summary>The media host, such as <c>http://127.0.0.1:54322</c>.</summary>
    internal string Host { get; set; } = string.Empty;

    /// <summary>Stores a file.</summary>
    /// <returns>Its signed URL.</returns>
    internal string Add(byte[] bytes, string mimeType, string extension, long? length = null)
    {
        var file = new StoredFile(Name(bytes, length) + extension, mimeType, bytes, Math.Max(bytes.Length, length ?? 0));
        lock (_gate)
        {
            if (!_files.ContainsKey(file.Name))
            {
                _files[file.Name] = file;
                _order.Enqueue(file);
                _bytes += bytes.Length;
                while (_bytes > MaxBytes && _order.Count > 1)
                {
                    Evict(_order.Dequeue());
                }
            }

            return SignedUrl(file.Name);
        }
    }

    /// <summary>The file, if the signature is valid; expiry is not checked.</summary>
    internal StoredFile? Find(string name, string? expires, string? signature)
    {
        lock (_gate)
        {
            return expires is not null && signature == Sign(name, expires) ? Find(name) : null;
        }
    }

    internal StoredFile? Find(string name)
    {
        lock (_gate)
        {
            return _files.TryGetValue(name, out StoredFile? file) ? file : null;
        }
    }

    /// <summary>The files that were stored last, the newest first.</summary>
    internal IReadOnlyList<StoredFile> Newest(int count)
    {
        lock (_gate)
        {
            return [.. _order.Reverse().Take(count)];
        }
    }

    internal static bool IsExpired(string expires)
        => long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && DateTime.UtcNow > s_epoch.AddSeconds(seconds);

    private static string Name(byte[] bytes, long? length)
        => Hex.Sha256(bytes).Substring(0, NameLength) + (length is null ? string.Empty : "-" + length.Value.ToString(CultureInfo.InvariantCulture));

    private string SignedUrl(string name)
    {
        DateTime now = DateTime.UtcNow;
        if (!_expiries.TryGetValue(name, out DateTime end) || end - now < TimeSpan.FromTicks(lifetime.Ticks / 2))
        {
            _expiries[name] = end = now + lifetime;
        }

        string expires = ((long)Math.Floor((end - s_epoch).TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return $"{Host}/files/{name}?expires={expires}&signature={Sign(name, expires)}";
    }

    private string Sign(string name, string expires)
    {
        using var hmac = new HMACSHA256(_secret);
        return Hex.Write(hmac.ComputeHash(Encoding.UTF8.GetBytes(name + "\n" + expires))).Substring(0, 32);
    }

    private void Evict(StoredFile file)
    {
        _files.Remove(file.Name);
        _expiries.Remove(file.Name);
        _bytes -= file.Bytes.Length;
    }
}
