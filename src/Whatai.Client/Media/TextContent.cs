using System;
using System.Globalization;
using System.Text;

namespace Whatai.Client.Media;

/// <summary>Tells text by its content, in the encodings that files have, whatever a name ends with.</summary>
public static class TextContent
{
    // UTF-16 without a mark is told by its ASCII, line breaks if nothing else; of other bytes, less looks like it.
    private const int LeastAsciiOfUtf16 = 2;

    // Of a text in a single-byte code page, most is ASCII; bytes that mean nothing are not.
    private const int LeastAscii = 70;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether the content is text in UTF-8, or in UTF-16 or UTF-32 with its byte order mark.</summary>
    /// <param name="content">The content, or its start, which may end within a character.</param>
    /// <returns>Whether it is; of no bytes, that it is not.</returns>
    public static bool IsText(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
        {
            return false;
        }

        if (OfMark(content) is Encoding marked)
        {
            int unit = marked.GetByteCount("a");
            return DecodeMarked(content.Slice(0, content.Length / unit * unit), marked, mayEndWithin: true) is not null;
        }

        return HasNoControls(content) && TryDecode(WholeCharacters(content), s_utf8) is not null;
    }

    /// <summary>The text of a file: UTF-8, UTF-16 and UTF-32 by their byte order mark, UTF-16 without one, GB18030, or the code page of the current culture.</summary>
    /// <param name="content">The whole content.</param>
    /// <returns>The text without a byte order mark; null where it is none.</returns>
    public static string? Decode(byte[] content)
    {
        ReadOnlySpan<byte> bytes = content;
        if (OfMark(bytes) is Encoding marked)
        {
            return DecodeMarked(bytes, marked, mayEndWithin: false);
        }

        if (!HasNoControls(bytes))
        {
            return FromUnmarkedUtf16(bytes);
        }

        bytes = bytes.StartsWith("\uFEFF"u8) ? bytes.Slice(3) : bytes;
        return TryDecode(bytes, s_utf8) ?? MostlyUtf8(bytes) ?? FromCodePage(bytes);
    }

    // UTF-32 first: its mark begins with that of UTF-16.
    private static Encoding? OfMark(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) ? new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true)
        : content.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]) ? new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true)
        : content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true)
        : content.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true)
        : null;

    private static string? DecodeMarked(ReadOnlySpan<byte> content, Encoding encoding, bool mayEndWithin)
    {
        string? text = TryDecode(content.Slice(encoding.GetPreamble().Length), encoding);
        if (text is null && mayEndWithin && content.Length > 4)
        {
            // The start of a file may end with the first half of a pair.
            text = TryDecode(content.Slice(encoding.GetPreamble().Length, content.Length - encoding.GetPreamble().Length - 2), encoding);
        }

        foreach (char c in text ?? string.Empty)
        {
            if (c is '\uFFFF' or '\uFFFE' || (c < ' ' && !IsTextControl((byte)c)))
            {
                return null;
            }
        }

        return text;
    }

    // Programs of Windows leave the mark out: the zeros are then mostly on one side, that of ASCII's upper byte.
    private static string? FromUnmarkedUtf16(ReadOnlySpan<byte> content)
    {
        int[] zeros = [0, 0];
        for (int i = 0; i < content.Length; i++)
        {
            zeros[i % 2] += content[i] == 0 ? 1 : 0;
        }

        string? text = TryDecode(content, new UnicodeEncoding(bigEndian: zeros[0] > zeros[1], byteOrderMark: false, throwOnInvalidBytes: true));
        int ascii = 0;
        for (int i = 0; i < text?.Length; i++)
        {
            ascii += text[i] < '\u0080' ? 1 : 0;
            if ((text[i] < ' ' && !IsTextControl((byte)text[i])) || CharUnicodeInfo.GetUnicodeCategory(text, i) is UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse)
            {
                return null;
            }
        }

        return (long)ascii * 100 >= (long)LeastAsciiOfUtf16 * text?.Length ? text : null;
    }

    private static bool HasNoControls(ReadOnlySpan<byte> content)
    {
        foreach (byte value in content)
        {
            if (value < ' ' && !IsTextControl(value))
            {
                return false;
            }
        }

        return true;
    }

    // Beside white space: the bell and the colours of terminals in logs, and the end mark of DOS.
    private static bool IsTextControl(byte value) => value is (>= 7 and <= 13) or 0x1A or 0x1B;

    private static string? TryDecode(ReadOnlySpan<byte> content, Encoding encoding)
    {
        try
        {
            return encoding.GetString(content.ToArray());
        }
        catch (ArgumentException)
        {
            // What is thrown for bytes that are none of the encoding's.
            return null;
        }
    }

    // Without a character that the end cuts off.
    private static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> content)
    {
        for (int back = 1; back <= Math.Min(3, content.Length); back++)
        {
            byte value = content[content.Length - back];
            if (value >= 0xC0)
            {
                int length = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : 2;
                return length > back ? content.Slice(0, content.Length - back) : content;
            }

            if (value < 0x80)
            {
                break;
            }
        }

        return content;
    }

    // A log may begin within a character, or have a line in another encoding: that is no reason to misread all of it.
    private static string? MostlyUtf8(ReadOnlySpan<byte> content)
    {
        string text = Encoding.UTF8.GetString(content.ToArray());
        int good = 0;
        int bad = 0;
        foreach (char c in text)
        {
            good += c is > '\u007F' and not '\uFFFD' ? 1 : 0;
            bad += c == '\uFFFD' ? 1 : 0;
        }

        return good > 4 * bad ? text : null;
    }

    private static string? FromCodePage(ReadOnlySpan<byte> content)
    {
        (int ascii, int common, int rare) = Count(content);
        if (common > rare && TryDecode(content, Strict("GB18030")) is string chinese)
        {
            return chinese;
        }

        int page = CultureInfo.CurrentCulture.TextInfo.ANSICodePage;
        return page > 0 && (long)ascii * 100 >= (long)LeastAscii * content.Length ? TryDecode(content, Strict(page.ToString(CultureInfo.InvariantCulture))) : null;
    }

    // Chinese is nearly all of GB2312, whose two bytes are in narrow bounds; letters of another code page stand mostly alone.
    private static (int Ascii, int Common, int Rare) Count(ReadOnlySpan<byte> content)
    {
        int ascii = 0;
        int common = 0;
        int rare = 0;
        for (int i = 0; i < content.Length; i++)
        {
            if (content[i] < 0x80)
            {
                ascii++;
            }
            else if (i + 1 < content.Length && content[i] is >= 0xA1 and <= 0xF7 && content[i + 1] is >= 0xA1 and <= 0xFE)
            {
                common++;
                i++;
            }
            else
            {
                rare++;
            }
        }

        return (ascii, common, rare);
    }

    private static Encoding Strict(string name)
    {
#if NETFRAMEWORK
        return int.TryParse(name, out int page)
            ? Encoding.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            : Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
#else
        Encoding? found = int.TryParse(name, out int page) ? CodePagesEncodingProvider.Instance.GetEncoding(page) : CodePagesEncodingProvider.Instance.GetEncoding(name);
        var encoding = (Encoding)(found ?? Encoding.Latin1).Clone();
        encoding.DecoderFallback = DecoderFallback.ExceptionFallback;
        return encoding;
#endif
    }
}
