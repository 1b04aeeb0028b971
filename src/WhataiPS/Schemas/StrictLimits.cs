using System.Linq;
using System.Text.Json;

namespace WhataiPS.Schemas;

/// <summary>Tells what in a schema OpenAI's strict mode refuses, so that the schema can go without it, or with a warning.</summary>
internal static class StrictLimits
{
    private static readonly string[] s_refused =
        ["oneOf", "allOf", "not", "if", "then", "else", "patternProperties", "dependentRequired", "dependentSchemas", "unevaluatedProperties", "propertyNames"];

    /// <summary>The first thing that strict mode refuses, in words such as <c>$.properties.map: additionalProperties</c>; null if there is none.</summary>
    public static string? Find(JsonElement schema) => Find(schema, "$");

    private static string? Find(JsonElement schema, string path)
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            return schema.EnumerateArray().Select((item, index) => Find(item, $"{path}[{index}]")).FirstOrDefault(found => found is not null);
        }

        return schema.ValueKind != JsonValueKind.Object
            ? null
            : schema.EnumerateObject().Select(member => Find(member, path)).FirstOrDefault(found => found is not null);
    }

    private static string? Find(JsonProperty member, string path) => member.Name switch
    {
        "additionalProperties" => member.Value.ValueKind == JsonValueKind.False ? null : $"{path}: additionalProperties",
        "properties" or "$defs" or "definitions" when member.Value.ValueKind == JsonValueKind.Object =>
            member.Value.EnumerateObject().Select(inner => Find(inner.Value, $"{path}.{member.Name}.{inner.Name}")).FirstOrDefault(found => found is not null),
        "items" or "prefixItems" or "anyOf" => Find(member.Value, $"{path}.{member.Name}"),
        _ => s_refused.Contains(member.Name) ? $"{path}: {member.Name}" : null,
    };
}
