using System;
using System.Text.Json;

namespace Whatai.Client.Schemas;

/// <summary>The keywords for numbers.</summary>
internal static class NumberKeywords
{
    public static void Check(JsonElement value, JsonElement schema, JsonLocation at, SchemaProblems problems)
    {
        JsonNumber number = JsonNumber.Of(value);
        Expect("minimum", limit => number.CompareTo(limit) >= 0, "at least");
        Expect("maximum", limit => number.CompareTo(limit) <= 0, "at most");
        Expect("exclusiveMinimum", limit => number.CompareTo(limit) > 0, "more than");
        Expect("exclusiveMaximum", limit => number.CompareTo(limit) < 0, "less than");
        Expect("multipleOf", number.IsMultipleOf, "a multiple of");

        void Expect(string keyword, Func<JsonNumber, bool> fits, string what)
        {
            if (schema.TryGetProperty(keyword, out JsonElement limit) && limit.ValueKind == JsonValueKind.Number && !fits(JsonNumber.Of(limit)))
            {
                problems.Add(at, $"expected {what} {JsonText.Excerpt(limit)}, found {JsonText.Excerpt(value)}");
            }
        }
    }
}
