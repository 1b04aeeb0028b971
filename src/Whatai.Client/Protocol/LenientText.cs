using System;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Whatai.Client.Protocol;

/// <summary>Reads JSON strings that relays have damaged: half a surrogate pair, or half a character's bytes.</summary>
internal static class LenientText
{
    public static string? Read(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return Unescaped(Encoding.UTF8.GetString(reader.ValueSpan.ToArray()));
        }
    }

    public static string? Read(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            string raw = text.GetRawText();
            return Unescaped(raw.Substring(1, raw.Length - 2));
        }
    }

    // What is whole is kept; half a pair becomes the replacement character.
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

        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
