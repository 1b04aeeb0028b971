using System;
using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Whatai.Client.Json;

/// <summary>
/// Reads base64 as servers and people write it: in its form for addresses, without its padding, with line breaks, and in a data URI,
/// whatever the case of its words and whether a blank follows the comma. What was paid for must not be lost for such a thing.
/// </summary>
public static class Base64Data
{
    private const string Scheme = "data:";

    /// <summary>The bytes.</summary>
    /// <param name="text">Base64, or a data URI of it.</param>
    /// <returns>Null where the text is neither, or empty.</returns>
    public static byte[]? Decode(string text) => Decode(Encoding.UTF8.GetBytes(text));

    /// <summary>The type that a data URI names; null where the text is none, or it names none.</summary>
    /// <param name="text">A data URI, or anything else.</param>
    /// <returns>Such as <c>image/png</c>.</returns>
    public static string? MediaType(string text)
    {
        int comma = text.TrimStart().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? text.IndexOf(',') : -1;
        string type = comma < 0 ? string.Empty : text.Substring(0, comma).TrimStart().Substring(Scheme.Length).Split(';')[0].Trim();
        return type.Length == 0 ? null : type.ToLowerInvariant();
    }

    /// <summary>The parts of a data URI, also of one that is not in base64.</summary>
    /// <param name="dataUri">The data URI.</param>
    /// <returns>Its type, null where it names none, and its data in base64.</returns>
    internal static (string? MediaType, string Data) Split(string dataUri)
    {
        int comma = dataUri.IndexOf(',');
        string data = dataUri.Substring(comma + 1);
        bool isBase64 = comma > 0 && dataUri.Substring(0, comma).TrimEnd().EndsWith(";base64", StringComparison.OrdinalIgnoreCase);
        return (MediaType(dataUri), isBase64 ? data : Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(data))));
    }

    /// <summary>The same of the bytes of a JSON string, in which signs may be escaped.</summary>
    internal static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> data = WithoutHead(text);
        return data.IsEmpty ? null : DecodePlain(data) ?? DecodeLenient(data);
    }

    // What follows the comma of a data URI; nothing where that is not base64.
    private static ReadOnlySpan<byte> WithoutHead(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && text[0] <= ' ')
        {
            text = text.Slice(1);
        }

        if (text.Length < Scheme.Length || text[4] != ':' || (text[0] | 0x20) != 'd')
        {
            return text;
        }

        int comma = text.IndexOf((byte)',');
        return comma > 0 && Encoding.UTF8.GetString(text.Slice(0, comma).ToArray()).TrimEnd().EndsWith(";base64", StringComparison.OrdinalIgnoreCase)
            ? text.Slice(comma + 1)
            : default;
    }

    // The usual form, of which no copy is made.
    private static byte[]? DecodePlain(ReadOnlySpan<byte> data)
    {
        if (data.Length % 4 != 0)
        {
            return null;
        }

        int padding = data.EndsWith("=="u8) ? 2 : data.EndsWith("="u8) ? 1 : 0;
        byte[] bytes = new byte[(data.Length / 4 * 3) - padding];
        return Base64.DecodeFromUtf8(data, bytes, out _, out int written) == OperationStatus.Done && written == bytes.Length ? bytes : null;
    }

    private static byte[]? DecodeLenient(ReadOnlySpan<byte> data)
    {
        byte[] plain = new byte[data.Length + 2];
        int count = 0;
        int padding = 0;
        for (int i = 0; i < data.Length; i++)
        {
            byte sign = data[i] == '\\' ? Unescaped(data, ref i) : data[i];
            if (sign <= ' ')
            {
                continue;
            }

            if (sign == '=')
            {
                padding++;
                continue;
            }

            if (padding > 0 || !IsSign(sign))
            {
                return null;
            }

            plain[count++] = sign switch { (byte)'-' => (byte)'+', (byte)'_' => (byte)'/', _ => sign };
        }

        while (count > 0 && count % 4 != 0)
        {
            if (count % 4 == 1)
            {
                return null;
            }

            plain[count++] = (byte)'=';
        }

        return count == 0 ? null : DecodePlain(plain.AsSpan(0, count));
    }

    private static bool IsSign(byte sign) =>
        (sign | 0x20) is >= 'a' and <= 'z' || sign is (>= (byte)'0' and <= (byte)'9') or (byte)'+' or (byte)'/' or (byte)'-' or (byte)'_';

    // What can have no place in base64 becomes a sign that is none of it.
    private static byte Unescaped(ReadOnlySpan<byte> data, ref int at)
    {
        byte kind = ++at < data.Length ? data[at] : (byte)'!';
        if (kind != 'u')
        {
            return kind is (byte)'n' or (byte)'r' or (byte)'t' ? (byte)' ' : kind;
        }

        bool isHex = Utf8Parser.TryParse(data.Slice(at + 1, Math.Min(4, data.Length - at - 1)), out ushort unit, out int read, 'x') && read == 4;
        at += 4;
        return isHex && unit < 0x80 ? (byte)unit : (byte)'!';
    }
}
