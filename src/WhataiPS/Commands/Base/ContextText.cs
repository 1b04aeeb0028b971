using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using WhataiPS.Rendering;

namespace WhataiPS.Commands;

/// <summary>
/// Piped objects as text for a model, whole: texts and single values as lines, rows of one table as CSV, everything else as one line of
/// JSON each.
/// </summary>
internal static class ContextText
{
    public static string Render(IReadOnlyList<PSObject> objects)
    {
        if (objects.Any(FormattedText.IsFormatted))
        {
            return FormattedText.Render(objects);
        }

        var json = new ReadableJson();
        JsonNode?[] nodes = [.. objects.Select(json.ToNode)];
        return CsvText.Table(nodes) ?? string.Join("\n", nodes.Select(Line));
    }

    private static string Line(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : ReadableJson.Write(node);
}
