using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>A text of another charset, in UTF-8.</summary>
internal sealed class TranscodingStream(Stream inner, Encoding charset) : ReadOnlyStream(inner)
{
    private readonly byte[] _read = new byte[4096];
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();
    private Decoder? _decoder;
    private byte[] _ready = [];
    private int _at;
    private bool _ended;

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        while (_at == _ready.Length && !_ended)
        {
            int read = await Inner.ReadAsync(_read, 0, _read.Length, cancellationToken).ConfigureAwait(false);
            _ended = read == 0;
            // Of UTF-16, the byte order mark knows better than the label.
            _decoder ??= (charset is UnicodeEncoding && _read[0] == 0xFE && _read[1] == 0xFF ? Encoding.BigEndianUnicode : charset).GetDecoder();
            char[] text = new char[_decoder.GetCharCount(_read, 0, read, flush: _ended)];
            _decoder.GetChars(_read, 0, read, text, 0, flush: _ended);
            _ready = new byte[_encoder.GetByteCount(text, 0, text.Length, flush: _ended)];
            _encoder.GetBytes(text, 0, text.Length, _ready, 0, flush: _ended);
            _at = 0;
        }

        int given = Math.Min(count, _ready.Length - _at);
        Buffer.BlockCopy(_ready, _at, buffer, offset, given);
        _at += given;
        return given;
    }

#if !NETFRAMEWORK
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        byte[] copy = new byte[Math.Min(buffer.Length, _read.Length)];
        int count = await ReadAsync(copy, 0, copy.Length, cancellationToken).ConfigureAwait(false);
        copy.AsSpan(0, count).CopyTo(buffer.Span);
        return count;
    }
#endif
}
