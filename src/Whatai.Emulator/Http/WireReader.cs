using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Emulator.Http;

/// <summary>Reads requests from one connection, and detects a client's disconnect between requests.</summary>
internal sealed class WireReader(Stream stream)
{
    internal const int HeadLimit = 64 * 1024;
    internal const int BodyLimit = 64 * 1024 * 1024;

    private static readonly Encoding s_latin1 = Encoding.GetEncoding("ISO-8859-1");

    private byte[] _buffer = new byte[8 * 1024];
    private int _start;
    private int _end;
    private Task<int>? _pending;

    /// <summary>The next request's head; null when the client closes between requests.</summary>
    /// <exception cref="HttpFormatException">It is malformed or too long.</exception>
    internal async Task<RequestHead?> ReadHeadAsync()
    {
        string? line;
        do
        {
            line = await ReadLineAsync(HeadLimit).ConfigureAwait(false);
            if (line is null)
            {
                return null;
            }
        }
        while (line.Length == 0); // Some clients send a stray line end after a body.

        string[] parts = line.Split(' ');
        if (parts.Length != 3 || !parts[2].StartsWith("HTTP/1.", StringComparison.Ordinal) || parts[0].Length == 0)
        {
            throw new HttpFormatException(400, "The request line is not HTTP/1.1.");
        }

        return new RequestHead(parts[0], OriginForm(parts[1]), parts[2] == "HTTP/1.0", await ReadHeadersAsync().ConfigureAwait(false));
    }

    /// <summary>The whole body, decoded if chunked; empty when there is none.</summary>
    /// <exception cref="HttpFormatException">It is malformed or over <see cref="BodyLimit"/>.</exception>
    /// <exception cref="IOException">The client disconnected in the middle.</exception>
    internal async Task<byte[]> ReadBodyAsync(RequestHead head)
    {
        if (head.Has("Transfer-Encoding", "chunked"))
        {
            return await ReadChunksAsync().ConfigureAwait(false);
        }

        if (head.Header("Content-Length") is not { } text)
        {
            return [];
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long length))
        {
            throw new HttpFormatException(400, "Content-Length is not a number.");
        }

        if (length > BodyLimit)
        {
            throw new HttpFormatException(413, "The body is over 64 MB.");
        }

        byte[] body = new byte[(int)length];
        await ReadExactAsync(body, body.Length).ConfigureAwait(false);
        return body;
    }

    /// <summary>
    /// Starts the read that will bring the next request, and calls <paramref name="disconnected"/> if it ends without data: an event,
    /// not a poll. Closing only the sending side counts as a disconnect.
    /// </summary>
    internal void NotifyOnDisconnect(Action disconnected)
        => _ = BeginRead().ContinueWith(
            static (read, state) =>
            {
                // Reading Exception marks it as seen.
                if (read.Exception is not null || read.IsCanceled || read.Result == 0)
                {
                    ((Action)state!)();
                }
            },
            disconnected,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    /// <summary>Discards all input until the client closes.</summary>
    internal async Task DrainAsync()
    {
        do
        {
            _start = _end = 0;
        }
        while (await FillAsync().ConfigureAwait(false));
    }

    // A client that uses this as a proxy sends an absolute target.
    private static string OriginForm(string target)
        => target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(target, UriKind.Absolute, out Uri? uri)
            ? uri.PathAndQuery
            : target;

    private async Task<Dictionary<string, string>> ReadHeadersAsync()
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        int left = HeadLimit;
        while (true)
        {
            string line = await ReadLineAsync(left).ConfigureAwait(false) ?? throw new EndOfStreamException();
            if (line.Length == 0)
            {
                return headers;
            }

            left -= line.Length + 2;
            int colon = line.IndexOf(':');
            if (colon <= 0)
            {
                throw new HttpFormatException(400, "A header line has no colon.");
            }

            string name = line.Substring(0, colon).Trim();
            string value = line.Substring(colon + 1).Trim();
            headers[name] = headers.TryGetValue(name, out string? before) ? before + ", " + value : value;
        }
    }

    private async Task<byte[]> ReadChunksAsync()
    {
        using var body = new MemoryStream();
        while (true)
        {
            string line = await ReadLineAsync(HeadLimit).ConfigureAwait(false) ?? throw new EndOfStreamException();
            if (!int.TryParse(line.Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int size) || size < 0)
            {
                throw new HttpFormatException(400, "A chunk size is not a number.");
            }

            if (body.Length + size > BodyLimit)
            {
                throw new HttpFormatException(413, "The body is over 64 MB.");
            }

            if (size == 0)
            {
                await ReadHeadersAsync().ConfigureAwait(false); // trailers
                return body.ToArray();
            }

            byte[] chunk = new byte[size];
            await ReadExactAsync(chunk, size).ConfigureAwait(false);
            body.Write(chunk, 0, size);
            await ReadLineAsync(2).ConfigureAwait(false);
        }
    }

    private async Task ReadExactAsync(byte[] target, int count)
    {
        int have = Math.Min(count, _end - _start);
        Buffer.BlockCopy(_buffer, _start, target, 0, have);
        _start += have;
        while (have < count)
        {
            int read = await stream.ReadBytesAsync(target, have, count - have).ConfigureAwait(false);
            if (read == 0)
            {
                throw new EndOfStreamException();
            }

            have += read;
        }
    }

    private async Task<string?> ReadLineAsync(int limit)
    {
        int searched = 0;
        while (true)
        {
            int at = Array.IndexOf(_buffer, (byte)'\n', _start + searched, _end - _start - searched);
            if (at >= 0)
            {
                int length = at - _start;
                string line = s_latin1.GetString(_buffer, _start, length > 0 && _buffer[at - 1] == '\r' ? length - 1 : length);
                _start = at + 1;
                return line;
            }

            searched = _end - _start;
            if (searched > limit)
            {
                throw new HttpFormatException(431, "The request's head is over 64 KB.");
            }

            if (!await FillAsync().ConfigureAwait(false))
            {
                return searched == 0 ? null : throw new EndOfStreamException();
            }
        }
    }

    private async Task<bool> FillAsync()
    {
        int read = await BeginRead().ConfigureAwait(false);
        _pending = null;
        _end += read;
        return read > 0;
    }

    private Task<int> BeginRead()
    {
        if (_pending is null)
        {
            EnsureSpace();
            _pending = stream.ReadBytesAsync(_buffer, _end, _buffer.Length - _end);
        }

        return _pending;
    }

    private void EnsureSpace()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        byte[] target = _start > 0 ? _buffer : new byte[_buffer.Length * 2];
        Buffer.BlockCopy(_buffer, _start, target, 0, _end - _start);
        _buffer = target;
        _end -= _start;
        _start = 0;
    }
}
