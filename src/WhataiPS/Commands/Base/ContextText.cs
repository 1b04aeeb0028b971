using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using WhataiPS.Rendering;

namespace WhataiPS.Commands;

/// <summary>Piped objects as text for a model, whole and as short as their shape allows; what is no plain text says what it is.</summary>
internal static class ContextText
{
    public static string Render(IReadOnlyList<PSObject> objects, ContextFormat format)
    {
        if (objects.Any(FormattedText.IsFormatted))
        {
            // What Format-Table and its like made is text already.
            return FormattedText.Render(objects);
        }

        var json = new ReadableJson();
        JsonNode?[] nodes = [.. objects.Select(json.ToNode)];
        string? table = format switch
        {
            ContextFormat.Csv => CsvText.TableOfAll(nodes),
            ContextFormat.Auto => CsvText.Table(nodes),
            _ => null,
        };
        bool isText = format == ContextFormat.Text || (format == ContextFormat.Auto && nodes.All(static node => node is null or JsonValue));
        return table is not null ? Introduced(nodes.Length, "CSV with a header row", table)
            : isText ? string.Join("\n", nodes.Select(Plain))
            : Introduced(nodes.Length, nodes.Length == 1 ? "JSON" : "JSON, one on a line", string.Join("\n", nodes.Select(node => format == ContextFormat.Json ? ReadableJson.Write(node) : Line(node))));
    }

    private static string Introduced(int count, string form, string text) => $"{(count == 1 ? "The object" : $"The {count} objects")} as {form}:\n{text}";

    private static string Line(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : ReadableJson.Write(node);

    // An empty line parts one object from the next.
    private static string Plain(JsonNode? node) => node is JsonObject members
        ? string.Concat(members.Select(static member => $"{member.Key}: {Line(member.Value)}\n"))
        : Line(node);
}
