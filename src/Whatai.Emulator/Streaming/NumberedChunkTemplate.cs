using System;
using System.Buffers.Text;
using System.Text;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Streaming;

/// <summary>A <see cref="ChunkTemplate"/> in which an increasing number before the text changes too.</summary>
internal sealed class NumberedChunkTemplate
{
    private const long NumberMark = 7_046_029_254_386_353_131;
    private const int MaxDigits = 20;

    private static readonly byte[] s_number = Encoding.ASCII.GetBytes(FormattableString.Invariant($"{NumberMark}"));
    private static readonly byte[] s_text = Encoding.ASCII.GetBytes("@@" + Guid.NewGuid().ToString("N") + "@@");

    private readonly byte[] _before;
    private readonly byte[] _between;
    private readonly byte[] _after;
    private byte[] _event = [];
    private int _length;
    private long _limit; // the first number with one more digit
    private string? _text;

    /// <summary>Makes a template from the JSON of a sample number and text.</summary>
    internal NumberedChunkTemplate(Func<long, string, byte[]> json)
    {
        byte[] all = json(NumberMark, Encoding.ASCII.GetString(s_text));
        int number = all.AsSpan().IndexOf(s_number);
        int between = number + s_number.Length;
        int text = all.AsSpan().IndexOf(s_text);
        _before = all.AsSpan(0, number).ToArray();
        _between = all.AsSpan(between, text - between).ToArray();
        _after = all.AsSpan(text + s_text.Length).ToArray();
    }

    /// <summary>The event with <paramref name="number"/> and <paramref name="text"/> in it; valid until the next call.</summary>
    internal ReadOnlySpan<byte> With(long number, string text)
    {
        // Usually the text and the number's length are those of the previous event.
        if (!ReferenceEquals(text, _text) || number >= _limit)
        {
            Compose(number, text);
        }

        Utf8Formatter.TryFormat(number, _event.AsSpan(_before.Length), out _);
        return _event.AsSpan(0, _length);
    }

    private void Compose(long number, string text)
    {
        ReadOnlySpan<byte> escaped = JsonBytes.Escaped(text);
        Span<byte> digits = stackalloc byte[MaxDigits];
        Utf8Formatter.TryFormat(number, digits, out int count);
        _length = _before.Length + count + _between.Length + escaped.Length + _after.Length;
        if (_event.Length < _length)
        {
            _event = new byte[_length * 2];
        }

        _before.CopyTo(_event, 0);
        int end = _before.Length + count;
        _between.CopyTo(_event, end);
        end += _between.Length;
        escaped.CopyTo(_event.AsSpan(end));
        _after.CopyTo(_event, end + escaped.Length);
        _text = text;
        _limit = 10;
        for (int i = 1; i < count; i++)
        {
            _limit *= 10;
        }
    }
}
