using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Whatai.Client.Http;
using Whatai.Client.Protocol;

namespace Whatai.Client.Embeddings;

/// <summary>Reads the answer of an embeddings request. A server may answer in numbers although it was asked for base64.</summary>
internal static class EmbeddingReader
{
    /// <exception cref="WhataiException">It is not what was asked for.</exception>
    public static EmbeddingBatch Read(ApiAnswer answer, EmbeddingRequest request)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer.Body);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Array)
            {
                return Read(answer, request, root, data);
            }
        }
        catch (Exception ex) when (ex is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw ApiFailures.NotJson(answer.Body, answer.Facts);
        }

        throw ApiFailures.NotTheAnswer(answer.Body, answer.Facts);
    }

    /// <summary>The numbers of a vector: an array, or base64 of little-endian single-precision numbers.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static float[] ReadVector(JsonElement vector) => vector.ValueKind switch
    {
        JsonValueKind.String => FromBytes(vector.GetBytesFromBase64()),
        JsonValueKind.Array => FromNumbers(vector),
        _ => throw new FormatException("A vector is neither base64 nor an array."),
    };

    private static EmbeddingBatch Read(ApiAnswer answer, EmbeddingRequest request, JsonElement root, JsonElement data)
    {
        string model = root.TryGetProperty("model", out JsonElement name) && name.ValueKind == JsonValueKind.String && name.GetString() is { Length: > 0 } said
            ? said
            : request.Model;
        var found = new Embedding?[request.Inputs.Count];
        int position = 0;
        foreach (JsonElement item in data.EnumerateArray())
        {
            int index = IndexOf(item) ?? position;
            position++;
            if (index < 0 || index >= found.Length || found[index] is not null)
            {
                throw ApiFailures.WrongVectors(new KnownText("VectorTooMany", $"vector {index} is one too many"), answer.Facts);
            }

            found[index] = new Embedding
            {
                Input = request.Inputs[index],
                Vector = ReadVector(item.GetProperty("embedding")),
                Model = model,
                RequestId = answer.Facts.RequestId,
                Duration = answer.Duration,
                RawJson = Without(item, "embedding"),
            };
        }

        int missing = Array.IndexOf(found, null);
        if (missing >= 0)
        {
            throw ApiFailures.WrongVectors(new KnownText("VectorMissing", $"vector {missing} is missing"), answer.Facts);
        }

        return new EmbeddingBatch
        {
            Embeddings = found!,
            Model = model,
            Usage = root.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object ? UsageReader.Read(usage) : null,
            RequestId = answer.Facts.RequestId,
            Duration = answer.Duration,
            Attempts = answer.Facts.Attempts,
            RawJson = Without(root, "data"),
        };
    }

    private static int? IndexOf(JsonElement item) =>
        item.TryGetProperty("index", out JsonElement index) && index.ValueKind == JsonValueKind.Number && index.TryGetInt32(out int number) ? number : null;

    private static float[] FromBytes(byte[] bytes)
    {
        if (bytes.Length == 0 || bytes.Length % sizeof(float) != 0)
        {
            throw new FormatException("The bytes of a vector are not whole numbers of four.");
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

    private static float[] FromNumbers(JsonElement array)
    {
        float[] vector = new float[array.GetArrayLength()];
        int i = 0;
        foreach (JsonElement number in array.EnumerateArray())
        {
            vector[i++] = number.GetSingle();
        }

        return vector.Length > 0 ? vector : throw new FormatException("A vector is empty.");
    }

    private static string Without(JsonElement element, string name) => Encoding.UTF8.GetString(JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (member.Name != name)
            {
                member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }));
}
