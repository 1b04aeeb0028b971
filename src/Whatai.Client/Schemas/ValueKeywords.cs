using System;
using System.Linq;
using System.Text.Json;

namespace Whatai.Client.Schemas;

/// <summary>The keywords for values of every type: <c>type</c>, <c>enum</c>, <c>const</c>.</summary>
internal static class ValueKeywords
{
    private const int MostShown = 12;

    /// <returns>Whether the type is right.</returns>
    public static bool CheckType(JsonElement value, JsonElement schema, JsonLocation at, SchemaProblems problems)
    {
        if (FitsType(value, schema))
        {
            return true;
        }

        JsonElement type = schema.GetProperty("type");
        string expected = type.ValueKind == JsonValueKind.Array
            ? string.Join(" or ", type.EnumerateArray().Select(JsonText.Read))
            : JsonText.Read(type);
        problems.Add(at, $"expected {expected}, found {Found(value, expected)}");
        return false;
    }

    public static bool FitsType(JsonElement value, JsonElement schema) =>
        schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out JsonElement type) || type.ValueKind switch
        {
            JsonValueKind.String => IsOfType(value, JsonText.Read(type)),
            JsonValueKind.Array => type.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && IsOfType(value, JsonText.Read(one))),
            _ => true,
        };

    public static void CheckChoice(JsonElement value, JsonElement schema, JsonLocation at, SchemaProblems problems)
    {
        if (schema.TryGetProperty("enum", out JsonElement choices) && choices.ValueKind == JsonValueKind.Array)
        {
            string own = JsonText.Canonical(value);
            if (!choices.EnumerateArray().Any(choice => JsonText.Canonical(choice) == own))
            {
                string shown = string.Join(", ", choices.EnumerateArray().Take(MostShown).Select(JsonText.Excerpt));
                string more = choices.GetArrayLength() > MostShown ? ", \u2026" : string.Empty;
                problems.Add(at, $"expected one of {shown}{more}, found {JsonText.Excerpt(value)}");
            }
        }

        if (schema.TryGetProperty("const", out JsonElement constant) && JsonText.Canonical(constant) != JsonText.Canonical(value))
        {
            problems.Add(at, $"expected {JsonText.Excerpt(constant)}, found {JsonText.Excerpt(value)}");
        }
    }

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && JsonNumber.Of(value).IsInteger,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };

    private static string Found(JsonElement value, string expected) => value.ValueKind switch
    {
        // "expected integer, found number" alone would leave the reader to guess.
        JsonValueKind.Number => expected.Contains("integer", StringComparison.Ordinal) ? $"number {JsonText.Excerpt(value)}" : "number",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Null => "null",
        _ => "boolean",
    };
}
