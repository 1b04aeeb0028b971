using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Schemas;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What fits a schema, and in which words it is said that something does not.</summary>
public class SchemaValidatorTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", "\"a\"")]
    [InlineData("""{"type":"integer"}""", "1")]
    [InlineData("""{"type":"integer"}""", "1.0")]
    [InlineData("""{"type":"integer"}""", "1e2")]
    [InlineData("""{"type":"integer"}""", "123456789012345678901234567890123456789")]
    [InlineData("""{"type":"number"}""", "1")]
    [InlineData("""{"type":"number"}""", "1e400")]
    [InlineData("""{"type":"boolean"}""", "false")]
    [InlineData("""{"type":"null"}""", "null")]
    [InlineData("""{"type":"array"}""", "[1,\"a\"]")]
    [InlineData("""{"type":"object"}""", """{"a":1}""")]
    [InlineData("""{"type":["string","null"]}""", "null")]
    [InlineData("{}", "[{}]")]
    [InlineData("true", "1")]
    [InlineData("""{"enum":["a",1,null,{"x":1,"y":[2]}]}""", "1.0")]
    [InlineData("""{"enum":["a",1,null,{"x":1,"y":[2]}]}""", """{"y":[2.0],"x":1}""")]
    [InlineData("""{"const":{"a":1}}""", """{"a":1e0}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", "{}")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":"x","b":1}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", "5")]
    [InlineData("""{"patternProperties":{"^n_":{"type":"number"}},"additionalProperties":false}""", """{"n_a":1,"n_b":2}""")]
    [InlineData("""{"additionalProperties":{"type":"integer"}}""", """{"a":1,"b":2}""")]
    [InlineData("""{"items":{"type":"integer"}}""", "[1,2,3]")]
    [InlineData("""{"prefixItems":[{"type":"integer"},{"type":"string"}],"items":{"type":"boolean"}}""", """[1,"a",true,false]""")]
    [InlineData("""{"prefixItems":[{"type":"integer"},{"type":"string"}]}""", "[1]")]
    [InlineData("""{"items":[{"type":"integer"}],"additionalItems":false}""", "[1]")]
    [InlineData("""{"minItems":1,"maxItems":2}""", "[1,2]")]
    [InlineData("""{"minItems":2.0}""", "[1,2]")]
    [InlineData("""{"uniqueItems":true}""", """[1,"1",[1],{"a":1},{"a":2}]""")]
    [InlineData("""{"minLength":1,"maxLength":1}""", "\"😀\"")]
    [InlineData("""{"maxLength":2}""", "\"é中\"")]
    [InlineData("""{"pattern":"^[a-z]+$"}""", "\"abc\"")]
    [InlineData("""{"pattern":"(["}""", "\"abc\"")]
    [InlineData("""{"minimum":1,"maximum":1}""", "1.0")]
    [InlineData("""{"exclusiveMinimum":1,"exclusiveMaximum":2}""", "1.5")]
    [InlineData("""{"multipleOf":0.1}""", "0.3")]
    [InlineData("""{"multipleOf":0}""", "0.3")]
    [InlineData("""{"multipleOf":1e30}""", "3e30")]
    [InlineData("""{"multipleOf":1e30}""", "1e-2147483648")]
    [InlineData("""{"pattern":"^\\p{Letter}+$"}""", "\"cafépage\"")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", "null")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"minimum":2}]}""", "1")]
    [InlineData("""{"allOf":[{"type":"integer"},{"minimum":2}]}""", "2")]
    [InlineData("""{"not":{"type":"string"}}""", "2")]
    [InlineData("""{"format":"date"}""", "\"never\"")]
    [InlineData("""{"$ref":"#/$defs/x","$defs":{"x":{"type":"string"}}}""", "\"a\"")]
    [InlineData("""{"$ref":"#/definitions/x","definitions":{"x":{"type":"string"}}}""", "\"a\"")]
    [InlineData("""{"$ref":"#/$defs/a~1b%20c~0","$defs":{"a/b c~":{"type":"string"}}}""", "\"a\"")]
    [InlineData("""{"properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["next"]}""", """{"next":{"next":null}}""")]
    [InlineData("""{"$ref":"#"}""", "1")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}""", "1")]
    [InlineData("""{"type":5,"required":"a","items":7,"properties":[],"enum":{},"minimum":"x","$ref":1,"anyOf":null}""", "{}")]
    public void What_fits_has_no_problems(string schema, string value) => Assert.Empty(Check(schema, value));

    [Theory]
    [InlineData("""{"type":"string"}""", "1", "$: expected string, found number")]
    [InlineData("""{"type":"string"}""", "null", "$: expected string, found null")]
    [InlineData("""{"type":"integer"}""", "1.5", "$: expected integer, found number 1.5")]
    [InlineData("""{"type":"integer"}""", "\"1\"", "$: expected integer, found string")]
    [InlineData("""{"type":"boolean"}""", "{}", "$: expected boolean, found object")]
    [InlineData("""{"type":"object"}""", "[]", "$: expected object, found array")]
    [InlineData("""{"type":"null"}""", "true", "$: expected null, found boolean")]
    [InlineData("""{"type":["string","null"]}""", "1", "$: expected string or null, found number")]
    [InlineData("""{"type":"string","minLength":3,"enum":["a"]}""", "1", "$: expected string, found number")]
    [InlineData("false", "1", "$: no value is allowed here")]
    [InlineData("""{"enum":["red","green",1,null]}""", "\"blue\"", "$: expected one of \"red\", \"green\", 1, null, found \"blue\"")]
    [InlineData("""{"enum":["1"]}""", "1", "$: expected one of \"1\", found 1")]
    [InlineData("""{"const":"a"}""", "\"A\"", "$: expected \"a\", found \"A\"")]
    [InlineData("""{"required":["a","b c"]}""", "{}", "$.a: required, but missing", "$['b c']: required, but missing")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"a":1,"b":2}""", "$.b: the schema knows no such property")]
    [InlineData("""{"additionalProperties":{"type":"string"}}""", """{"b'":2}""", "$['b\\'']: expected string, found number")]
    [InlineData("""{"patternProperties":{"^n_":{"type":"number"}}}""", """{"n_a":"x"}""", "$.n_a: expected number, found string")]
    [InlineData("""{"properties":{"a":false}}""", """{"a":1}""", "$.a: no value is allowed here")]
    [InlineData("""{"properties":{"steps":{"items":{"properties":{"output":{"type":"string"}}}}}}""", """{"steps":[{},{},{"output":1}]}""", "$.steps[2].output: expected string, found number")]
    [InlineData("""{"items":{"type":"integer"}}""", """[1,"a",true]""", "$[1]: expected integer, found string", "$[2]: expected integer, found boolean")]
    [InlineData("""{"prefixItems":[{"type":"integer"}],"items":false}""", "[1,2]", "$[1]: no value is allowed here")]
    [InlineData("""{"items":[{"type":"integer"}],"additionalItems":false}""", "[\"a\",2]", "$[0]: expected integer, found string", "$[1]: no value is allowed here")]
    [InlineData("""{"minItems":2}""", "[1]", "$: expected at least 2 items, found 1")]
    [InlineData("""{"minItems":1}""", "[]", "$: expected at least 1 item, found 0")]
    [InlineData("""{"maxItems":1}""", "[1,2]", "$: expected at most 1 item, found 2")]
    [InlineData("""{"uniqueItems":true}""", """[{"a":1,"b":2},3,{"b":2,"a":1.0}]""", "$[2]: the same as item 0, where all must differ")]
    [InlineData("""{"minLength":3}""", "\"a😀\"", "$: expected at least 3 characters, found 2")]
    [InlineData("""{"maxLength":1}""", "\"中文\"", "$: expected at most 1 character, found 2")]
    [InlineData("""{"pattern":"^\\d+$"}""", "\"abc\"", "$: \"abc\" does not match the pattern ^\\d+$")]
    [InlineData("""{"minimum":5}""", "3", "$: expected at least 5, found 3")]
    [InlineData("""{"maximum":5}""", "5.01", "$: expected at most 5, found 5.01")]
    [InlineData("""{"exclusiveMinimum":5}""", "5", "$: expected more than 5, found 5")]
    [InlineData("""{"exclusiveMaximum":5}""", "5.0", "$: expected less than 5, found 5.0")]
    [InlineData("""{"exclusiveMinimum":0}""", "-1e-40", "$: expected more than 0, found -1e-40")]
    [InlineData("""{"multipleOf":5}""", "7", "$: expected a multiple of 5, found 7")]
    [InlineData("""{"multipleOf":0.01}""", "0.015", "$: expected a multiple of 0.01, found 0.015")]
    [InlineData("""{"maximum":9007199254740992}""", "9007199254740993", "$: expected at most 9007199254740992, found 9007199254740993")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", "5", "$: 5 fits none of the 2 schemas of anyOf")]
    [InlineData("""{"anyOf":[{"type":"object","required":["a"]},{"type":"null"}]}""", "{}", "$.a: required, but missing")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"minimum":2}]}""", "3", "$: fits 2 of the 2 schemas of oneOf, where exactly one must fit")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"null"}]}""", "\"a\"", "$: \"a\" fits none of the 2 schemas of oneOf")]
    [InlineData("""{"allOf":[{"minimum":5},{"multipleOf":2}]}""", "3", "$: expected at least 5, found 3", "$: expected a multiple of 2, found 3")]
    [InlineData("""{"not":{"type":"string"}}""", "\"a\"", "$: \"a\" is what the schema excludes (not)")]
    [InlineData("""{"$ref":"#/$defs/y"}""", "1", "$: the schema's reference '#/$defs/y' leads nowhere")]
    [InlineData("""{"$ref":"https://example.org/x"}""", "1", "$: the schema's reference 'https://example.org/x' leads nowhere")]
    [InlineData("""{"$ref":"#/$defs/x","minimum":3,"$defs":{"x":{"multipleOf":2}}}""", "1", "$: expected a multiple of 2, found 1", "$: expected at least 3, found 1")]
    [InlineData("""{"properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["next"]}""", """{"next":{"next":{}}}""", "$.next.next.next: required, but missing")]
    [InlineData("""{"type":"string"}""", "[\"\\ud800\"]", "$: expected string, found array")]
    [InlineData("""{"enum":["a"]}""", "\"\\ud800\"", "$: expected one of \"a\", found \"\\ud800\"")]
    public void What_does_not_fit_is_said_with_its_place(string schema, string value, params string[] problems) => Assert.Equal(problems, Check(schema, value));

    [Fact]
    public void The_seed_s_schema()
    {
        const string Schema = """
            {"type":"object","properties":{"steps":{"type":"array","items":{"type":"object","properties":{"explanation":{"type":"string"},"output":{"type":"string"}},
            "required":["explanation","output"],"additionalProperties":false}},"final_answer":{"type":"string"}},"required":["steps","final_answer"],"additionalProperties":false}
            """;

        Assert.Empty(Check(Schema, """{"steps":[{"explanation":"a","output":"b"}],"final_answer":"c"}"""));
        Assert.Equal(
            ["$.final_answer: required, but missing", "$.steps[1].output: required, but missing", "$.steps[1].extra: the schema knows no such property"],
            Check(Schema, """{"steps":[{"explanation":"a","output":"b"},{"explanation":"a","extra":1}]}"""));
    }

    [Fact]
    public void No_more_problems_than_were_asked_for()
    {
        string value = "[" + string.Join(",", Enumerable.Repeat("1", 50)) + "]";

        Assert.Equal(10, Check("""{"items":{"type":"string"}}""", value).Count);
        Assert.Equal(3, Check("""{"items":{"type":"string"}}""", value, 3).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => Check("true", "1", 0));
    }

    [Fact]
    public void Long_values_and_choices_are_cut()
    {
        string text = new('x', 500);
        string choices = string.Join(",", Enumerable.Range(0, 30));

        string problem = Assert.Single(Check($$"""{"enum":[{{choices}}]}""", $"\"{text}\""));
        Assert.Equal($"$: expected one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, \u2026, found \"{new string('x', 59)}\u2026", problem);
    }

    [Fact]
    public void A_slow_pattern_holds_up_nobody()
    {
        string value = "[" + string.Join(",", Enumerable.Repeat($"\"{new string('a', 60)}!\"", 200)) + "]";
        Stopwatch watch = Stopwatch.StartNew();

        Assert.Empty(Check("""{"items":{"pattern":"^(a+)+$"}}""", value));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void Circles_that_branch_end()
    {
        const string Schema = """
            {"$ref":"#/$defs/a","$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"},{"$ref":"#/$defs/c"}]},"b":{"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/c"}]},
            "c":{"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/b"},{"type":"string"}]}}}
            """;
        Stopwatch watch = Stopwatch.StartNew();

        Assert.NotEmpty(Check(Schema, "1"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void A_value_nested_too_deep_is_a_problem_not_a_crash()
    {
        string value = new string('[', 5000) + new string(']', 5000);
        using JsonDocument document = JsonDocument.Parse(value, new JsonDocumentOptions { MaxDepth = 10_000 });
        using JsonDocument schema = JsonDocument.Parse("""{"items":{"$ref":"#"}}""");

        string problem = Assert.Single(SchemaValidator.Validate(document.RootElement, schema.RootElement));
        Assert.EndsWith("the schema is too deep or too branched to be checked here", problem, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Check(string schema, string value, int most = 10)
    {
        using JsonDocument schemaDocument = JsonDocument.Parse(schema);
        using JsonDocument valueDocument = JsonDocument.Parse(value);
        return SchemaValidator.Validate(valueDocument.RootElement, schemaDocument.RootElement, most);
    }
}
