using System;
using System.Text.Json.Nodes;
using Whatai.Client.Gemini;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>JSON schema, said in Gemini's subset of OpenAPI.</summary>
public class GeminiSchemaTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", """{"type":"STRING"}""")]
    [InlineData("""{"type":"boolean","title":"T","description":"D","default":true,"examples":[true]}""", """{"type":"BOOLEAN","title":"T","description":"D"}""")]
    [InlineData("""{"type":"string","format":"date-time","minLength":1,"maxLength":9,"pattern":"^a"}""", """{"type":"STRING","format":"date-time","minLength":1,"maxLength":9,"pattern":"^a"}""")]
    [InlineData("""{"type":"string","format":"email"}""", """{"type":"STRING"}""")]
    [InlineData("""{"type":"integer","format":"int32","minimum":1,"maximum":9,"multipleOf":2,"exclusiveMinimum":0}""", """{"type":"INTEGER","format":"int32","minimum":1,"maximum":9}""")]
    [InlineData("""{"type":"number","format":"money","minimum":-1.5}""", """{"type":"NUMBER","minimum":-1.5}""")]
    [InlineData("""{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":3,"uniqueItems":true}""", """{"type":"ARRAY","items":{"type":"STRING"},"minItems":1,"maxItems":3}""")]
    [InlineData("""{"items":{"type":"string"}}""", """{"type":"ARRAY","items":{"type":"STRING"}}""")]
    public void Values(string schema, string expected)
    {
        AssertConverted(expected, schema);
    }

    [Theory]
    [InlineData("""{"type":"string","enum":["a","b"]}""", """{"type":"STRING","enum":["a","b"]}""")]
    [InlineData("""{"enum":["a",null]}""", """{"type":"STRING","enum":["a"],"nullable":true}""")]
    [InlineData("""{"const":"a"}""", """{"type":"STRING","enum":["a"]}""")]
    [InlineData("""{"type":["string","null"]}""", """{"type":"STRING","nullable":true}""")]
    [InlineData("""{"type":"string","nullable":true}""", """{"type":"STRING","nullable":true}""")]
    [InlineData("""{"type":["string","integer","null"],"minimum":1}""", """{"anyOf":[{"type":"STRING"},{"type":"INTEGER","minimum":1}],"nullable":true}""")]
    public void Lists_and_nulls(string schema, string expected)
    {
        AssertConverted(expected, schema);
    }

    [Theory]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}],"description":"D"}""", """{"type":"STRING","nullable":true,"description":"D"}""")]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"integer"}]}""", """{"anyOf":[{"type":"STRING"},{"type":"INTEGER"}]}""")]
    [InlineData("""{"oneOf":[{"const":"a"},{"const":null}]}""", """{"type":"STRING","enum":["a"],"nullable":true}""")]
    [InlineData("""{"type":"string","anyOf":[{"const":"a"},{"type":"string","format":"date-time"}],"nullable":true}""", """{"anyOf":[{"type":"STRING","enum":["a"]},{"type":"STRING","format":"date-time"}],"nullable":true}""")]
    [InlineData("""{"allOf":[{"type":"string","description":"x"}],"description":"D"}""", """{"type":"STRING","description":"D"}""")]
    public void Branches(string schema, string expected)
    {
        AssertConverted(expected, schema);
    }

    [Fact]
    public void Objects()
    {
        const string Schema =
            """
            {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"x","type":"object","additionalProperties":false,
             "properties":{"z":{"type":"string"},"a":{"type":"object","properties":{"k":{"type":"integer"}},"required":["k","ghost"]}},
             "required":["z","a","z"],"minProperties":1,"patternProperties":{"^x":{}}}
            """;

        AssertConverted(
            """
            {"type":"OBJECT","properties":{"z":{"type":"STRING"},"a":{"type":"OBJECT","properties":{"k":{"type":"INTEGER"}},"required":["k"]}},
             "required":["z","a"],"minProperties":1}
            """,
            Schema);
        JsonObject ordered = GeminiSchemaConverter.Convert(GivenGemini.Json(Schema), ordered: true)!;
        Assert.Equal("""["z","a"]""", ordered["propertyOrdering"]!.ToJsonString());
        Assert.Null(ordered["properties"]!["a"]!["propertyOrdering"]);
    }

    [Fact]
    public void References_are_put_in_place()
    {
        AssertConverted(
            """
            {"type":"OBJECT","properties":{
               "from":{"type":"OBJECT","properties":{"city":{"type":"STRING"}},"description":"Where it begins"},
               "to":{"type":"ARRAY","items":{"type":"OBJECT","properties":{"city":{"type":"STRING"}},"description":"A place"}}}}
            """,
            """
            {"type":"object","$defs":{"place":{"type":"object","description":"A place","properties":{"city":{"$ref":"#/definitions/name"}}}},
             "definitions":{"name":{"type":"string"}},
             "properties":{"from":{"$ref":"#/$defs/place","description":"Where it begins"},"to":{"type":"array","items":{"$ref":"#/$defs/place"}}}}
            """);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("""{"type":"null"}""")]
    [InlineData("""{"type":"object"}""")]
    [InlineData("""{"type":"object","properties":{}}""")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"string"}}""")]
    [InlineData("""{"type":"object","properties":{"any":{}}}""")]
    [InlineData("""{"type":"object","properties":{"any":true}}""")]
    [InlineData("""{"type":"array"}""")]
    [InlineData("""{"type":"array","items":[{"type":"string"}]}""")]
    [InlineData("""{"type":"array","prefixItems":[{"type":"string"}]}""")]
    [InlineData("""{"type":"integer","enum":[1,2]}""")]
    [InlineData("""{"const":1}""")]
    [InlineData("""{"const":null}""")]
    [InlineData("""{"type":"string","enum":["a",""]}""")]
    [InlineData("""{"type":"string","enum":[]}""")]
    [InlineData("""{"type":"odd"}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":["string",7]}""")]
    [InlineData("""{"allOf":[{"type":"string"},{"minLength":1}]}""")]
    [InlineData("""{"allOf":[{"type":"string"}],"minLength":1}""")]
    [InlineData("""{"anyOf":[]}""")]
    [InlineData("""{"anyOf":[{"type":"null"}]}""")]
    [InlineData("""{"anyOf":{"type":"string"}}""")]
    [InlineData("""{"anyOf":[{"type":"string"},{}]}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"anyOf":[{"required":["a"]}]}""")]
    [InlineData("""{"$ref":"#/$defs/gone"}""")]
    [InlineData("""{"$ref":"https://h.example/schema"}""")]
    [InlineData("""{"$ref":7}""")]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"next":{"$ref":"#/$defs/node"}}}}}""")]
    public void What_the_subset_cannot_say_is_not_converted(string schema)
    {
        Assert.Null(GeminiSchemaConverter.Convert(GivenGemini.Json(schema), ordered: true));
    }

    [Fact]
    public void References_that_fan_out_end()
    {
        var definitions = new JsonObject { ["d0"] = new JsonObject { ["type"] = "string" } };
        for (int i = 1; i < 40; i++)
        {
            definitions["d" + i] = JsonNode.Parse("""{"type":"object","properties":{"a":{"$ref":"#/$defs/dN"},"b":{"$ref":"#/$defs/dN"}}}""".Replace("dN", "d" + (i - 1), StringComparison.Ordinal));
        }

        var schema = new JsonObject { ["$ref"] = "#/$defs/d39", ["$defs"] = definitions };

        Assert.Null(GeminiSchemaConverter.Convert(GivenGemini.Json(schema.ToJsonString()), ordered: false));
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"type":"object"}""", true)]
    [InlineData("""{"type":"object","properties":{},"required":[],"additionalProperties":false}""", true)]
    [InlineData("""{"type":"object","additionalProperties":{"type":"string"}}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{}}}""", false)]
    [InlineData("""{"type":"object","properties":7}""", false)]
    [InlineData("""{"$ref":"#/$defs/a"}""", false)]
    [InlineData("""{"type":"string"}""", false)]
    [InlineData("""{"type":["object"]}""", false)]
    [InlineData("true", false)]
    public void A_function_without_parameters_has_none(string schema, bool isEmpty)
    {
        Assert.Equal(isEmpty, GeminiSchemaConverter.IsEmptyObject(GivenGemini.Json(schema)));
    }

    private static void AssertConverted(string expected, string schema) =>
        JsonAssert.Equal(expected, GeminiSchemaConverter.Convert(GivenGemini.Json(schema), ordered: false)?.ToJsonString());
}
