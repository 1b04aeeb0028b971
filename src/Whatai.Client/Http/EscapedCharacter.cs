using System;
using System.Globalization;

namespace Whatai.Client.Http;

/// <summary>Reads one character of a text, also where JSON, a URL or HTML has it escaped, and escaped once more.</summary>
internal static class EscapedCharacter
{
    // How often something is escaped over again; a long run is read from each of its places, and must not be read to its end each time.
    private const int DeepestEscape = 16;

    /// <summary>Whether an escape may begin with it.</summary>
    public static bool IsMark(char c) => c is '\\' or '%' or '&';

    /// <summary>The character of an escape; 0 where there is none at this place.</summary>
    /// <returns>How long it is.</returns>
    public static int Read(string text, int at, out char character)
    {
        character = '\0';
        return text[at] switch
        {
            '\\' => ReadBackslash(text, at, ref character),
            '%' => ReadPercent(text, at, ref character),
            '&' => ReadEntity(text, at, ref character),
            _ => 0,
        };
    }

    // \u0073, \x73, \/, and the same in a string that is inside another one.
    private static int ReadBackslash(string text, int at, ref char character)
    {
        int i = at;
        while (i < text.Length && text[i] == '\\' && i - at < DeepestEscape)
        {
            i++;
        }

        if (i == text.Length)
        {
            return 0;
        }

        int digits = text[i] switch { 'u' => 4, 'x' => 2, _ => 0 };
        if (digits > 0 && TryHex(text, i + 1, digits, out character))
        {
            return i + 1 + digits - at;
        }

        character = text[i];
        return i + 1 - at;
    }

    // %73 and %2573.
    private static int ReadPercent(string text, int at, ref char character)
    {
        int i = at + 1;
        while (i - at < DeepestEscape && string.CompareOrdinal(text, i, "25", 0, 2) == 0)
        {
            i += 2;
        }

        // "%25" may also be a percent sign.
        return TryHex(text, i, 2, out character) ? i + 2 - at : i > at + 1 && TryHex(text, i - 2, 2, out character) ? i - at : 0;
    }

    // &#115; and &#x73; and &amp;
    private static int ReadEntity(string text, int at, ref char character)
    {
        int end = text.IndexOf(';', at, Math.Min(10, text.Length - at));
        if (end < 0)
        {
            return 0;
        }

        string name = text.Substring(at + 1, end - at - 1);
        if (name.Length > 1 && name[0] == '#')
        {
            bool isHex = name[1] is 'x' or 'X';
            if (!int.TryParse(name.Substring(isHex ? 2 : 1), isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out int code)
                || code is < 0 or > char.MaxValue)
            {
                return 0;
            }

            character = (char)code;
            return end + 1 - at;
        }

        character = name switch { "amp" => '&', "lt" => '<', "gt" => '>', "quot" => '"', "apos" => '\'', _ => '\0' };
        return character == '\0' ? 0 : end + 1 - at;
    }

    private static bool TryHex(string text, int at, int digits, out char character)
    {
        int value = 0;
        character = '\0';
        if (at + digits > text.Length)
        {
            return false;
        }

        for (int i = at; i < at + digits; i++)
        {
            int digit = text[i] switch
            {
                >= '0' and <= '9' => text[i] - '0',
                >= 'a' and <= 'f' => text[i] - 'a' + 10,
                >= 'A' and <= 'F' => text[i] - 'A' + 10,
                _ => -1,
            };
            if (digit < 0)
            {
                return false;
            }

            value = (value * 16) + digit;
        }

        character = (char)value;
        return true;
    }
}
