using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Whatai.Client.Messages;

/// <summary>
/// Says a JSON schema as structured output takes it: every object is closed, and restrictions that the API refuses go into the description, for the
/// model to read, as the official SDKs do. The answer is checked against the whole schema all the same.
/// </summary>
internal static class MessageSchema
{
    private static readonly string[] s_refused =
    [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "maxItems", "uniqueItems", "contains",
        "minContains", "maxContains", "minProperties", "maxProperties", "propertyNames",
    ];

    // Members whose members are schemas, and members that are lists of schemas.
    private static readonly string[] s_maps = ["properties", "$defs", "definitions"];
    private static readonly string[] s_lists = ["anyOf", "allOf", "oneOf", "prefixItems"];

    /// <summary>Converts a schema.</summary>
    /// <returns>Null where it can't be said so: an object that is open to any member, or that is described by patterns.</returns>
    public static JsonObject? Convert(JsonElement schema) => schema.ValueKind == JsonValueKind.Object && Close(JsonObject.Create(schema.Clone())!) is JsonObject closed ? closed : null;

    private static JsonObject? Close(JsonObject schema)
    {
        var copy = new JsonObject();
        var notes = new JsonObject();
        foreach (KeyValuePair<string, JsonNode?> member in schema)
        {
            if (member.Key is "patternProperties" or "unevaluatedProperties" || (member.Key == "additionalProperties" && !IsFalse(member.Value)))
            {
                return null;
            }

            if (s_refused.Contains(member.Key) || (member.Key == "minItems" && member.Value?.ToJsonString() is not ("0" or "1")))
            {
                notes[member.Key] = member.Value?.DeepClone();
            }
            else if (TryClose(member.Key, member.Value, out JsonNode? value))
            {
                copy[member.Key] = value;
            }
            else
            {
                return null;
            }
        }

        if (copy["type"] is JsonValue type && type.TryGetValue(out string? name) && name == "object" || copy["properties"] is JsonObject)
        {
            if (copy["properties"] is not JsonObject { Count: > 0 })
            {
                return null;
            }

            copy["additionalProperties"] = false;
        }

        if (notes.Count > 0)
        {
            string? description = copy["description"]?.GetValue<string>();
            copy["description"] = string.IsNullOrEmpty(description) ? notes.ToJsonString() : description + "\n\n" + notes.ToJsonString();
        }

        return copy;
    }

    // Schemas stand in members of schemas; all else is taken as it is.
    private static bool TryClose(string name, JsonNode? value, out JsonNode? closed)
    {
        closed = value switch
        {
            JsonObject map when s_maps.Contains(name) => CloseAll(map),
            JsonArray list when s_lists.Contains(name) => CloseAll(list),
            JsonObject schema when name is "items" or "not" => Close(schema),
            _ => value?.DeepClone(),
        };
        return closed is not null || value is null;
    }

    private static JsonObject? CloseAll(JsonObject map)
    {
        var schemas = new JsonObject();
        foreach (KeyValuePair<string, JsonNode?> member in map)
        {
            if (member.Value is not JsonObject schema || Close(schema) is not JsonObject closed)
            {
                return null;
            }

            schemas[member.Key] = closed;
        }

        return schemas;
    }

    private static JsonArray? CloseAll(JsonArray list)
    {
        JsonObject?[] schemas = [.. list.Select(static item => item is JsonObject schema ? Close(schema) : null)];
        return schemas.Contains(null) ? null : new JsonArray([.. schemas]);
    }

    private static bool IsFalse(JsonNode? value) => value is JsonValue flag && flag.TryGetValue(out bool isOpen) && !isOpen;
}
