using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Models;

/// <summary>Reads lists of models as sites give them: OpenAI's <c>data</c>, <c>models</c> of Gemini and Ollama, a bare array, and names alone.</summary>
internal static class ModelListReader
{
    // Of a model that relays list by Gemini's name, the name without its collection is what requests take.
    private const string Collection = "models/";
    private const long FirstMillisecond = 100_000_000_000;

    /// <summary>The models; null where there is no list.</summary>
    public static List<WhataiModel>? Read(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            var models = new List<WhataiModel>(root.GetArrayLength());
            foreach (JsonElement item in root.EnumerateArray())
            {
                Add(models, item);
            }

            return models;
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        List<WhataiModel>? empty = null;
        foreach (string name in (string[])["data", "models", "items"])
        {
            if (root.TryGetProperty(name, out JsonElement list) && (Read(list) ?? FromTable(list)) is List<WhataiModel> models)
            {
                if (models.Count > 0)
                {
                    return models;
                }

                empty ??= models;
            }
        }

        // What Go servers write for a list of nothing.
        return empty ?? (LenientJson.Text(root, "object") == "list" && root.TryGetProperty("data", out JsonElement none) && none.ValueKind == JsonValueKind.Null ? [] : null);
    }

    // {"a":{"id":"a"},…}
    private static List<WhataiModel>? FromTable(JsonElement table)
    {
        var models = new List<WhataiModel>();
        if (table.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in table.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty("id", out _))
                {
                    Add(models, member.Value);
                }
            }
        }

        return models.Count > 0 ? models : null;
    }

    private static void Add(List<WhataiModel> models, JsonElement item)
    {
        string? id = item.ValueKind switch
        {
            JsonValueKind.String => LenientText.Read(item),
            JsonValueKind.Object => Name(item, "id") ?? Name(item, "model") ?? Name(item, "name"),
            _ => null,
        };
        if (string.IsNullOrEmpty(id))
        {
            return;
        }

        bool isObject = item.ValueKind == JsonValueKind.Object;
        models.Add(new WhataiModel
        {
            Id = id!.StartsWith(Collection, StringComparison.Ordinal) && id.Length > Collection.Length ? id.Substring(Collection.Length) : id,
            OwnedBy = isObject ? Name(item, "owned_by") ?? Name(item, "organization") : null,
            Created = isObject && item.TryGetProperty("created", out JsonElement created) ? Time(created) : null,
            Endpoints = isObject ? ReadTexts(item, "supported_endpoint_types") : [],
            RawJson = item.GetRawText(),
        });
    }

    private static string? Name(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && LenientText.Read(value) is { Length: > 0 } text ? text : null;

    private static DateTimeOffset? Time(JsonElement time) => time.ValueKind switch
    {
        JsonValueKind.Number when time.TryGetDouble(out double seconds) && Math.Abs(seconds) < 1e15 =>
            UnixTime.ToDate((long)(seconds > FirstMillisecond ? seconds / 1000 : seconds)),
        JsonValueKind.String when DateTimeOffset.TryParse(LenientText.Read(time), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) => date,
        _ => null,
    };

    private static List<string> ReadTexts(JsonElement element, string name)
    {
        var texts = new List<string>();
        if (element.TryGetProperty(name, out JsonElement array) && array.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in array.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.String)
                {
                    texts.Add(LenientText.Read(item)!);
                }
            }
        }

        return texts;
    }
}
