using System;
using System.Collections;
using System.IO;
using System.Text.Json;
using System.Text.Json.Nodes;
using WhataiPS.Binding;
using WhataiPS.Resources;

namespace WhataiPS.Schemas;

/// <summary>Makes a JSON schema of whatever a user writes for one.</summary>
internal static class SchemaFactory
{
    /// <summary>Makes the schema of an answer.</summary>
    /// <param name="input">A shorthand (hashtable or object), a JSON schema as hashtable, JSON text or path of a .json file, or a .NET type.</param>
    /// <param name="resolvePath">Makes a PowerShell path one of the file system.</param>
    /// <returns>The schema. Of JSON it is what was written; <see cref="StrictSchemaRewriter"/> makes it strict.</returns>
    /// <exception cref="ArgumentException">It is no schema, or its root is not an object.</exception>
    public static JsonElement Create(object input, Func<string, string>? resolvePath)
    {
        object value = Read(input, resolvePath);
        JsonElement schema = value switch
        {
            JsonElement element => element,
            Type type => FromType(type),
            _ when SchemaInput.IsMembers(value) => SchemaText.ToElement(ShorthandSchema.Create(value)),
            IEnumerable => throw RootNotObject(SR.RootIsArray),
            _ => throw new ArgumentException(SR.NotASchema(value.GetType().FullName)),
        };
        RequireObject(schema);
        return schema;
    }

    /// <summary>Reads what is JSON as JSON; all else stays as it is.</summary>
    /// <inheritdoc cref="Create"/>
    public static object Read(object? input, Func<string, string>? resolvePath) => PSValue.Unwrap(input) switch
    {
        null => throw new ArgumentException(SR.SchemaMissing),
        string text => SchemaText.Read(text, resolvePath),
        FileInfo file => SchemaText.ReadFile(file.FullName),
        JsonElement element => element.Clone(),
        JsonDocument document => document.RootElement.Clone(),
        JsonNode node => SchemaText.ToElement(node),
        { } other => other,
    };

    private static JsonElement FromType(Type type)
    {
        var types = new TypeSchema(type);
        JsonNode schema = types.Describe(type, type.Name);
        types.MoveDefinitionsTo(schema);
        return SchemaText.ToElement(schema);
    }

    private static void RequireObject(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw RootNotObject(schema.ValueKind is JsonValueKind.Array ? SR.RootIsArray : SR.RootIsNoSchema);
        }

        JsonElement root = StrictSchemaRewriter.FollowRoot(schema);
        if (root.TryGetProperty("type", out JsonElement type))
        {
            if (type.ValueKind != JsonValueKind.String || type.GetString() != "object")
            {
                throw RootNotObject(SR.RootIsOfType(type.GetRawText()));
            }
        }
        else if (root.TryGetProperty("anyOf", out _) || root.TryGetProperty("oneOf", out _) || root.TryGetProperty("enum", out _))
        {
            throw RootNotObject(SR.RootIsChoice);
        }
        else if (!root.TryGetProperty("properties", out _))
        {
            throw new ArgumentException(SR.SchemaWithoutRoot);
        }
    }

    private static ArgumentException RootNotObject(string what) => new(SR.SchemaRootNotObject(what));
}
