using System.Collections.Generic;
using System.Text.Json;

namespace Whatai.Client.Schemas;

/// <summary>The keywords that hold several schemas against one value: <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c>, <c>not</c>.</summary>
internal static class BranchKeywords
{
    public static void Check(SchemaCheck check, JsonElement value, JsonElement schema, JsonLocation at, SchemaProblems problems)
    {
        if (schema.TryGetProperty("allOf", out JsonElement all) && all.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement branch in all.EnumerateArray())
            {
                check.Check(value, branch, at, problems);
            }
        }

        if (schema.TryGetProperty("anyOf", out JsonElement any) && any.ValueKind == JsonValueKind.Array)
        {
            CheckAny(check, value, any, at, problems, onlyOne: false);
        }

        if (schema.TryGetProperty("oneOf", out JsonElement one) && one.ValueKind == JsonValueKind.Array)
        {
            CheckAny(check, value, one, at, problems, onlyOne: true);
        }

        if (schema.TryGetProperty("not", out JsonElement not))
        {
            var own = new SchemaProblems(1);
            check.Check(value, not, at, own);
            if (own.Items.Count == 0)
            {
                problems.Add(at, $"{JsonText.Excerpt(value)} is what the schema excludes (not)");
            }
        }
    }

    private static void CheckAny(SchemaCheck check, JsonElement value, JsonElement branches, JsonLocation at, SchemaProblems problems, bool onlyOne)
    {
        int fitting = 0;
        var near = new List<SchemaProblems>();
        foreach (JsonElement branch in branches.EnumerateArray())
        {
            var own = new SchemaProblems(problems.Most);
            check.Check(value, branch, at, own);
            if (own.Items.Count > 0)
            {
                if (ValueKeywords.FitsType(value, branch))
                {
                    near.Add(own);
                }

                continue;
            }

            fitting++;
            if (!onlyOne)
            {
                return;
            }
        }

        string keyword = onlyOne ? "oneOf" : "anyOf";
        if (fitting > 1)
        {
            problems.Add(at, $"fits {fitting} of the {branches.GetArrayLength()} schemas of {keyword}, where exactly one must fit");
        }
        else if (fitting == 0 && near.Count == 1)
        {
            // Only one was meant; what is wrong with it helps more than that none fits.
            problems.Add(near[0].Items);
        }
        else if (fitting == 0)
        {
            problems.Add(at, $"{JsonText.Excerpt(value)} fits none of the {branches.GetArrayLength()} schemas of {keyword}");
        }
    }
}
