using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using WhataiPS.Binding;
using WhataiPS.Resources;

namespace WhataiPS.Schemas;

/// <summary>JSON schemas that are written as hashtables or custom objects.</summary>
internal static class HashtableSchema
{
    private const int DeepestNesting = 50;

    private static readonly string[] s_types = ["object", "array", "string", "integer", "number", "boolean", "null"];

    private static readonly string[] s_formats = ["date-time", "date", "time", "duration", "uuid", "email"];

    private static readonly string[] s_prose = ["title", "description", "pattern", "format"];

    private static readonly string[] s_limits =
        ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems"];

    /// <summary>Whether it is a schema already: it has something that makes no sense in the shorthand.</summary>
    public static bool IsSchema(object members)
    {
        Dictionary<string, object?> values = [];
        foreach (KeyValuePair<string, object?> member in SchemaInput.Members(members))
        {
            values[member.Key] = member.Value;
        }

        return values.TryGetValue("$schema", out object? dialect) && dialect is string
            || values.TryGetValue("$ref", out object? reference) && reference is string
            || values.TryGetValue("anyOf", out object? branches) && branches is IList list && list.Count > 0 && list.Cast<object?>().All(branch => SchemaInput.IsMembers(PSValue.Unwrap(branch)))
            || HasType(values) && (HasPart(values, "properties") || HasPart(values, "items") || HasChoices(values) || HasLimit(values) || HasProse(values) || HasFormat(values));
    }

    /// <summary>Takes the schema as it is.</summary>
    /// <exception cref="ArgumentException">Something in it has no JSON form, or definitions stand where no reference could find them.</exception>
    public static JsonObject Create(object members, string path)
    {
        var schema = (JsonObject)ToNode(members, 0)!;
        if (path.Length > 0 && (schema.ContainsKey("$defs") || schema.ContainsKey("definitions")))
        {
            throw new ArgumentException(SR.SchemaOwnDefinitions(path));
        }

        return schema;
    }

    private static bool HasType(Dictionary<string, object?> values) =>
        values.TryGetValue("type", out object? type)
        && (type is string word ? s_types.Contains(word)
            : type is IList words && words.Count > 1 && words.Cast<object?>().All(one => PSValue.Unwrap(one) is string name && s_types.Contains(name)));

    private static bool HasPart(Dictionary<string, object?> values, string keyword) =>
        values.TryGetValue(keyword, out object? part) && SchemaInput.IsMembers(part);

    private static bool HasChoices(Dictionary<string, object?> values) =>
        values.TryGetValue("enum", out object? choices) && choices is IList { Count: > 1 };

    private static bool HasLimit(Dictionary<string, object?> values) =>
        s_limits.Any(keyword => values.TryGetValue(keyword, out object? limit) && limit is int or long or double or decimal);

    private static bool HasProse(Dictionary<string, object?> values) =>
        s_prose.Any(keyword => values.TryGetValue(keyword, out object? text) && text is string words && !ShorthandWord.IsWord(words));

    // The shorthand has these words too, but a text with a format is hardly an object with "type" and "format".
    private static bool HasFormat(Dictionary<string, object?> values) =>
        values.Count == 2 && values["type"] is "string" && values.TryGetValue("format", out object? format) && format is string name && s_formats.Contains(name);

    private static JsonNode? ToNode(object? value, int depth)
    {
        if (depth > DeepestNesting)
        {
            throw new ArgumentException(SR.SchemaTooDeep(DeepestNesting));
        }

        if (SchemaInput.IsMembers(value))
        {
            var result = new JsonObject();
            foreach (KeyValuePair<string, object?> member in SchemaInput.Members(value!))
            {
                // PowerShell writes a list of one without its brackets.
                result[member.Key] = member is { Key: "required", Value: string name } ? new JsonArray(name) : ToNode(member.Value, depth + 1);
            }

            return result;
        }

        return value is IEnumerable items and not string
            ? new JsonArray([.. items.Cast<object?>().Select(item => ToNode(PSValue.Unwrap(item), depth + 1))])
            : JsonConversion.ToNode(value);
    }
}
