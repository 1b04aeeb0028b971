using System;
using System.Text;

namespace Whatai.Client.Json;

/// <summary>
/// Makes JSON's text well-formed where it enters, so that no reader of its strings can stumble: bytes that are no UTF-8, and escapes that are
/// half a surrogate pair, become the replacement character. What is well-formed, as nearly all is, costs a scan and is given as it is.
/// </summary>
internal static class WellFormedJson
{
    private const int EscapeLength = 6;

#if NETFRAMEWORK
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
#endif

    /// <summary>The JSON of a whole answer; events that came as a whole are still pieces of texts.</summary>
    public static byte[] OfBody(byte[] json) => IsWellFormed(json, isPiece: false) ? json : Mended(json, EventData.IsStream(json));

    /// <summary>The JSON of an event: half a pair at the end of a string is kept, for its other half may begin one of the next event's.</summary>
    public static ReadOnlySpan<byte> OfEvent(ReadOnlySpan<byte> json) => IsWellFormed(json, isPiece: true) ? json : Mended(json, isPiece: true);

    /// <summary>Whether the bytes are UTF-8.</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> text)
    {
#if NETFRAMEWORK
        int ascii = 0;
        while (ascii < text.Length && text[ascii] < 0x80)
        {
            ascii++;
        }

        try
        {
            return ascii == text.Length || s_strict.GetCharCount(text.Slice(ascii).ToArray()) >= 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
#else
        return System.Text.Unicode.Utf8.IsValid(text);
#endif
    }

    // Most events have no escape at all, which is soonest seen.
    private static bool IsWellFormed(ReadOnlySpan<byte> json, bool isPiece) => IsUtf8(json) && (json.IndexOf((byte)'\\') < 0 || NextHalf(json, 0, isPiece) < 0);

    private static byte[] Mended(ReadOnlySpan<byte> json, bool isPiece)
    {
        byte[] text = json.ToArray();
        text = IsUtf8(json) ? text : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
        for (int at = 0; (at = NextHalf(text, at, isPiece)) >= 0; at += EscapeLength)
        {
            "\\uFFFD"u8.CopyTo(text.AsSpan(at));
        }

        return text;
    }

    // Where the next escape begins that is half a pair without its other; -1 where there is none.
    private static int NextHalf(ReadOnlySpan<byte> json, int from, bool isPiece)
    {
        while (json.Slice(from).IndexOf("\\u"u8) is >= 0 and int found)
        {
            int at = from + found;
            from = at + 2;
            if (IsEscaped(json, at) || UnitAt(json, at) is not (>= 0xD800 and <= 0xDFFF and int unit))
            {
                continue;
            }

            bool isHigh = unit < 0xDC00;
            int behind = at + EscapeLength;
            if (isHigh && UnitAt(json, behind) is >= 0xDC00 and <= 0xDFFF)
            {
                from = behind + EscapeLength;
            }
            else if (!isPiece || !(isHigh ? EndsValue(json, behind) : BeginsValue(json, at)))
            {
                return at;
            }
        }

        return -1;
    }

    // Whether a string ends there that is no name of a member.
    private static bool EndsValue(ReadOnlySpan<byte> json, int at)
    {
        if (at == json.Length || json[at] != (byte)'"')
        {
            return false;
        }

        do
        {
            at++;
        }
        while (at < json.Length && JsonSplitter.IsSpace(json[at]));
        return at == json.Length || json[at] != (byte)':';
    }

    // Whether a string begins there that is the value of a member.
    private static bool BeginsValue(ReadOnlySpan<byte> json, int at)
    {
        if (--at < 0 || json[at] != (byte)'"')
        {
            return false;
        }

        do
        {
            at--;
        }
        while (at >= 0 && JsonSplitter.IsSpace(json[at]));
        return at >= 0 && json[at] == (byte)':';
    }

    // Whether an odd number of backslashes stands before it.
    private static bool IsEscaped(ReadOnlySpan<byte> json, int at)
    {
        int start = at;
        while (start > 0 && json[start - 1] == (byte)'\\')
        {
            start--;
        }

        return ((at - start) & 1) == 1;
    }

    // The unit of UTF-16 that is escaped there; -1 for none.
    private static int UnitAt(ReadOnlySpan<byte> json, int at)
    {
        if (at + EscapeLength > json.Length || json[at] != (byte)'\\' || json[at + 1] != (byte)'u')
        {
            return -1;
        }

        int unit = 0;
        foreach (byte value in json.Slice(at + 2, 4))
        {
            int digit = value switch
            {
                >= (byte)'0' and <= (byte)'9' => value - '0',
                >= (byte)'a' and <= (byte)'f' => value - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => value - 'A' + 10,
                _ => -1,
            };
            if (digit < 0)
            {
                return -1;
            }

            unit = (unit << 4) | digit;
        }

        return unit;
    }
}
