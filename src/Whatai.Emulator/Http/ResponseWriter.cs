using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Emulator.Log;

namespace Whatai.Emulator.Http;

/// <summary>
/// Writes one answer: whole by <see cref="SendAsync"/>, or streamed by <see cref="BeginAsync"/>, <see cref="Append"/>,
/// <see cref="FlushAsync"/> and <see cref="EndAsync"/>. Quirks, and interruptions of whole answers, are applied here, so that every
/// endpoint has them.
/// </summary>
internal sealed class ResponseWriter : IDisposable
{
    // The payload is buffered behind space for a chunk's size line, so that a chunk is sent in one write.
    private const int Reserve = 10;
    private const int FlushAt = 64 * 1024;
    private static readonly byte[] s_bom = [0xEF, 0xBB, 0xBF];
    private static readonly byte[] s_chunkEnd = [(byte)'\r', (byte)'\n'];
    private static readonly byte[] s_lastChunk = Encoding.ASCII.GetBytes("0\r\n\r\n");

    private readonly RequestHead _head;
    private readonly RequestEntry _entry;
    private readonly TimeSpan _latency;
    private readonly CancellationToken _aborted;
    private readonly WireWriter _wire;
    private byte[] _buffer = [];
    private int _end = Reserve;
    private bool _chunked;
    private bool _waited;
    private Stream? _coder;
    private MemoryStream? _coded;
    private ResponseQuirks _quirks;

    internal ResponseWriter(RequestHead head, RequestEntry entry, Stream stream, TimeSpan latency, CancellationToken aborted)
    {
        _head = head;
        _entry = entry;
        _latency = latency;
        _aborted = aborted;
        _wire = new WireWriter(stream, aborted);
        KeepAlive = head.WantsKeepAlive;
    }

    private enum Framing
    {
        Length,
        Chunked,
        UntilClose,
    }

    /// <summary>Further headers of the answer.</summary>
    internal List<KeyValuePair<string, string>> Headers { get; } = [];

    internal bool KeepAlive { get; set; }

    /// <summary>How a whole answer below 400 is interrupted.</summary>
    internal Interruption Interruption { get; set; }

    internal ResponseQuirks Quirks
    {
        get => _quirks;
        set
        {
            _quirks = value;
            _wire.Quirks = value;
        }
    }

    /// <summary>Whether enough is buffered for a write.</summary>
    internal bool IsFull => _end - Reserve >= FlushAt;

    internal void AddHeader(string name, string value) => Headers.Add(new KeyValuePair<string, string>(name, value));

    /// <summary>Answers at once, whatever the latency.</summary>
    internal void SkipLatency() => _waited = true;

    /// <summary>Waits for the latency, once per answer.</summary>
    internal Task WaitLatencyAsync()
    {
        if (_waited || _latency == TimeSpan.Zero)
        {
            return Task.CompletedTask;
        }

        _waited = true;
        return Task.Delay(_latency, _aborted);
    }

    /// <summary>Writes a whole answer.</summary>
    internal async Task SendAsync(int status, string? contentType, byte[] body)
    {
        await WaitLatencyAsync().ConfigureAwait(false);
        bool breakable = status < 400 && _head.Method != "HEAD" && Interruption is not (Interruption.ErrorEvent or Interruption.Failed or Interruption.NestedError or Interruption.BareError);
        Interruption interruption = breakable ? Interruption : Interruption.None;
        if (interruption == Interruption.Reset)
        {
            throw new FaultedException(reset: true);
        }

        if (Has(ResponseQuirks.Bom))
        {
            body = Join(s_bom, body, body.Length);
        }

        string? coding = ContentCoding.Forced(Quirks)
            ?? (body.Length > ContentCoding.Threshold && interruption == Interruption.None ? ContentCoding.Choose(_head.Header("Accept-Encoding")) : null);
        if (coding is not null)
        {
            body = ContentCoding.Encode(coding, body);
            AddHeader("Content-Encoding", coding);
        }

        bool untilClose = Has(ResponseQuirks.Http10);
        if (interruption != Interruption.None)
        {
            await SendInterruptedAsync(interruption, status, contentType, body).ConfigureAwait(false);
        }

        byte[] head = MakeHead(status, contentType, untilClose ? Framing.UntilClose : Framing.Length, body.Length);
        byte[] all = _head.Method == "HEAD" ? head : Join(head, body, body.Length);
        _entry.Finish(RequestEntry.Completed);
        await _wire.WriteAsync(all, 0, all.Length).ConfigureAwait(false);
    }

    /// <summary>Writes the head of a streamed answer.</summary>
    internal async Task BeginAsync(int status, string? contentType)
    {
        await WaitLatencyAsync().ConfigureAwait(false);
        if (ContentCoding.Forced(Quirks) is { } coding)
        {
            AddHeader("Content-Encoding", coding);
            _coded = new MemoryStream();
            _coder = ContentCoding.Encoder(coding, _coded);
        }

        _chunked = !_head.IsHttp10 && !Has(ResponseQuirks.Http10);
        _buffer = new byte[FlushAt + (16 * 1024)];
        byte[] head = MakeHead(status, contentType, _chunked ? Framing.Chunked : Framing.UntilClose, 0);
        await _wire.WriteAsync(head, 0, head.Length).ConfigureAwait(false);
        if (Has(ResponseQuirks.Bom))
        {
            Append(s_bom);
        }
    }

    /// <summary>Writes the head of an answer of known length, whose body is written piece by piece.</summary>
    /// <returns>Whether a body follows; with HEAD none does, and the answer is complete.</returns>
    internal async Task<bool> BeginSizedAsync(int status, string? contentType, long length)
    {
        await WaitLatencyAsync().ConfigureAwait(false);
        _buffer = new byte[FlushAt + (16 * 1024)];
        bool hasBody = _head.Method != "HEAD";
        byte[] head = MakeHead(status, contentType, Framing.Length, length);
        if (!hasBody)
        {
            _entry.Finish(RequestEntry.Completed);
        }

        await _wire.WriteAsync(head, 0, head.Length).ConfigureAwait(false);
        return hasBody;
    }

    /// <summary>Buffers bytes; nothing is written before a flush.</summary>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        // Also space behind: for the end of the chunk and the last chunk.
        int needed = _end + bytes.Length + Reserve;
        if (needed > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(needed, _buffer.Length * 2));
        }

        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Writes the buffered bytes as one chunk.</summary>
    internal Task FlushAsync() => WriteBufferedAsync(last: false);

    /// <summary>Writes the rest and terminates the body.</summary>
    internal Task EndAsync(string outcome = RequestEntry.Completed)
    {
        _entry.Finish(outcome);
        return WriteBufferedAsync(last: true);
    }

    public void Dispose()
    {
        _coder?.Dispose();
        _coded?.Dispose();
    }

    /// <summary>Sends nothing more until the client closes.</summary>
    internal Task StallAsync() => Task.Delay(Timeout.Infinite, _aborted);

    private static byte[] Join(byte[] first, byte[] second, int secondCount)
    {
        byte[] all = new byte[first.Length + secondCount];
        Buffer.BlockCopy(first, 0, all, 0, first.Length);
        Buffer.BlockCopy(second, 0, all, first.Length, secondCount);
        return all;
    }

    // Inside the last multi-byte character, or otherwise half way.
    internal static int CutInsideCharacter(byte[] body)
    {
        int at = Array.FindLastIndex(body, b => b >= 0xC0);
        return at >= 0 ? at + 1 : body.Length / 2;
    }

    private bool Has(ResponseQuirks quirks) => (Quirks & quirks) != 0;

    private async Task SendInterruptedAsync(Interruption interruption, int status, string? contentType, byte[] body)
    {
        int count = interruption == Interruption.CutMidUtf8 ? CutInsideCharacter(body) : body.Length / 2;
        byte[] head = MakeHead(status, contentType, Framing.Length, interruption == Interruption.CutClean ? count : body.Length);
        byte[] part = Join(head, body, count);
        if (interruption != Interruption.Stall)
        {
            _entry.Finish(RequestEntry.Faulted);
        }

        await _wire.WriteAsync(part, 0, part.Length).ConfigureAwait(false);
        if (interruption == Interruption.Stall)
        {
            await StallAsync().ConfigureAwait(false);
        }

        throw new FaultedException(reset: false, isWhole: interruption == Interruption.CutClean);
    }

    private byte[] MakeHead(int status, string? contentType, Framing framing, long length)
    {
        _entry.Status = status;
        if (framing == Framing.UntilClose || (_head.IsHttp10 && !KeepAlive))
        {
            KeepAlive = false;
        }

        var head = new StringBuilder(256);
        head.Append(Has(ResponseQuirks.Http10) ? "HTTP/1.0 " : "HTTP/1.1 ").Append(status).Append(' ').Append(StatusReason.For(status)).Append("\r\n");
        void Line(string name, string value) => head.Append(name).Append(": ").Append(value).Append("\r\n");
        Line("Date", DateTime.UtcNow.ToString("r", CultureInfo.InvariantCulture));
        Line("Server", "Whatai.Emulator");
        if (contentType is not null && !Has(ResponseQuirks.NoContentType))
        {
            Line("Content-Type", contentType);
        }

        foreach (KeyValuePair<string, string> header in Headers)
        {
            Line(header.Key, header.Value);
        }

        if (framing == Framing.Length)
        {
            Line("Content-Length", length.ToString(CultureInfo.InvariantCulture));
        }
        else if (framing == Framing.Chunked)
        {
            Line("Transfer-Encoding", "chunked");
        }

        if (!KeepAlive)
        {
            Line("Connection", "close");
        }
        else if (_head.IsHttp10)
        {
            Line("Connection", "keep-alive");
        }

        return Encoding.ASCII.GetBytes(head.Append("\r\n").ToString());
    }

    private async Task WriteBufferedAsync(bool last)
    {
        if (_coder is not null)
        {
            Encode(last);
        }

        int start = Reserve;
        if (_chunked)
        {
            start = FrameAsChunk(last);
        }

        int count = _end - start;
        _end = Reserve;
        if (count > 0)
        {
            await _wire.WriteAsync(_buffer, start, count).ConfigureAwait(false);
        }
    }

    /// <summary>Replaces the buffered bytes by their coded form.</summary>
    private void Encode(bool last)
    {
        _coder!.Write(_buffer, Reserve, _end - Reserve);
        if (last)
        {
            _coder.Dispose();
        }
        else
        {
            _coder.Flush();
        }

        _end = Reserve;
        Append(_coded!.GetBuffer().AsSpan(0, (int)_coded.Length));
        _coded.SetLength(0);
    }

    private int FrameAsChunk(bool last)
    {
        int start = Reserve;
        int count = _end - Reserve;
        if (count > 0)
        {
            string size = count.ToString("x", CultureInfo.InvariantCulture) + "\r\n";
            start = Reserve - size.Length;
            Encoding.ASCII.GetBytes(size, 0, size.Length, _buffer, start);
            Append(s_chunkEnd);
        }

        if (last)
        {
            Append(s_lastChunk);
        }

        return start;
    }
}
