using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Gemini;

/// <summary>
/// Validates Google's schema format (a subset of OpenAPI's, types in upper case) and converts it to JSON Schema. Unknown keywords, such as
/// additionalProperties, are rejected as Google rejects them.
/// </summary>
internal static class GeminiSchemaParser
{
    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        "anyOf", "default", "description", "enum", "example", "format", "items", "maxItems", "maxLength", "maxProperties", "maximum",
        "minItems", "minLength", "minProperties", "minimum", "nullable", "pattern", "properties", "propertyOrdering", "required", "title", "type",
    };

    private static readonly HashSet<string> s_types = new(StringComparer.Ordinal) { "string", "number", "integer", "boolean", "array", "object", "null" };

    /// <exception cref="ApiErrorException">400 that names the invalid member.</exception>
    internal static JsonElement ToJsonSchema(JsonElement schema, string at)
        => JsonDocument.Parse(JsonBytes.Value(w => Write(w, schema, at))).RootElement.Clone();

    private static void Write(Utf8JsonWriter w, JsonElement schema, string at)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw ApiErrorException.BadParameter(at, $"Invalid value at '{at}': expected an object.");
        }

        if (ProtoMembers.Any(schema, "type") is null && ProtoMembers.Any(schema, "anyOf") is null)
        {
            throw ApiErrorException.BadParameter(at + ".type", $"* GenerateContentRequest.{at}.type: must be specified");
        }

        w.WriteStartObject();
        foreach (JsonProperty member in schema.EnumerateObject())
        {
            WriteMember(w, member, at);
        }

        w.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter w, JsonProperty member, string at)
    {
        string name = s_known.Contains(member.Name) ? member.Name : Camel(member.Name, at);
        string where = $"{at}.{name}";
        w.WritePropertyName(name);
        switch (name)
        {
            case "type":
                w.WriteStringValue(Type(member.Value, where));
                break;
            case "items":
                Write(w, member.Value, where);
                break;
            case "anyOf" when member.Value.ValueKind == JsonValueKind.Array:
                w.WriteStartArray();
                foreach (JsonElement branch in member.Value.EnumerateArray())
                {
                    Write(w, branch, where);
                }

                w.WriteEndArray();
                break;
            case "properties" when member.Value.ValueKind == JsonValueKind.Object:
                w.WriteStartObject();
                foreach (JsonProperty property in member.Value.EnumerateObject())
                {
                    w.WritePropertyName(property.Name);
                    Write(w, property.Value, $"{where}[{property.Name}]");
                }

                w.WriteEndObject();
                break;
            default:
                WriteValue(w, member.Value);
                break;
        }
    }

    private static string Camel(string name, string at)
    {
        foreach (string known in s_known)
        {
            if (ProtoMembers.Snake(known) == name)
            {
                return known;
            }
        }

        throw ApiErrorException.BadParameter(at, $"Invalid JSON payload received. Unknown name \"{name}\" at '{at}': Cannot find field.");
    }

    private static string Type(JsonElement value, string at)
    {
        string type = value.ValueKind == JsonValueKind.String ? value.GetString()!.ToLowerInvariant() : string.Empty;
        return s_types.Contains(type)
            ? type
            : throw ApiErrorException.BadParameter(at, $"Invalid value at '{at}' (type.googleapis.com/google.ai.generativelanguage.v1beta.Type), {value.GetRawText()}");
    }

    // Its counts are 64-bit integers, which Google's JSON has as strings.
    private static void WriteValue(Utf8JsonWriter w, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            w.WriteNumberValue(number);
        }
        else
        {
            value.WriteTo(w);
        }
    }
}
