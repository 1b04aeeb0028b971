using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Embeddings;

/// <summary>Reads the answer of an embeddings request. A server may answer in numbers although it was asked for base64.</summary>
internal static class EmbeddingReader
{
    // OpenAI's data; embeddings of Ollama, and of DashScope within output.
    private static readonly string[] s_names = ["data", "embeddings", "output", "embedding", "float"];

    /// <exception cref="WhataiException">It is not what was asked for.</exception>
    public static EmbeddingBatch Read(BufferedResponse answer, EmbeddingRequest request)
    {
        using JsonDocument document = LenientJson.Parse(answer.Body) ?? throw ApiFailures.NotJson(answer.Body, answer.Context);
        if (NamedList.Find(document.RootElement, s_names) is { ValueKind: JsonValueKind.Array } vectors)
        {
            return Read(answer, request, document.RootElement, vectors);
        }

        throw ApiFailures.NotTheAnswer(answer.Body, answer.Context);
    }

    private static EmbeddingBatch Read(BufferedResponse answer, EmbeddingRequest request, JsonElement root, JsonElement vectors)
    {
        string model = LenientJson.Text(root, "model") is { Length: > 0 } said ? said : request.Model;
        // One text's vector may come without a list around it.
        JsonElement[] items = vectors.GetArrayLength() > 0 && vectors[0].ValueKind == JsonValueKind.Number ? [vectors] : [.. vectors.EnumerateArray()];
        int[] places = Places(items, request.Inputs.Count, answer);
        var found = new Embedding[request.Inputs.Count];
        int position = 0;
        foreach (JsonElement item in items)
        {
            int index = places[position++];
            found[index] = new Embedding
            {
                Input = request.Inputs[index],
                Vector = ReadVector(item, index, answer),
                Model = model,
                RequestId = answer.Context.RequestId,
                Duration = answer.Duration,
                RawJson = Without(item, ["embedding"]),
            };
        }

        Embedding? odd = Array.Find(found, embedding => embedding.Dimensions != found[0].Dimensions);
        if (odd is not null)
        {
            throw ApiFailures.WrongVectors(
                new LocalizableMessage("VectorOfOtherLength", $"vector {Array.IndexOf(found, odd)} has {odd.Dimensions} numbers, and vector 0 has {found[0].Dimensions}"), answer);
        }

        return new EmbeddingBatch
        {
            Embeddings = found,
            Model = model,
            Usage = answer.Context.Took(UsageReader.Find(root)),
            RequestId = answer.Context.RequestId,
            Duration = answer.Duration,
            Attempts = answer.Context.Attempts,
            RawJson = Without(root, s_names),
        };
    }

    // The text of each vector: by the indexes that the server gives; by the order where it gives none, or the same to all. Those of
    // one batch of many may count on from the batch before.
    private static int[] Places(JsonElement[] vectors, int count, BufferedResponse answer)
    {
        int?[] said = [.. vectors.Select(IndexOf)];
        int first = said.Min() ?? 0;
        bool isSame = said.Length > 1 && said.All(index => index == first);
        bool isShifted = said.Length == count && said.All(index => index >= first && index - first < count) && said.Distinct().Count() == count;
        int[] places = [.. said.Select((index, position) => index is not int given || isSame ? position : isShifted ? given - first : given)];
        var taken = new HashSet<int>();
        foreach (int place in places)
        {
            if (place < 0 || place >= count || !taken.Add(place))
            {
                throw ApiFailures.WrongVectors(new LocalizableMessage("VectorTooMany", $"vector {place} is one too many"), answer);
            }
        }

        for (int i = 0; i < count; i++)
        {
            if (!taken.Contains(i))
            {
                throw ApiFailures.WrongVectors(new LocalizableMessage("VectorMissing", $"vector {i} is missing"), answer);
            }
        }

        return places;
    }

    private static int? IndexOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && (LenientJson.Count(item, "index") ?? LenientJson.Count(item, "text_index")) is long index
            ? index is >= 0 and <= int.MaxValue ? (int)index : -1
            : null;

    private static float[] ReadVector(JsonElement item, int index, BufferedResponse answer)
    {
        try
        {
            return VectorReader.Read(item.ValueKind == JsonValueKind.Object && item.TryGetProperty("embedding", out JsonElement vector) ? vector : item);
        }
        catch (FormatException ex)
        {
            throw ApiFailures.WrongVectors(new LocalizableMessage("VectorWrong", $"vector {index} is of no use, for {LocalizableMessage.Of(ex)}"), answer);
        }
    }

    private static string Without(JsonElement element, string[] names) => element.ValueKind != JsonValueKind.Object ? string.Empty : Encoding.UTF8.GetString(JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (Array.IndexOf(names, member.Name) < 0)
            {
                writer.WritePropertyName(member.Name);
                LenientJson.Write(writer, member.Value);
            }
        }

        writer.WriteEndObject();
    }));
}
