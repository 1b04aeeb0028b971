using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;

namespace Whatai.Emulator.Schema;

/// <summary>
/// OpenAI's rules for a schema with <c>strict: true</c>: the root is an object without anyOf; every object has
/// additionalProperties false and exactly its properties as required; every array has items; every schema has a
/// type, $ref, anyOf, enum or const; each $ref resolves; there are no unsupported keywords.
/// </summary>
internal sealed class StrictSchemaChecker
{
    private static readonly string[] s_forbidden =
    [
        "oneOf", "allOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "patternProperties",
    ];

    private static readonly string[] s_kinds = ["type", "$ref", "anyOf", "enum", "const"];

    private readonly JsonElement _root;
    private readonly string _owner;
    private readonly string _param;
    private readonly string? _code;

    private StrictSchemaChecker(JsonElement root, string owner, string param, string? code)
    {
        _root = root;
        _owner = owner;
        _param = param;
        _code = code;
    }

    /// <param name="schema">The schema.</param>
    /// <param name="owner">The schema's owner in messages, such as <c>response_format 'answer'</c>.</param>
    /// <param name="param">The error's param.</param>
    /// <param name="code">The error's code.</param>
    /// <exception cref="ApiErrorException">400 that names the first violation and its place.</exception>
    internal static void Check(JsonElement schema, string owner, string param, string? code)
    {
        var check = new StrictSchemaChecker(schema, owner, param, code);
        string type = schema.TryGetProperty("type", out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "None";
        if (type != "object")
        {
            throw check.Invalid($"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{type}\"'.");
        }

        if (schema.TryGetProperty("anyOf", out _))
        {
            throw check.Invalid([], "'anyOf' is not permitted at the root.");
        }

        check.Visit(schema, []);
    }

    private void Visit(JsonElement schema, string[] path)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw Invalid(path, $"{schema.GetRawText()} is not of type 'object'.");
        }

        if (System.Array.Find(s_forbidden, k => schema.TryGetProperty(k, out _)) is { } forbidden)
        {
            throw Invalid(path, $"'{forbidden}' is not permitted.");
        }

        if (!s_kinds.Any(k => schema.TryGetProperty(k, out _)))
        {
            throw Invalid(path, "schema must have a 'type' key.");
        }

        if (schema.TryGetProperty("$ref", out JsonElement reference)
            && (reference.ValueKind != JsonValueKind.String || SchemaPointer.Find(_root, reference.GetString()!) is null))
        {
            throw Invalid(path, $"reference {reference.GetRawText()} was not found in the schema.");
        }

        if (SchemaTypes.Has(schema, "object") || schema.TryGetProperty("properties", out _))
        {
            CheckObject(schema, path);
        }

        if (schema.TryGetProperty("items", out JsonElement items))
        {
            Visit(items, [.. path, "items"]);
        }
        else if (SchemaTypes.Has(schema, "array"))
        {
            throw Invalid(path, "array schema missing items.");
        }

        if (schema.TryGetProperty("anyOf", out JsonElement branches) && branches.ValueKind == JsonValueKind.Array)
        {
            int index = 0;
            foreach (JsonElement branch in branches.EnumerateArray())
            {
                Visit(branch, [.. path, "anyOf", (index++).ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            }
        }

        foreach (string holder in new[] { "$defs", "definitions" })
        {
            VisitMembers(schema, holder, path);
        }
    }

    private void CheckObject(JsonElement schema, string[] path)
    {
        if (!schema.TryGetProperty("additionalProperties", out JsonElement additional) || additional.ValueKind != JsonValueKind.False)
        {
            throw Invalid(path, "'additionalProperties' is required to be supplied and to be false.");
        }

        List<string> names = schema.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject().Select(p => p.Name).ToList()
            : [];
        List<string?> required = schema.TryGetProperty("required", out JsonElement array) && array.ValueKind == JsonValueKind.Array
            ? array.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? e.GetString() : null).ToList()
            : [];
        if (names.Find(n => !required.Contains(n)) is { } missing)
        {
            throw Invalid(path, $"'required' is required to be supplied and to be an array including every key in properties. Missing '{missing}'.");
        }

        if (required.Exists(r => r is null || !names.Contains(r)))
        {
            throw Invalid(path, $"Extra required key '{required.Find(r => r is null || !names.Contains(r))}' supplied.");
        }

        VisitMembers(schema, "properties", path);
    }

    private void VisitMembers(JsonElement schema, string holder, string[] path)
    {
        if (schema.TryGetProperty(holder, out JsonElement members) && members.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in members.EnumerateObject())
            {
                Visit(member.Value, [.. path, holder, member.Name]);
            }
        }
    }

    // OpenAI formats the path as a Python tuple.
    private ApiErrorException Invalid(string[] path, string what)
        => Invalid($"In context=({string.Join(", ", path.Select(p => $"'{p}'"))}{(path.Length == 1 ? "," : string.Empty)}), {what}");

    private ApiErrorException Invalid(string what)
        => new(400, $"Invalid schema for {_owner}: {what}", "invalid_request_error", _param, _code);
}
