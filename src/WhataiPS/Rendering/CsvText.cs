using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WhataiPS.Rendering;

/// <summary>Rows as CSV: names once, not in every row.</summary>
internal static class CsvText
{
    private static readonly char[] s_special = [',', '"', '\r', '\n'];

    /// <summary>A table of the objects; null where they are no rows of one table, or a value would take more than its line.</summary>
    public static string? Table(IReadOnlyList<JsonNode?> objects)
    {
        if (objects.Count < 2 || objects[0] is not JsonObject { Count: > 0 } first || !objects.All(row => IsRow(row, first)))
        {
            return null;
        }

        IEnumerable<string> rows = objects.Select(static row => Row(((JsonObject)row!).Select(static member => Value(member.Value))));
        return string.Join("\n", rows.Prepend(Row(first.Select(static member => member.Key))));
    }

    /// <summary>A table of whatever the objects are: a column for each name that one of them has, and <c>Value</c> for what has no names.</summary>
    public static string TableOfAll(IReadOnlyList<JsonNode?> objects)
    {
        JsonObject[] rows = [.. objects.Select(static node => node as JsonObject ?? new JsonObject { ["Value"] = node?.DeepClone() })];
        string[] names = [.. rows.SelectMany(static row => row.Select(static member => member.Key)).Distinct()];
        return string.Join("\n", rows.Select(row => Row(names.Select(name => Value(row[name])))).Prepend(Row(names)));
    }

    public static string Row(IEnumerable<string> values) => string.Join(",", values.Select(Quoted));

    private static bool IsRow(JsonNode? node, JsonObject first) =>
        node is JsonObject row && row.Count == first.Count
        && row.Zip(first, static (mine, other) => mine.Key == other.Key).All(static same => same)
        && row.All(static member => member.Value is null || (member.Value is JsonValue && !HasLineBreak(Value(member.Value))));

    private static bool HasLineBreak(string text) => text.IndexOfAny(['\r', '\n']) >= 0;

    // Text as it is; of everything else the JSON is the text.
    private static string Value(JsonNode? value) => value switch
    {
        null => string.Empty,
        _ when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => ReadableJson.Write(value),
    };

    private static string Quoted(string text) =>
        text.IndexOfAny(s_special) >= 0 || text != text.Trim() ? "\"" + text.Replace("\"", "\"\"") + "\"" : text;
}
