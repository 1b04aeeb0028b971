using System;
using System.Buffers.Text;
using System.Text;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Streaming;

/// <summary>An event of which only a number and, behind it, one text change; what <see cref="ChunkTemplate"/> is to chunks.</summary>
internal sealed class NumberedTemplate
{
    private const long NumberMark = 7_046_029_254_386_353_131;
    private const int MostDigits = 20;

    private static readonly byte[] s_number = Encoding.ASCII.GetBytes(FormattableString.Invariant($"{NumberMark}"));
    private static readonly byte[] s_text = Encoding.ASCII.GetBytes("@@" + Guid.NewGuid().ToString("N") + "@@");

    private readonly byte[] _before;
    private readonly byte[] _between;
    private readonly byte[] _after;
    private byte[] _event = [];
    private byte[] _escaped = [];
    private string? _text;

    /// <summary>Makes a template of what <paramref name="json"/> makes of a number and a text.</summary>
    internal NumberedTemplate(Func<long, string, byte[]> json)
    {
        byte[] all = json(NumberMark, Encoding.ASCII.GetString(s_text));
        int number = all.AsSpan().IndexOf(s_number);
        int between = number + s_number.Length;
        int text = all.AsSpan().IndexOf(s_text);
        _before = all.AsSpan(0, number).ToArray();
        _between = all.AsSpan(between, text - between).ToArray();
        _after = all.AsSpan(text + s_text.Length).ToArray();
    }

    /// <summary>The event with <paramref name="number"/> and <paramref name="text"/> in it; good until the next call.</summary>
    internal ReadOnlySpan<byte> With(long number, string text)
    {
        if (!ReferenceEquals(text, _text))
        {
            _escaped = JsonBytes.Escaped(text).ToArray();
            _text = text;
        }

        int most = _before.Length + MostDigits + _between.Length + _escaped.Length + _after.Length;
        if (_event.Length < most)
        {
            _event = new byte[most * 2];
        }

        _before.CopyTo(_event, 0);
        int end = _before.Length;
        Utf8Formatter.TryFormat(number, _event.AsSpan(end), out int digits);
        end += digits;
        _between.CopyTo(_event, end);
        end += _between.Length;
        _escaped.CopyTo(_event, end);
        end += _escaped.Length;
        _after.CopyTo(_event, end);
        return _event.AsSpan(0, end + _after.Length);
    }
}
