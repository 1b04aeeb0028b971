using System;
using System.IO;
using System.Text.Json;

namespace Whatai.Client.Protocol;

/// <summary>Parses JSON as servers write it: Python's writes <c>NaN</c> and <c>Infinity</c>, which JSON has not; they become null.</summary>
internal static class LenientDocument
{
    /// <exception cref="JsonException">It is no JSON for another reason.</exception>
    public static JsonDocument Parse(byte[] json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException) when (WithoutNonFinite(json) is byte[] lawful)
        {
            return JsonDocument.Parse(lawful);
        }
    }

    // Null where there is none of these numbers.
    private static byte[]? WithoutNonFinite(byte[] json)
    {
        MemoryStream? lawful = null;
        int copied = 0;
        bool inString = false;
        for (int i = 0; i < json.Length; i++)
        {
            if (json[i] == '\\' && inString)
            {
                i++;
            }
            else if (json[i] == '"')
            {
                inString = !inString;
            }
            else if (!inString && LengthAt(json.AsSpan(i)) is int length and > 0)
            {
                lawful ??= new MemoryStream(json.Length);
                lawful.Write(json, copied, i - copied);
                lawful.Write([(byte)'n', (byte)'u', (byte)'l', (byte)'l'], 0, 4);
                copied = i + length;
                i = copied - 1;
            }
        }

        lawful?.Write(json, copied, json.Length - copied);
        return lawful?.ToArray();
    }

    private static int LengthAt(ReadOnlySpan<byte> json) =>
        json.StartsWith("NaN"u8) ? 3 : json.StartsWith("Infinity"u8) ? 8 : json.StartsWith("-Infinity"u8) ? 9 : 0;
}
