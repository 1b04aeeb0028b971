using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using WhataiPS.Resources;

namespace WhataiPS.Schemas;

/// <summary>
/// What OpenAI's documents put around a schema: <c>{name, strict, schema}</c>, with <c>type: json_schema</c> as the Responses API has it, and
/// within <c>json_schema</c>, <c>response_format</c> or <c>text.format</c>.
/// </summary>
internal sealed record SchemaWrapper
{
    private const string JsonSchema = "json_schema";

    private static readonly string[] s_members = ["name", "description", "strict", "schema", "type"];
    private static readonly Regex s_name = new("^[a-zA-Z0-9_-]{1,64}$", RegexOptions.CultureInvariant);

    /// <summary>The schema itself, in whatever form it was given.</summary>
    public required object Schema { get; init; }

    /// <summary>The name that the wrapper has.</summary>
    public string? Name { get; init; }

    /// <summary>What it says the answer is for.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it asks for strict output.</summary>
    public bool? Strict { get; init; }

    /// <summary>Takes the wrapper off.</summary>
    /// <exception cref="ArgumentException">Its name is none that the API takes.</exception>
    public static SchemaWrapper Open(object value)
    {
        Dictionary<string, object?>? members = Members(value);
        if (members is null)
        {
            return new SchemaWrapper { Schema = value };
        }

        if (Outer(members) is object inner)
        {
            return Open(inner);
        }

        if (!IsWrapper(members, value is JsonElement))
        {
            return new SchemaWrapper { Schema = value };
        }

        string? name = members.TryGetValue("name", out object? given) ? given as string : null;
        return name is null || s_name.IsMatch(name)
            ? new SchemaWrapper { Schema = members["schema"]!, Name = name, Description = Text(members, "description"), Strict = members.TryGetValue("strict", out object? strict) ? strict as bool? : null }
            : throw new ArgumentException(SR.SchemaNameUnfit(name));
    }

    // What is around the wrapper.
    private static object? Outer(Dictionary<string, object?> members)
    {
        object? inner = Inner(members, "response_format") ?? Inner(members, "format") ?? (Members(Value(members, "text")) is { } text ? Inner(text, "format") : null);
        return inner is not null && Members(inner) is { } format && IsJsonSchema(format) ? inner
            : members.ContainsKey("properties") ? null
            : Inner(members, JsonSchema) is object wrapped && Members(wrapped)!.ContainsKey("schema") ? wrapped : null;
    }

    private static bool IsJsonSchema(Dictionary<string, object?> members) => Text(members, "type") == JsonSchema || members.ContainsKey(JsonSchema);

    // A shorthand may have properties of these names; what it can't have is a flag, or a schema beside a name that is no type.
    private static bool IsWrapper(Dictionary<string, object?> members, bool isJson) =>
        Value(members, "schema") is object schema && members.Keys.All(static key => s_members.Contains(key, StringComparer.OrdinalIgnoreCase))
        && (Text(members, "type") == JsonSchema
            || (!members.ContainsKey("type")
                && (isJson || Value(members, "strict") is bool || (Text(members, "name") is string name && !ShorthandWord.IsWord(name) && SchemaInput.IsMembers(schema) && HashtableSchema.IsSchema(schema)))));

    private static object? Value(Dictionary<string, object?> members, string name) => members.TryGetValue(name, out object? value) ? value : null;

    private static string? Text(Dictionary<string, object?> members, string name) => Value(members, name) as string;

    private static object? Inner(Dictionary<string, object?> members, string name) => Value(members, name) is object value && Members(value) is not null ? value : null;

    private static Dictionary<string, object?>? Members(object? value)
    {
        IEnumerable<KeyValuePair<string, object?>>? members = value is JsonElement { ValueKind: JsonValueKind.Object } json
            ? json.EnumerateObject().Select(static member => new KeyValuePair<string, object?>(member.Name, Plain(member.Value)))
            : SchemaInput.IsMembers(value) ? SchemaInput.Members(value!) : null;
        if (members is null)
        {
            return null;
        }

        var result = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, object?> member in members)
        {
            result[member.Key] = member.Value;
        }

        return result;
    }

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => value,
    };
}
