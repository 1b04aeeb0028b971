using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Whatai.Client.Gemini;

/// <summary>Reads members of a JSON schema, and puts them onto what it is converted to.</summary>
internal static class GeminiSchemaMembers
{
    public static IEnumerable<string> Types(JsonElement schema)
    {
        if (schema.TryGetProperty("type", out JsonElement type))
        {
            return type.ValueKind switch
            {
                JsonValueKind.String => [type.GetString()!.ToLowerInvariant()],
                JsonValueKind.Array => type.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.String ? one.GetString()!.ToLowerInvariant() : "?"),
                _ => ["?"],
            };
        }

        // A type must be given; where the schema leaves it to be understood, it is said.
        return schema.TryGetProperty("properties", out _) ? ["object"]
            : schema.TryGetProperty("items", out _) ? ["array"]
            : schema.TryGetProperty("enum", out _) || schema.TryGetProperty("const", out _) ? ["string"]
            : [];
    }

    // What stands beside a reference or branches: a description does no harm, anything else would have to be merged.
    public static JsonObject? MergeSiblings(JsonElement schema, string keyword, JsonObject? converted)
    {
        if (converted is null)
        {
            return null;
        }

        foreach (JsonProperty member in schema.EnumerateObject())
        {
            bool isSameType = member.Name == "type" && member.Value.ValueKind == JsonValueKind.String && IsOfType(converted, member.Value.GetString()!);
            bool isHarmless = member.Name is "title" or "description" or "default" or "examples" or "$defs" or "definitions" or "$schema" or "$id" or "$comment"
                or "nullable" or "discriminator" or "deprecated" or "readOnly" or "writeOnly";
            if (member.Name != keyword && !isSameType && !isHarmless)
            {
                return null;
            }
        }

        if (schema.TryGetProperty("nullable", out JsonElement nullable) && nullable.ValueKind == JsonValueKind.True)
        {
            converted["nullable"] = true;
        }

        return Described(schema, converted);
    }

    public static bool IsOfType(JsonObject converted, string type) => converted["anyOf"] is JsonArray branches
        ? branches.All(branch => IsOfType(branch!.AsObject(), type))
        : string.Equals((string?)converted["type"], type, StringComparison.OrdinalIgnoreCase);

    public static JsonObject Described(JsonElement schema, JsonObject result)
    {
        Copy(schema, result, "title", "description");
        return result;
    }

    public static void CopyFormat(JsonElement schema, JsonObject result, params string[] known)
    {
        if (schema.TryGetProperty("format", out JsonElement format) && format.ValueKind == JsonValueKind.String && known.Contains(format.GetString()))
        {
            result["format"] = format.GetString();
        }
    }

    public static void Copy(JsonElement schema, JsonObject result, params string[] names)
    {
        foreach (string name in names)
        {
            if (schema.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                result[name] = JsonNode.Parse(value.GetRawText());
            }
        }
    }

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);

    public static bool IsNull(JsonElement schema) => schema.ValueKind == JsonValueKind.Object
        && ((schema.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("null"u8))
            || (schema.TryGetProperty("const", out JsonElement only) && only.ValueKind == JsonValueKind.Null));
}
