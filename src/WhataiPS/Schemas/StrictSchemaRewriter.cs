using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Schemas;
using WhataiPS.Resources;

namespace WhataiPS.Schemas;

/// <summary>Makes a schema one that OpenAI's strict structured output takes.</summary>
internal static class StrictSchemaRewriter
{
    /// <summary>
    /// Gives each object <c>additionalProperties: false</c> unless it says otherwise, and all its properties as <c>required</c>.
    /// A property that an explicit <c>required</c> leaves out may be null instead. All else stays as it is.
    /// </summary>
    public static JsonElement Make(JsonElement schema) => SchemaText.ToElement(Rewrite(InlineRoot(schema))!);

    /// <summary>What the root means, where it only refers to a definition.</summary>
    /// <exception cref="ArgumentException">It refers to nothing.</exception>
    public static JsonElement FollowRoot(JsonElement schema)
    {
        var followed = new HashSet<string>(StringComparer.Ordinal);
        JsonElement root = schema;
        while (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("$ref", out JsonElement member) && member.ValueKind == JsonValueKind.String)
        {
            string reference = member.GetString()!;
            if (!followed.Add(reference) || !SchemaReference.TryResolve(schema, reference, out root) || root.ValueKind != JsonValueKind.Object)
            {
                throw new ArgumentException(SR.SchemaRootReference(reference));
            }
        }

        return root;
    }

    // Strict mode wants the object itself at the root. Generators of schemas like to put a reference there.
    private static JsonElement InlineRoot(JsonElement schema)
    {
        if (!schema.TryGetProperty("$ref", out _))
        {
            return schema;
        }

        var result = (JsonObject)SchemaNodes.Copy(FollowRoot(schema))!;
        foreach (JsonProperty member in schema.EnumerateObject().Where(member => member.Name != "$ref" && !result.ContainsKey(member.Name)))
        {
            result[member.Name] = SchemaNodes.Copy(member.Value);
        }

        return SchemaText.ToElement(result);
    }

    private static JsonNode? Rewrite(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return schema.ValueKind == JsonValueKind.Array ? RewriteItems(schema) : SchemaNodes.Copy(schema);
        }

        var result = new JsonObject();
        foreach (JsonProperty member in schema.EnumerateObject())
        {
            result[member.Name] = member.Name switch
            {
                "properties" or "$defs" or "definitions" => RewriteMembers(member.Value),
                "items" or "prefixItems" or "anyOf" or "oneOf" or "additionalProperties" => Rewrite(member.Value),
                _ => SchemaNodes.Copy(member.Value),
            };
        }

        if (IsObject(schema))
        {
            Close(result);
        }

        return result;
    }

    private static JsonArray RewriteItems(JsonElement schemas) => new([.. schemas.EnumerateArray().Select(Rewrite)]);

    private static JsonNode? RewriteMembers(JsonElement schemas)
    {
        if (schemas.ValueKind != JsonValueKind.Object)
        {
            return SchemaNodes.Copy(schemas);
        }

        var result = new JsonObject();
        foreach (JsonProperty member in schemas.EnumerateObject())
        {
            result[member.Name] = Rewrite(member.Value);
        }

        return result;
    }

    private static bool IsObject(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out JsonElement type))
        {
            return schema.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object;
        }

        return type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.ValueEquals("object"))
            : type.ValueKind == JsonValueKind.String && type.ValueEquals("object");
    }

    private static void Close(JsonObject schema)
    {
        if (schema["properties"] is JsonObject properties)
        {
            string[] names = [.. properties.Select(property => property.Key)];
            if (schema["required"] is JsonArray required)
            {
                HashSet<string> kept = new(required.Select(name => name?.ToString() ?? string.Empty), StringComparer.Ordinal);
                foreach (string name in names.Where(name => !kept.Contains(name)))
                {
                    AllowNull(properties, name);
                }
            }

            schema["required"] = new JsonArray([.. names.Select(name => (JsonNode)name)]);
        }

        if (!schema.ContainsKey("additionalProperties"))
        {
            schema["additionalProperties"] = false;
        }
    }

    private static void AllowNull(JsonObject properties, string name)
    {
        if (properties[name] is JsonObject property)
        {
            // A node has one parent: it must leave the one before the other takes it.
            properties[name] = null;
            properties[name] = SchemaNodes.Nullable(property);
        }
    }
}
