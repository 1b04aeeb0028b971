using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Schemas;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>
/// The official JSON-Schema-Test-Suite, draft 2020-12, for the keywords that the validator knows. Groups whose schema has others, or a
/// reference that is not local, are left out.
/// </summary>
public class SchemaTestSuiteTests
{
    private const int Files = 27;

    private static readonly HashSet<string> s_known =
    [
        "type", "enum", "const", "properties", "required", "additionalProperties", "patternProperties", "items", "prefixItems", "minItems", "maxItems",
        "uniqueItems", "minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "anyOf",
        "oneOf", "allOf", "not", "$ref", "$schema", "$defs", "$comment", "definitions", "title", "description", "default",
    ];

    // Members whose values are no schemas, or whose members are names and no keywords.
    private static readonly HashSet<string> s_values = ["enum", "const", "default", "required", "type"];
    private static readonly HashSet<string> s_maps = ["properties", "patternProperties", "$defs", "definitions"];

    public static TheoryData<string> Names => [.. Groups().Select(static group => group.Name)];

    [Fact]
    public void The_suite_is_there() => Assert.True(Groups().Count() >= 164 && Directory.GetFiles(Folder, "*.json").Length == Files);

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_valid_fits_and_what_is_not_does_not(string name)
    {
        JsonElement group = Groups().First(one => one.Name == name).Group;
        foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
        {
            IReadOnlyList<string> problems = SchemaValidator.Validate(test.GetProperty("data"), group.GetProperty("schema"));

            Assert.True(
                test.GetProperty("valid").GetBoolean() == (problems.Count == 0),
                $"{test.GetProperty("description")}: {test.GetProperty("data")} against {group.GetProperty("schema")}: {string.Join("; ", problems)}");
        }
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "JSON-Schema-Test-Suite");

    private static IEnumerable<(string Name, JsonElement Group)> Groups() =>
        from file in Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal)
        from entry in JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateArray().Select(static (set, index) => (Set: set, Index: index))
        where IsKnown(entry.Set.GetProperty("schema"))
        select ($"{Path.GetFileNameWithoutExtension(file)} {entry.Index}: {entry.Set.GetProperty("description")}", entry.Set);

    private static bool IsKnown(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema.EnumerateObject().All(static member =>
            s_known.Contains(member.Name)
            && (member.Name != "$ref" || member.Value.ValueKind != JsonValueKind.String || member.Value.GetString()!.StartsWith('#'))
            && (s_values.Contains(member.Name)
                || (s_maps.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.Object ? member.Value.EnumerateObject().All(static named => IsKnown(named.Value)) : IsKnown(member.Value)))),
        JsonValueKind.Array => schema.EnumerateArray().All(IsKnown),
        _ => true,
    };
}
