using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using WhataiPS.Binding;
using WhataiPS.Resources;

namespace WhataiPS.Schemas;

/// <summary>Makes a schema of the shorthand: <c>@{ answer = 'string'; steps = @('string'); age = [int] }</c>.</summary>
internal sealed class ShorthandSchema
{
    // Two levels of JSON each; readers of JSON give up at 64.
    private const int DeepestNesting = 25;

    private readonly TypeSchema _types = new(root: null);

    public static JsonObject Create(object members)
    {
        if (HashtableSchema.IsSchema(members))
        {
            return HashtableSchema.Create(members, string.Empty);
        }

        var shorthand = new ShorthandSchema();
        JsonObject schema = shorthand.DescribeMembers(members, string.Empty, 0);
        shorthand._types.MoveDefinitionsTo(schema);
        return schema;
    }

    private JsonObject DescribeMembers(object value, string path, int depth)
    {
        if (depth > DeepestNesting)
        {
            throw new ArgumentException(SR.SchemaTooDeepAt(DeepestNesting, path));
        }

        var properties = new JsonObject();
        foreach (KeyValuePair<string, object?> member in SchemaInput.Members(value))
        {
            string inner = path.Length == 0 ? member.Key : $"{path}.{member.Key}";
            if (string.IsNullOrWhiteSpace(member.Key))
            {
                throw new ArgumentException(path.Length == 0 ? SR.SchemaEmptyName : SR.SchemaEmptyNameIn(path));
            }

            if (properties.ContainsKey(member.Key))
            {
                throw new ArgumentException(SR.SchemaTwice(inner));
            }

            properties[member.Key] = Describe(member.Value, inner, depth + 1);
        }

        return SchemaNodes.Object(properties);
    }

    private JsonNode Describe(object? value, string path, int depth) => value switch
    {
        string word => ShorthandWord.Describe(word, path),
        Type type => _types.Describe(type, path),
        JsonElement element => SchemaNodes.Copy(element)!,
        JsonNode node => node.DeepClone(),
        _ when SchemaInput.IsMembers(value) => HashtableSchema.IsSchema(value!) ? HashtableSchema.Create(value!, path) : DescribeMembers(value!, path, depth),
        IEnumerable items => DescribeItems(items, path, depth),
        null => throw new ArgumentException(SR.SchemaNull(path, SR.SchemaWordRemedy)),
        _ => throw new ArgumentException(SR.SchemaNoTypeValue(path, value.GetType().Name, value, SR.SchemaWordRemedy)),
    };

    private JsonObject DescribeItems(IEnumerable items, string path, int depth)
    {
        object?[] elements = [.. items.Cast<object?>().Take(2)];
        if (elements.Length != 1)
        {
            throw new ArgumentException(elements.Length == 0 ? SR.SchemaEmptyArray(path) : SR.SchemaLongArray(path));
        }

        if (depth > DeepestNesting)
        {
            throw new ArgumentException(SR.SchemaTooDeepAt(DeepestNesting, path));
        }

        return SchemaNodes.Array(Describe(PSValue.Unwrap(elements[0]), path + "[]", depth + 1));
    }
}
