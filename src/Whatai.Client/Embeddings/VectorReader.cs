using System;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Whatai.Client.Errors;
using Whatai.Client.Json;

namespace Whatai.Client.Embeddings;

/// <summary>Reads a vector: an array of numbers, or base64 of little-endian single-precision ones.</summary>
internal static class VectorReader
{
    /// <exception cref="FormatException">It is neither, or is not wholly of finite numbers; the exception's <see cref="LocalizableMessage"/> says why.</exception>
    public static float[] Read(JsonElement vector)
    {
        float[] numbers = vector.ValueKind switch
        {
            JsonValueKind.String => FromBytes(Base64Data.Decode(LenientText.Read(vector)!)),
            JsonValueKind.Array when vector.GetArrayLength() > 0 && vector[0].ValueKind == JsonValueKind.Array => FromNested(vector),
            JsonValueKind.Array => FromNumbers(vector),
            // Several encodings may be asked for, each under its name.
            JsonValueKind.Object when vector.TryGetProperty("float", out JsonElement inner) || vector.TryGetProperty("base64", out inner) => Read(inner),
            _ => throw Unreadable(),
        };
        if (numbers.Length == 0)
        {
            throw Fail(new LocalizableMessage("VectorWithoutNumbers", $"it is empty"));
        }

        foreach (float number in numbers)
        {
            if (float.IsNaN(number) || float.IsInfinity(number))
            {
                throw NotFinite();
            }
        }

        return numbers;
    }

    // llama.cpp gives a list of one; where there are more, they are the tokens', and no vector of the text.
    private static float[] FromNested(JsonElement vectors) => vectors.GetArrayLength() == 1
        ? Read(vectors[0])
        : throw Fail(new LocalizableMessage("VectorsOfTokens", $"it has {vectors.GetArrayLength()} vectors, one for each token: the server does not pool them"));

    private static float[] FromNumbers(JsonElement array)
    {
        float[] vector = new float[array.GetArrayLength()];
        int i = 0;
        foreach (JsonElement number in array.EnumerateArray())
        {
            string? text = number.ValueKind switch
            {
                JsonValueKind.Number => number.GetRawText(),
                JsonValueKind.String => LenientText.Read(number),
                _ => null,
            };
            vector[i++] = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) ? value : throw NotFinite();
        }

        return vector;
    }

    private static float[] FromBytes(byte[]? bytes)
    {
        if (bytes is null || bytes.Length % sizeof(float) != 0)
        {
            throw Unreadable();
        }

        if (!BitConverter.IsLittleEndian)
        {
            Array.Reverse(bytes);
            float[] reversed = MemoryMarshal.Cast<byte, float>(bytes).ToArray();
            Array.Reverse(reversed);
            return reversed;
        }

        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }

    private static FormatException Unreadable() => Fail(new LocalizableMessage("VectorUnreadable", $"it is neither an array of numbers nor their bytes in base64"));

    private static FormatException NotFinite() => Fail(new LocalizableMessage("VectorNotFinite", $"it has something in it that is not a finite number"));

    private static FormatException Fail(LocalizableMessage why) => why.AttachTo(new FormatException(why.ToString()));
}
