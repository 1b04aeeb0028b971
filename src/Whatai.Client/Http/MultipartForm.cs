using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace Whatai.Client.Http;

/// <summary>A form with files, written as browsers write it: names in UTF-8, with quotes and line ends escaped.</summary>
internal sealed class MultipartForm
{
    private readonly List<Part> _parts = [];
    private readonly byte[] _end;

    public MultipartForm()
    {
        Boundary = "----whatai" + Guid.NewGuid().ToString("N");
        _end = Encoding.ASCII.GetBytes($"--{Boundary}--\r\n");
        Length = _end.Length;
    }

    public string Boundary { get; }

    public string ContentType => "multipart/form-data; boundary=" + Boundary;

    /// <summary>In bytes, files included.</summary>
    public long Length { get; private set; }

    public IReadOnlyList<Part> Parts => _parts;

    public byte[] End => _end;

    public void Add(string name, string value) => Add(name, "\r\n", path: null, Encoding.UTF8.GetBytes(value), value);

    /// <param name="name">The field.</param>
    /// <param name="fileName">The name that the other side is told.</param>
    /// <param name="mediaType">The MIME type.</param>
    /// <param name="path">The file; or null, with the bytes.</param>
    /// <param name="bytes">The bytes; or null, with the file.</param>
    public void AddFile(string name, string fileName, string mediaType, string? path, byte[]? bytes)
    {
        long length = bytes?.Length ?? new FileInfo(path!).Length;
        Add(name, $"; filename=\"{Escaped(fileName)}\"\r\nContent-Type: {mediaType}\r\n\r\n", path, bytes, $"({mediaType}, {length} bytes, {fileName})");
    }

    /// <summary>What makes it the same form again: its fields, of each the name and a hash of its content.</summary>
    /// <exception cref="IOException">A file can't be read.</exception>
    public byte[] Identify()
    {
        var text = new StringBuilder();
        using var sha = SHA256.Create();
        foreach (Part part in _parts)
        {
            using Stream content = part.Bytes is byte[] bytes ? new MemoryStream(bytes) : File.OpenRead(part.Path!);
            text.Append(part.Name).Append('=').Append(Convert.ToBase64String(sha.ComputeHash(content))).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>What a person may see of it.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        foreach (Part part in _parts)
        {
            text.Append(part.Name).Append(": ").Append(part.Shown).Append('\n');
        }

        return text.ToString();
    }

    private void Add(string name, string rest, string? path, byte[]? bytes, string shown)
    {
        // A field's head ends in an empty line; that of a file has its type before it.
        string disposition = $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{Escaped(name)}\"{(rest == "\r\n" ? "\r\n\r\n" : rest)}";
        byte[] head = Encoding.UTF8.GetBytes(disposition);
        long length = bytes?.Length ?? new FileInfo(path!).Length;
        _parts.Add(new Part(name, head, path, bytes, length, shown));
        Length += head.Length + length + 2;
    }

    private static string Escaped(string name) => name
        .Replace("\"", "%22", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    internal sealed record Part(string Name, byte[] Head, string? Path, byte[]? Bytes, long Length, string Shown);
}
