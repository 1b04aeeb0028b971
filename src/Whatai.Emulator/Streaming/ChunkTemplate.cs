using System;
using System.Text;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Streaming;

/// <summary>
/// A chunk in which only one text changes. Serializing each of a million chunks would make the emulator, and not
/// the socket, the bottleneck of a test.
/// </summary>
internal sealed class ChunkTemplate
{
    private static readonly byte[] s_mark = Encoding.ASCII.GetBytes("@@" + Guid.NewGuid().ToString("N") + "@@");

    private readonly byte[] _before;
    private readonly byte[] _after;
    private byte[] _chunk = [];
    private int _length;
    private string? _text;

    /// <summary>Makes a template from the chunk of a sample text.</summary>
    internal ChunkTemplate(Func<string, byte[]> chunk)
    {
        byte[] json = chunk(Encoding.ASCII.GetString(s_mark));
        int at = json.AsSpan().IndexOf(s_mark);
        _before = json.AsSpan(0, at).ToArray();
        _after = json.AsSpan(at + s_mark.Length).ToArray();
    }

    /// <summary>The chunk with <paramref name="text"/> in it; valid until the next call.</summary>
    internal ReadOnlySpan<byte> With(string text)
    {
        if (!ReferenceEquals(text, _text))
        {
            ReadOnlySpan<byte> escaped = JsonBytes.Escaped(text);
            _length = _before.Length + escaped.Length + _after.Length;
            if (_chunk.Length < _length)
            {
                _chunk = new byte[_length * 2];
            }

            _before.CopyTo(_chunk, 0);
            escaped.CopyTo(_chunk.AsSpan(_before.Length));
            _after.CopyTo(_chunk, _before.Length + escaped.Length);
            _text = text;
        }

        return _chunk.AsSpan(0, _length);
    }
}
