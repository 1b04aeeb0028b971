using System.Collections.Generic;
using System.Text.Json;

namespace Whatai.Client.Schemas;

/// <summary>The keywords for arrays.</summary>
internal static class ArrayKeywords
{
    public static void Check(SchemaCheck check, JsonElement value, JsonElement schema, JsonLocation at, SchemaProblems problems)
    {
        int count = value.GetArrayLength();
        if (JsonNumber.TryGetCount(schema, "minItems", out long least) && count < least)
        {
            problems.Add(at, $"expected at least {JsonText.Count(least, "item")}, found {count}");
        }

        if (JsonNumber.TryGetCount(schema, "maxItems", out long most) && count > most)
        {
            problems.Add(at, $"expected at most {JsonText.Count(most, "item")}, found {count}");
        }

        CheckItems(check, value, schema, at, problems);
        if (schema.TryGetProperty("uniqueItems", out JsonElement unique) && unique.ValueKind == JsonValueKind.True)
        {
            CheckUnique(value, at, problems);
        }
    }

    private static void CheckItems(SchemaCheck check, JsonElement value, JsonElement schema, JsonLocation at, SchemaProblems problems)
    {
        bool hasRest = schema.TryGetProperty("items", out JsonElement rest);
        bool hasFirst = schema.TryGetProperty("prefixItems", out JsonElement first);
        // Older drafts wrote the first items' schemas as an array under "items".
        if (!hasFirst && hasRest && rest.ValueKind == JsonValueKind.Array)
        {
            (first, hasFirst) = (rest, true);
            hasRest = schema.TryGetProperty("additionalItems", out rest);
        }

        int firstCount = hasFirst && first.ValueKind == JsonValueKind.Array ? first.GetArrayLength() : 0;
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (index < firstCount)
            {
                check.Check(item, first[index], at.Item(index), problems);
            }
            else if (hasRest)
            {
                check.Check(item, rest, at.Item(index), problems);
            }

            index++;
        }
    }

    private static void CheckUnique(JsonElement value, JsonLocation at, SchemaProblems problems)
    {
        var seen = new Dictionary<string, int>(System.StringComparer.Ordinal);
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            string text = JsonText.Canonical(item);
            if (seen.TryGetValue(text, out int earlier))
            {
                problems.Add(at.Item(index), $"the same as item {earlier}, where all must differ");
            }
            else
            {
                seen[text] = index;
            }

            index++;
        }
    }
}
