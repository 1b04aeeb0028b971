using System;
using System.IO;
using System.Text;

namespace Whatai.Client.Json;

/// <summary>
/// Mends JSON that no parser takes, though it is all there: numbers that are none (<c>NaN</c>, <c>Infinity</c>) become null, raw control
/// characters in strings are escaped, and bytes that are no UTF-8, from a relay that cut a character in two, cost no more than a character.
/// </summary>
internal static class JsonMender
{
    private static readonly string[] s_notNumbers = ["NaN", "Infinity", "-Infinity", "nan", "-nan", "inf", "-inf"];

    /// <summary>Mends the JSON.</summary>
    /// <returns>Null where there is nothing to mend.</returns>
    public static byte[]? Mend(ReadOnlySpan<byte> json)
    {
        byte[] text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.ToArray()));
        using var mended = new MemoryStream(text.Length + 16);
        bool inString = false;
        for (int i = 0; i < text.Length; i++)
        {
            byte value = text[i];
            if (inString && value < (byte)' ')
            {
                byte[] escaped = Encoding.ASCII.GetBytes($"\\u{value:x4}");
                mended.Write(escaped, 0, escaped.Length);
                continue;
            }

            int length = inString ? 0 : NotNumberAt(text, i);
            if (length > 0)
            {
                mended.Write("null"u8.ToArray(), 0, 4);
                i += length - 1;
                continue;
            }

            mended.WriteByte(value);
            if (inString && value == (byte)'\\' && i + 1 < text.Length)
            {
                mended.WriteByte(text[++i]);
            }
            else if (value == (byte)'"')
            {
                inString = !inString;
            }
        }

        byte[] result = mended.ToArray();
        return json.SequenceEqual(result) ? null : result;
    }

    private static int NotNumberAt(byte[] text, int at)
    {
        if (text[at] is not ((byte)'N' or (byte)'I' or (byte)'-' or (byte)'n' or (byte)'i'))
        {
            return 0;
        }

        foreach (string word in s_notNumbers)
        {
            if (text.AsSpan(at).StartsWith(Encoding.ASCII.GetBytes(word)) && (at + word.Length == text.Length || text[at + word.Length] is (byte)',' or (byte)'}' or (byte)']' or <= (byte)' '))
            {
                return word.Length;
            }
        }

        return 0;
    }
}
