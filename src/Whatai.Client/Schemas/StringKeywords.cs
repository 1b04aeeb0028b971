using System.Linq;
using System.Text.Json;

namespace Whatai.Client.Schemas;

/// <summary>The keywords for strings.</summary>
internal static class StringKeywords
{
    public static void Check(SchemaCheck check, JsonElement value, JsonElement schema, JsonLocation at, SchemaProblems problems)
    {
        bool hasLeast = JsonNumber.TryGetCount(schema, "minLength", out long least);
        bool hasMost = JsonNumber.TryGetCount(schema, "maxLength", out long most);
        bool hasPattern = schema.TryGetProperty("pattern", out JsonElement pattern) && pattern.ValueKind == JsonValueKind.String;
        if (!hasLeast && !hasMost && !hasPattern)
        {
            return;
        }

        string text = JsonText.Read(value);
        // Code points, not UTF-16 units: an emoji is one character.
        int length = text.Length - text.Skip(1).Where((unit, at) => char.IsSurrogatePair(text[at], unit)).Count();
        if (hasLeast && length < least)
        {
            problems.Add(at, $"expected at least {JsonText.Count(least, "character")}, found {length}");
        }

        if (hasMost && length > most)
        {
            problems.Add(at, $"expected at most {JsonText.Count(most, "character")}, found {length}");
        }

        if (hasPattern && check.Patterns.Match(JsonText.Read(pattern), text) == false)
        {
            problems.Add(at, $"{JsonText.Excerpt(value)} does not match the pattern {JsonText.Read(pattern)}");
        }
    }
}
