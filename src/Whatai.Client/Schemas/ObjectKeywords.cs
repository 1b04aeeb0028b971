using System.Text.Json;

namespace Whatai.Client.Schemas;

/// <summary>The keywords for objects.</summary>
internal static class ObjectKeywords
{
    public static void Check(SchemaCheck check, JsonElement value, JsonElement schema, JsonLocation at, SchemaProblems problems)
    {
        CheckRequired(value, schema, at, problems);
        bool hasProperties = TryGetObject(schema, "properties", out JsonElement properties);
        bool hasPatterns = TryGetObject(schema, "patternProperties", out JsonElement patterns);
        bool hasRest = schema.TryGetProperty("additionalProperties", out JsonElement rest);
        if (!hasProperties && !hasPatterns && !hasRest)
        {
            return;
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            string name = JsonText.ReadName(member);
            JsonLocation inner = at.Member(name);
            bool known = false;
            if (hasProperties && properties.TryGetProperty(name, out JsonElement property))
            {
                known = true;
                check.Check(member.Value, property, inner, problems);
            }

            if (hasPatterns)
            {
                foreach (JsonProperty pattern in patterns.EnumerateObject())
                {
                    if (check.Patterns.Match(JsonText.ReadName(pattern), name) == true)
                    {
                        known = true;
                        check.Check(member.Value, pattern.Value, inner, problems);
                    }
                }
            }

            if (!known && hasRest)
            {
                CheckRest(check, member.Value, rest, inner, problems);
            }
        }
    }

    private static void CheckRequired(JsonElement value, JsonElement schema, JsonLocation at, SchemaProblems problems)
    {
        if (!schema.TryGetProperty("required", out JsonElement required) || required.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (JsonElement entry in required.EnumerateArray())
        {
            if (entry.ValueKind == JsonValueKind.String && JsonText.Read(entry) is var name && !value.TryGetProperty(name, out _))
            {
                problems.Add(at.Member(name), "required, but missing");
            }
        }
    }

    private static void CheckRest(SchemaCheck check, JsonElement value, JsonElement rest, JsonLocation at, SchemaProblems problems)
    {
        if (rest.ValueKind == JsonValueKind.False)
        {
            problems.Add(at, "the schema knows no such property");
        }
        else
        {
            check.Check(value, rest, at, problems);
        }
    }

    private static bool TryGetObject(JsonElement schema, string keyword, out JsonElement value) =>
        schema.TryGetProperty(keyword, out value) && value.ValueKind == JsonValueKind.Object;
}
