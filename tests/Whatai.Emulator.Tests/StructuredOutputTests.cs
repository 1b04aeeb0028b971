using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>response_format: JSON mode, schemas and the rules of strict.</summary>
public sealed class StructuredOutputTests : IDisposable
{
    private const string Seed = """
        {"type":"object","properties":{"steps":{"type":"array","items":{"type":"object","properties":{"explanation":{"type":"string"},"output":{"type":"string"}},"required":["explanation","output"],"additionalProperties":false}},"final_answer":{"type":"string"}},"required":["steps","final_answer"],"additionalProperties":false}
        """;

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task JSON_mode_echoes_in_an_object()
        => await AnswersAsync("say \"hi\" \u4F60", "\"response_format\":{\"type\":\"json_object\"}", "{\"echo\":\"say \\\"hi\\\" \u4F60\"}");

    [Fact]
    public async Task Text_is_as_without()
        => await AnswersAsync("hi", "\"response_format\":{\"type\":\"text\"}", "Echo: hi");

    [Fact]
    public async Task The_seeds_schema_is_obeyed()
        => await AnswersAsync(
            "9.11\u548C9.8\u8C01\u5927",
            Format(Seed),
            """{"steps":[{"explanation":"explanation","output":"output"},{"explanation":"explanation","output":"output"}],"final_answer":"9.11和9.8谁大"}""");

    [Theory]
    [InlineData("""{"type":"string"}""", "\"T\"")]
    [InlineData("""{"enum":[null,"b","c"]}""", "\"b\"")]
    [InlineData("""{"const":{"x":1.50}}""", """{"x":1.50}""")]
    [InlineData("""{"type":["null","integer"]}""", "1")]
    [InlineData("""{"type":"null"}""", "null")]
    [InlineData("""{"type":"boolean"}""", "true")]
    [InlineData("""{"type":"integer","minimum":5.5}""", "6")]
    [InlineData("""{"type":"integer","maximum":-3}""", "-3")]
    [InlineData("""{"type":"integer","exclusiveMinimum":1,"multipleOf":4}""", "4")]
    [InlineData("""{"type":"integer","exclusiveMinimum":4,"multipleOf":4}""", "8")]
    [InlineData("""{"type":"integer","exclusiveMaximum":1}""", "0")]
    [InlineData("""{"type":"number"}""", "1.5")]
    [InlineData("""{"type":"number","minimum":0,"maximum":1}""", "1")]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}""", "0.5")]
    [InlineData("""{"type":"number","multipleOf":0.4}""", "1.6")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "[1,1]")]
    [InlineData("""{"type":"array","items":{"type":"integer"},"maxItems":1}""", "[1]")]
    [InlineData("""{"type":"array","items":{"type":"integer"},"minItems":3}""", "[1,1,1]")]
    [InlineData("""{"type":"array","items":{"enum":["a","b"]},"uniqueItems":true}""", """["a","b"]""")]
    [InlineData("""{"type":"array","items":{"type":"string"},"uniqueItems":true,"minItems":3}""", """["T","T 2","T 3"]""")]
    [InlineData("""{"type":"array","prefixItems":[{"type":"string"},{"type":"boolean"}],"items":false}""", """["T",true]""")]
    [InlineData("""{"type":"string","minLength":3,"maxLength":4}""", "\"Txx\"")]
    [InlineData("""{"type":"string","pattern":"T"}""", "\"T\"")]
    [InlineData("""{"type":"string","pattern":"^[A-Z]{2}-\\d{4}$"}""", "\"AA-0000\"")]
    [InlineData("""{"type":"string","pattern":"^(?:red|blue)$"}""", "\"red\"")]
    [InlineData("""{"type":"string","pattern":"^a+(b|c)*[^x]?$","minLength":4,"maxLength":9}""", "\"aaba\"")]
    [InlineData("""{"type":"string","pattern":"^(?<year>\\d{4})/[a-f\\d]{3,}\\.\\w+$"}""", "\"0000/aaa.a\"")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2025-01-31\"")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2025-01-31T12:34:56Z\"")]
    [InlineData("""{"type":"string","format":"uuid"}""", "\"123e4567-e89b-12d3-a456-426614174000\"")]
    [InlineData("""{"type":"string","format":"email"}""", "\"user@example.com\"")]
    [InlineData("""{"anyOf":[{"type":"null"},{"type":"integer"}]}""", "1")]
    [InlineData("""{"allOf":[{"properties":{"a":{"type":"integer","minimum":2}}},{"properties":{"a":{"maximum":9},"b":{"type":"boolean"}}}]}""", """{"a":2,"b":true}""")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/x~1y"}},"$defs":{"x/y":{"type":"object","properties":{"in":{"type":"string"}}}}}""", """{"a":{"in":"in"}}""")]
    [InlineData("""{"type":"object","required":["q"]}""", """{"q":"T"}""")]
    [InlineData("""{"type":"object","properties":{"o":{"type":"object","properties":{"deep":{"type":"array","items":{"type":"string"}}}}}}""", """{"o":{"deep":["deep"]}}""")]
    [InlineData("""{"$ref":"#"}""", "\"T\"")]
    [InlineData("{}", "\"T\"")]
    public async Task An_instance_obeys_its_schema(string schema, string expected)
        => await AnswersAsync("T", Format(schema, strict: false), expected);

    [Theory]
    [InlineData("""{"type":"object","properties":{"v":{"type":"string"},"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["v","next"],"additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"$ref":"#"}},"b":{"type":"array","items":{"$ref":"#"}},"c":{"type":"array","items":{"$ref":"#"}}},"required":["a","b","c"],"additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{"endless":{"$ref":"#"}},"required":["endless"],"additionalProperties":false}""")]
    public async Task A_recursive_schema_comes_to_an_end(string schema)
    {
        string content = (string)(await _gateway.ChatAsync(Gateway.Body("T", more: Format(schema))))["choices"]![0]!["message"]!["content"]!;
        Assert.IsType<JsonObject>(JsonNode.Parse(content));
        Assert.InRange(content.Length, 20, 200_000);
    }

    [Theory]
    [InlineData("/json {\"not\":\"this\"}", "{\"not\":\"this\"}", "content", "stop")]
    [InlineData("/refuse No.", "No.", "refusal", "stop")]
    [InlineData("/length 7", "{\"steps\":[{", "content", "length")]
    [InlineData("/length 100000", "{\"steps\":[{\"explanation\":\"explanation\",\"output\":\"output\"},{\"explanation\":\"explanation\",\"output\":\"output\"}],\"final_answer\":\"/length 100000\"", "content", "length")]
    public async Task Directives_work_with_a_schema(string prompt, string expected, string field, string reason)
    {
        JsonNode choice = (await _gateway.ChatAsync(Gateway.Body(prompt, more: Format(Seed))))["choices"]![0]!;
        Assert.Equal((expected, reason), ((string?)choice["message"]![field], (string?)choice["finish_reason"]));
    }

    [Fact]
    public async Task JSON_is_cut_by_max_tokens_and_never_marked()
    {
        JsonNode answer = await _gateway.ChatAsync(Gateway.Body("hi", more: Format(Seed) + ",\"max_tokens\":5,\"n\":2"));
        Assert.All(answer["choices"]!.AsArray(), c => Assert.Equal(("{\"steps\":", "length"), ((string?)c!["message"]!["content"], (string?)c["finish_reason"])));
    }

    [Fact]
    public async Task After_a_tool_the_result_is_in_the_JSON()
    {
        string body = "{\"model\":\"gpt-4o\"," + Format("{\"properties\":{\"said\":{}}}", false) + ",\"messages\":[{\"role\":\"user\",\"content\":\"/toolcall x\"},{\"role\":\"tool\",\"content\":\"Monday\"}]}";
        Assert.Equal("{\"said\":\"Tool said: Monday\"}", (string?)(await _gateway.ChatAsync(body))["choices"]![0]!["message"]!["content"]);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{}}""", "In context=(), 'additionalProperties' is required to be supplied and to be false.")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["a"],"additionalProperties":false}""", "In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing 'b'.")]
    [InlineData("""{"type":"object","properties":{},"required":["z"],"additionalProperties":false}""", "In context=(), Extra required key 'z' supplied.")]
    [InlineData("""{"type":"object","properties":{"a":{"type":["object","null"],"properties":{}}},"required":["a"],"additionalProperties":false}""", "In context=('properties', 'a'), 'additionalProperties' is required")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"object"}}},"required":["a"],"additionalProperties":false}""", "In context=('properties', 'a', 'items'), 'additionalProperties' is required")]
    [InlineData("""{"type":"object","properties":{"a":{"anyOf":[{"type":"null"},{}]}},"required":["a"],"additionalProperties":false}""", "In context=('properties', 'a', 'anyOf', '1'), schema must have a 'type' key.")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array"}},"required":["a"],"additionalProperties":false}""", "In context=('properties', 'a'), array schema missing items.")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#/$defs/no"}},"required":["a"],"additionalProperties":false}""", "In context=('properties', 'a'), reference \"#/$defs/no\" was not found in the schema.")]
    [InlineData("""{"type":"object","properties":{"a":{"oneOf":[]}},"required":["a"],"additionalProperties":false}""", "In context=('properties', 'a'), 'oneOf' is not permitted.")]
    [InlineData("""{"type":"object","properties":{},"additionalProperties":false,"$defs":{"x":{"type":"object"}}}""", "In context=('$defs', 'x'), 'additionalProperties' is required")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"array\"'.")]
    [InlineData("{}", "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"None\"'.")]
    public async Task Strict_is_as_strict_as_OpenAI(string schema, string message)
    {
        JsonNode error = await _gateway.ErrorAsync(Gateway.Body("x", more: Format(schema)));
        Assert.Equal("response_format", (string?)error["param"]);
        Assert.StartsWith("Invalid schema for response_format 'the_name': " + message, (string?)error["message"], StringComparison.Ordinal);
        Assert.Empty(_gateway.Emulator.Ledger);
        await _gateway.ChatAsync(Gateway.Body("x", more: Format(schema, strict: false)));
    }

    [Theory]
    [InlineData("{}", "response_format.type")]
    [InlineData("""{"type":"xml"}""", "response_format.type")]
    [InlineData("\"json\"", "response_format")]
    [InlineData("""{"type":"json_schema"}""", "response_format.json_schema")]
    [InlineData("""{"type":"json_schema","json_schema":{"schema":{}}}""", "response_format.json_schema.name")]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"","schema":{}}}""", "response_format.json_schema.name")]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"a b","schema":{}}}""", "response_format.json_schema.name")]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff12345","schema":{}}}""", "response_format.json_schema.name")]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"a"}}""", "response_format.json_schema.schema")]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"a","schema":"{}"}}""", "response_format.json_schema.schema")]
    public async Task An_invalid_format_is_rejected_by_its_member(string format, string param)
        => Assert.Equal(param, (string?)(await _gateway.ErrorAsync(Gateway.Body("x", more: $"\"response_format\":{format}")))["param"]);

    [Fact]
    public async Task A_pattern_that_nothing_is_made_for_is_refused_by_name()
    {
        JsonNode error = await _gateway.ErrorAsync(Gateway.Body("x", more: Format("""{"type":"object","properties":{"a":{"type":"string","pattern":"^(?=b)c$"}}}""", strict: false)));
        Assert.Equal(("unsupported_pattern", "The emulator can't make a text that matches the pattern '^(?=b)c$'."), ((string?)error["code"], (string?)error["message"]));
        Assert.Empty(_gateway.Emulator.Ledger);
    }

    private static string Format(string schema, bool strict = true)
        => "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"the_name\",\"schema\":" + schema.Trim()
            + (strict ? ",\"strict\":true" : "") + "}}";

    private async Task AnswersAsync(string prompt, string format, string expected)
    {
        JsonNode choice = (await _gateway.ChatAsync(Gateway.Body(prompt, more: format)))["choices"]![0]!;
        Assert.Equal((expected, "stop"), ((string?)choice["message"]!["content"], (string?)choice["finish_reason"]));
        List<JsonNode> events = Gateway.Events(await _gateway.StreamTextAsync(Gateway.Body(prompt, stream: true, format)));
        Assert.Equal(expected, Gateway.Join(events));
    }
}
