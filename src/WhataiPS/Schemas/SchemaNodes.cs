using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WhataiPS.Schemas;

/// <summary>The pieces that schemas are made of.</summary>
internal static class SchemaNodes
{
    public static JsonObject OfType(string type) => new() { ["type"] = type };

    public static JsonObject Text(string format) => new() { ["type"] = "string", ["format"] = format };

    public static JsonObject Uri() => new() { ["type"] = "string", ["description"] = "An absolute URI." };

    // The format "duration" is ISO 8601 (PT5M), which [timespan] cannot read.
    public static JsonObject TimeSpan() => new() { ["type"] = "string", ["description"] = "A time span, written as [d.]hh:mm:ss." };

    public static JsonObject Choice(IEnumerable<string> choices) => new()
    {
        ["type"] = "string",
        ["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice)]),
    };

    public static JsonObject Array(JsonNode items) => new() { ["type"] = "array", ["items"] = items };

    public static JsonObject Reference(string target) => new() { ["$ref"] = target };

    /// <summary>An object that has all of these properties and no others.</summary>
    public static JsonObject Object(JsonObject properties) => new()
    {
        ["type"] = "object",
        ["properties"] = properties,
        ["required"] = new JsonArray([.. properties.Select(property => (JsonNode)property.Key)]),
        ["additionalProperties"] = false,
    };

    /// <summary>The same schema with null allowed. The given one may be changed.</summary>
    public static JsonObject Nullable(JsonObject schema)
    {
        if (schema.ContainsKey("$ref") || schema.ContainsKey("const") || schema.ContainsKey("oneOf") || schema.ContainsKey("allOf"))
        {
            return new JsonObject { ["anyOf"] = new JsonArray(schema, OfType("null")) };
        }

        if (schema["anyOf"] is JsonArray branches)
        {
            if (!branches.Any(IsNullBranch))
            {
                branches.Add(OfType("null"));
            }

            return schema;
        }

        if (schema["type"] is JsonArray types)
        {
            if (!types.Any(IsNullWord))
            {
                types.Add("null");
            }
        }
        else if (schema["type"] is JsonValue type && !IsNullWord(type))
        {
            schema["type"] = new JsonArray(type.DeepClone(), "null");
        }

        // The type alone would not let it pass.
        if (schema["enum"] is JsonArray choices && !choices.Any(choice => choice is null))
        {
            choices.Add(null);
        }

        return schema;
    }

    /// <summary>JSON as it was written. Of a name that comes twice, the last counts.</summary>
    public static JsonNode? Copy(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    members[member.Name] = Copy(member.Value);
                }

                return members;
            case JsonValueKind.Array:
                return new JsonArray([.. value.EnumerateArray().Select(Copy)]);
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(value.Clone());
        }
    }

    private static bool IsNullBranch(JsonNode? branch) => branch is JsonObject schema && IsNullWord(schema["type"]);

    private static bool IsNullWord(JsonNode? type) => type is JsonValue value && value.TryGetValue(out string? word) && word == "null";
}
