using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Moderations;

/// <summary>Reads the answer of a moderations request.</summary>
internal static class ModerationReader
{
    /// <exception cref="WhataiException">It is not what was asked for.</exception>
    public static ModerationBatch Read(BufferedResponse answer, ModerationRequest request)
    {
        using JsonDocument document = LenientJson.Parse(answer.Body) ?? throw ApiFailures.NotJson(answer.Body, answer.Context);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("results", out JsonElement results)
            || results.ValueKind != JsonValueKind.Array
            || !results.EnumerateArray().All(IsResult))
        {
            throw ApiFailures.NotTheAnswer(answer.Body, answer.Context);
        }

        if (results.GetArrayLength() != request.Inputs.Count)
        {
            throw ApiFailures.WrongCount(results.GetArrayLength(), request.Inputs.Count, answer);
        }

        string model = LenientJson.Text(root, "model") is { Length: > 0 } said ? said : request.Model;
        return new ModerationBatch
        {
            Results = [.. results.EnumerateArray().Select((result, place) => ReadResult(result, answer) with { Model = model, Input = request.Inputs[place].Text })],
            Model = model,
            Usage = answer.Context.Took(UsageReader.Find(root)),
            RequestId = answer.Context.RequestId,
            Duration = answer.Duration,
            Attempts = answer.Context.Attempts,
        };
    }

    // Without a judgement there is none: an empty object must not pass for harmless.
    private static bool IsResult(JsonElement result) =>
        result.ValueKind == JsonValueKind.Object && (Flag(result, "flagged") is not null || Members(result, "categories").Any());

    private static ModerationResult ReadResult(JsonElement result, BufferedResponse answer)
    {
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (JsonProperty score in Members(result, "category_scores"))
        {
            if (LenientJson.Amount(score.Value) is decimal number)
            {
                scores[score.Name] = (double)number;
            }
        }

        JsonElement applied = result.TryGetProperty("category_applied_input_types", out JsonElement types) ? types : default;
        ModerationCategory[] categories =
        [
            .. Members(result, "categories").Where(static category => IsTrue(category.Value)).Select(category => new ModerationCategory
            {
                Name = category.Name,
                Score = scores.TryGetValue(category.Name, out double score) ? score : null,
                AppliedTo = ReadTypes(applied, category.Name),
            }).OrderByDescending(static category => category.Score),
        ];
        return new ModerationResult
        {
            // A server that says no word of the whole has said it of its parts.
            Flagged = Flag(result, "flagged") ?? categories.Length > 0,
            Categories = categories,
            Scores = scores,
            Model = string.Empty,
            RequestId = answer.Context.RequestId,
            Duration = answer.Duration,
            RawJson = Encoding.UTF8.GetString(JsonBody.Write(writer => LenientJson.Write(writer, result))),
        };
    }

    private static string[] ReadTypes(JsonElement applied, string category) =>
        applied.ValueKind == JsonValueKind.Object && applied.TryGetProperty(category, out JsonElement types) && types.ValueKind == JsonValueKind.Array
            ? [.. types.EnumerateArray().Where(static type => type.ValueKind == JsonValueKind.String).Select(static type => type.GetString()!)]
            : [];

    private static JsonElement.ObjectEnumerator Members(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default;

    private static bool? Flag(JsonElement result, string name) =>
        result.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? IsTrue(value) : null;

    // Of a category that a model does not know, null; and true may be a word or a number.
    private static bool IsTrue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.String => string.Equals(value.GetString(), "true", StringComparison.OrdinalIgnoreCase),
        JsonValueKind.Number => value.TryGetDouble(out double number) && number != 0,
        _ => false,
    };
}
