using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Schemas;
using static Whatai.Client.Gemini.GeminiSchemaMembers;

namespace Whatai.Client.Gemini;

/// <summary>
/// Says a JSON schema in the subset of OpenAPI that Gemini's own <c>Schema</c> is (googleapis/js-genai, Schema). Restrictions that
/// the subset lacks are left out: the answer is checked here all the same. What changes the meaning is not converted at all.
/// </summary>
internal sealed class GeminiSchemaConverter
{
    // References that fan out may grow without end.
    private const int MostNodes = 2000;

    private readonly JsonElement _root;
    private readonly bool _ordered;
    private readonly Stack<string> _references = new();
    private int _nodes;

    private GeminiSchemaConverter(JsonElement root, bool ordered)
    {
        _root = root;
        _ordered = ordered;
    }

    /// <summary>Converts a schema.</summary>
    /// <param name="schema">The JSON schema.</param>
    /// <param name="ordered">Whether to ask that properties come in the schema's order; older models sort them by name else.</param>
    /// <returns>Gemini's schema; null where it cannot be said so.</returns>
    public static JsonObject? Convert(JsonElement schema, bool ordered) => new GeminiSchemaConverter(schema, ordered).Convert(schema);

    /// <summary>Whether a schema asks for an object and says of nothing what may be in it.</summary>
    public static bool IsEmptyObject(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && (!schema.TryGetProperty("type", out JsonElement type) || (type.ValueKind == JsonValueKind.String && type.ValueEquals("object"u8)))
        && (!schema.TryGetProperty("properties", out JsonElement properties) || (properties.ValueKind == JsonValueKind.Object && !properties.EnumerateObject().Any()))
        && !(schema.TryGetProperty("additionalProperties", out JsonElement others) && others.ValueKind == JsonValueKind.Object)
        && !schema.EnumerateObject().Any(member => member.Name is "$ref" or "allOf" or "anyOf" or "oneOf" or "enum" or "const" or "items" or "patternProperties");

    private JsonObject? Convert(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || ++_nodes > MostNodes)
        {
            return null;
        }

        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            return ConvertReference(schema, reference);
        }

        if (schema.TryGetProperty("allOf", out JsonElement all))
        {
            return all.ValueKind == JsonValueKind.Array && all.GetArrayLength() == 1 ? MergeSiblings(schema, "allOf", Convert(all[0])) : null;
        }

        if (schema.TryGetProperty("anyOf", out JsonElement branches) || schema.TryGetProperty("oneOf", out branches))
        {
            return ConvertBranches(schema, branches);
        }

        return ConvertTyped(schema);
    }

    private JsonObject? ConvertReference(JsonElement schema, JsonElement reference)
    {
        if (reference.ValueKind != JsonValueKind.String || reference.GetString() is not string target || _references.Contains(target)
            || !SchemaReference.TryResolve(_root, target, out JsonElement found))
        {
            return null;
        }

        _references.Push(target);
        JsonObject? converted = Convert(found);
        _references.Pop();
        return MergeSiblings(schema, "$ref", converted);
    }

    private JsonObject? ConvertBranches(JsonElement schema, JsonElement branches)
    {
        if (branches.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var converted = new JsonArray();
        bool nullable = false;
        foreach (JsonElement branch in branches.EnumerateArray())
        {
            if (IsNull(branch))
            {
                nullable = true;
                continue;
            }

            if (Convert(branch) is not JsonObject part)
            {
                return null;
            }

            converted.Add((JsonNode)part);
        }

        if (converted.Count == 0)
        {
            return null;
        }

        JsonObject result;
        if (converted.Count == 1)
        {
            result = (JsonObject)converted[0]!;
            converted.RemoveAt(0);
        }
        else
        {
            result = new JsonObject { ["anyOf"] = converted };
        }

        if (nullable)
        {
            result["nullable"] = true;
        }

        return MergeSiblings(schema, schema.TryGetProperty("anyOf", out _) ? "anyOf" : "oneOf", result);
    }

    private JsonObject? ConvertTyped(JsonElement schema)
    {
        var types = new List<string>();
        bool nullable = schema.TryGetProperty("nullable", out JsonElement said) && said.ValueKind == JsonValueKind.True;
        foreach (string type in Types(schema))
        {
            if (type == "null")
            {
                nullable = true;
            }
            else
            {
                types.Add(type);
            }
        }

        JsonObject? result;
        if (types.Count == 1)
        {
            result = ConvertAs(types[0], schema, ref nullable);
        }
        else
        {
            var branches = new JsonArray();
            foreach (string type in types)
            {
                if (ConvertAs(type, schema, ref nullable) is not JsonObject branch)
                {
                    return null;
                }

                branches.Add((JsonNode)branch);
            }

            result = branches.Count == 0 ? null : new JsonObject { ["anyOf"] = branches };
        }

        if (result is not null && nullable)
        {
            result["nullable"] = true;
        }

        return result is null ? null : Described(schema, result);
    }

    private JsonObject? ConvertAs(string type, JsonElement schema, ref bool nullable)
    {
        var result = new JsonObject { ["type"] = type.ToUpperInvariant() };
        if (!TryAddValues(type, schema, result, ref nullable))
        {
            return null;
        }

        switch (type)
        {
            case "object":
                Copy(schema, result, "minProperties", "maxProperties");
                return AddProperties(schema, result) ? result : null;
            case "array":
                Copy(schema, result, "minItems", "maxItems");
                if (!schema.TryGetProperty("items", out JsonElement items) || Convert(items) is not JsonObject converted)
                {
                    return null;
                }

                result["items"] = converted;
                return result;
            case "string":
                // Other formats are refused.
                CopyFormat(schema, result, "date-time", "enum");
                Copy(schema, result, "minLength", "maxLength", "pattern");
                return result;
            case "integer":
                CopyFormat(schema, result, "int32", "int64");
                Copy(schema, result, "minimum", "maximum");
                return result;
            case "number":
                CopyFormat(schema, result, "float", "double");
                Copy(schema, result, "minimum", "maximum");
                return result;
            case "boolean":
                return result;
            default:
                return null;
        }
    }

    // An object of which nothing is known is refused.
    private bool AddProperties(JsonElement schema, JsonObject result)
    {
        if (!schema.TryGetProperty("properties", out JsonElement properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        var converted = new JsonObject();
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            if (Convert(property.Value) is not JsonObject value)
            {
                return false;
            }

            converted[property.Name] = value;
        }

        if (converted.Count == 0)
        {
            return false;
        }

        result["properties"] = converted;
        if (schema.TryGetProperty("required", out JsonElement required) && required.ValueKind == JsonValueKind.Array)
        {
            // A name that is no property is refused.
            string[] names = [.. required.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!).Where(converted.ContainsKey).Distinct()];
            if (names.Length > 0)
            {
                result["required"] = Texts(names);
            }
        }

        if (_ordered && converted.Count > 1)
        {
            result["propertyOrdering"] = Texts(converted.Select(property => property.Key));
        }

        return true;
    }

    // Only texts can be listed, and none of them empty.
    private static bool TryAddValues(string type, JsonElement schema, JsonObject result, ref bool nullable)
    {
        JsonElement[] values;
        if (schema.TryGetProperty("const", out JsonElement only))
        {
            values = [only];
        }
        else if (!schema.TryGetProperty("enum", out JsonElement listed))
        {
            return true;
        }
        else if (listed.ValueKind == JsonValueKind.Array)
        {
            values = [.. listed.EnumerateArray()];
        }
        else
        {
            return false;
        }

        nullable |= values.Any(value => value.ValueKind == JsonValueKind.Null);
        JsonElement[] others = [.. values.Where(value => value.ValueKind != JsonValueKind.Null)];
        if (type != "string" || others.Length == 0 || others.Any(value => value.ValueKind != JsonValueKind.String || value.GetString()!.Length == 0))
        {
            return false;
        }

        result["enum"] = Texts(others.Select(value => value.GetString()!));
        return true;
    }
}
