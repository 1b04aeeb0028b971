using System.Text;

namespace Whatai.Client.Json;

/// <summary>JSON that is kept as it came, in UTF-8, until somebody wants it as text: of a large answer that would take twice as much again.</summary>
internal sealed class RawText
{
    private readonly object _gate = new();
    private byte[]? _utf8;
    private string? _text;

    public RawText(string text) => _text = text;

    public RawText(byte[] utf8) => _utf8 = utf8;

    /// <summary>The text.</summary>
    /// <returns>The same each time.</returns>
    public override string ToString()
    {
        lock (_gate)
        {
            _text ??= Encoding.UTF8.GetString(_utf8!);
            _utf8 = null;
            return _text;
        }
    }
}
