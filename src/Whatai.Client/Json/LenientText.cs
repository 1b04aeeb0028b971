using System;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Whatai.Client.Json;

/// <summary>Reads JSON strings that relays have damaged: half a surrogate pair, or half a character's bytes.</summary>
internal static class LenientText
{
    /// <summary>Reads the string at the reader.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="isPiece">Whether it is a piece of a text: half a character at its ends is kept, for its other half may be in the next piece.</param>
    public static string? Read(ref Utf8JsonReader reader, bool isPiece = false)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return WellFormed(Unescaped(Encoding.UTF8.GetString(reader.ValueSpan.ToArray())), isPiece);
        }
    }

    /// <inheritdoc cref="Read(ref Utf8JsonReader, bool)"/>
    public static string? Read(JsonElement text, bool isPiece = false)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            string raw = text.GetRawText();
            return WellFormed(Unescaped(raw.Substring(1, raw.Length - 2)), isPiece);
        }
    }

    /// <summary>The text with the replacement character for each half of a surrogate pair.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isPiece">Whether more may stand before and behind it, so that halves at its ends are kept.</param>
    public static string WellFormed(string text, bool isPiece = false)
    {
        StringBuilder? mended = null;
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else if (!isPiece || !(char.IsLowSurrogate(text[i]) ? i == 0 : i == text.Length - 1))
            {
                (mended ??= new StringBuilder(text))[i] = '\uFFFD';
            }
        }

        return mended?.ToString() ?? text;
    }

    private static string Unescaped(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\' || i + 1 == raw.Length)
            {
                text.Append(raw[i]);
                continue;
            }

            char kind = raw[++i];
            if (kind == 'u' && i + 4 < raw.Length && ushort.TryParse(raw.Substring(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
            {
                text.Append((char)unit);
                i += 4;
                continue;
            }

            text.Append(kind switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', _ => kind });
        }

        return text.ToString();
    }
}
