using System;
using System.Text;

namespace Whatai.Client.Json;

/// <summary>
/// JSON that becomes text when somebody wants it: until then it is kept as it came, in UTF-8, or is not made at all. Of a large answer the
/// text would take twice as much again.
/// </summary>
internal sealed class RawText
{
    private readonly object _gate = new();
    private byte[]? _utf8;
    private Func<byte[]>? _make;
    private string? _text;

    public RawText(string text) => _text = text;

    public RawText(byte[] utf8) => _utf8 = utf8;

    public RawText(Func<byte[]> make) => _make = make;

    public override bool Equals(object? obj) => ReferenceEquals(this, obj) || (obj is RawText other && ToString() == other.ToString());

    public override int GetHashCode() => ToString().GetHashCode();

    /// <summary>The text in UTF-8, not to be changed.</summary>
    public byte[] ToUtf8()
    {
        lock (_gate)
        {
            _utf8 ??= _make?.Invoke();
            _make = null;
            return _utf8 ?? Encoding.UTF8.GetBytes(_text!);
        }
    }

    /// <summary>The text.</summary>
    /// <returns>The same each time.</returns>
    public override string ToString()
    {
        lock (_gate)
        {
            _text ??= Encoding.UTF8.GetString(_utf8 ?? _make!());
            _utf8 = null;
            _make = null;
            return _text;
        }
    }
}
