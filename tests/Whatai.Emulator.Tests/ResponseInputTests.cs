using System;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>What /v1/responses reads in its input, and what it rejects.</summary>
public sealed class ResponseInputTests : IDisposable
{
    private const string Path = "/v1/responses";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Images_and_files_are_seen()
    {
        string png = $"data:image/png;base64,{Convert.ToBase64String(Convert.FromHexString("89504E470D0A1A0A0000000D494844520000000400000003"))}";
        string parts = "[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"See\"},"
            + $"{{\"type\":\"input_image\",\"image_url\":\"{png}\",\"detail\":\"low\"}},{{\"type\":\"input_image\",\"image_url\":\"https://h/b.jpg\"}},"
            + "{\"type\":\"input_file\",\"filename\":\"r.pdf\",\"file_data\":\"data:application/pdf;base64,JVBERg==\"},{\"type\":\"input_file\",\"file_url\":\"https://h/c.pdf\"}]}]";
        Assert.Equal(
            "Echo: See\n[image 1: image/png 4x3, 24 bytes, detail low]\n[image 2: https://h/b.jpg]\n[file 1: r.pdf, application/pdf, 4 bytes]\n[file 2: https://h/c.pdf]",
            Gateway.Text(await _gateway.RespondAsync(parts)));
    }

    [Theory]
    [InlineData("\"input\":\"x\"", "model")]
    [InlineData("\"model\":\"gpt-4o\"", "input")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":1", "input")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":[]", "input")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":[1]", "input[0]")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":[{\"role\":\"tool\",\"content\":\"x\"}]", "input[0].role")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":[{\"role\":\"user\"}]", "input[0].content")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}]", "input[0].content[0].type")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\"}]}]", "input[0].content[0].text")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"input_text\",\"text\":\"x\"}]}]", "input[0].content[0].type")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\"}]}]", "input[0].content[0].image_url")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AAAA\"}]}]", "input[0].content[0].image_url")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"https://h/a\",\"detail\":\"much\"}]}]", "input[0].content[0].detail")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_data\":\"JVBERg==\",\"filename\":\"a\"}]}]", "input[0].content[0].file_data")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":[{\"type\":\"wonder\"}]", "input[0].type")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":[{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"{}\"}]", "input[0].call_id")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"max_output_tokens\":15", "max_output_tokens")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"temperature\":3", "temperature")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"truncation\":\"some\"", "truncation")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"background\":true,\"store\":false", "background")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"conversation\":\"conv_1\"", "conversation")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"prompt\":{\"id\":\"pmpt_1\"}", "prompt")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"store\":\"yes\"", "store")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"metadata\":{\"a\":1}", "metadata.a")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"include\":[\"all\"]", "include[0]")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"reasoning\":{\"effort\":\"much\"}", "reasoning.effort")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"reasoning\":{\"summary\":\"much\"}", "reasoning.summary")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"a\"}}", "text.format.schema")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"text\":{\"format\":{\"type\":\"json_schema\",\"schema\":{}}}", "text.format.name")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"a\",\"strict\":true,\"schema\":{\"type\":\"object\"}}}", "text.format.schema")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"text\":{\"format\":{\"type\":\"xml\"}}", "text.format.type")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", "tools[0].name")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"tools\":[{\"type\":\"function\",\"name\":\"a b\"}]", "tools[0].name")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"strict\":true,\"parameters\":{\"type\":\"object\"}}]", "tools[0].parameters")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"tools\":[{\"type\":\"wonder\"}]", "tools[0].type")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"tools\":[{\"type\":\"web_search_preview\",\"search_context_size\":\"huge\"}]", "tools[0].search_context_size")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"tools\":[{\"type\":\"web_search_preview\",\"user_location\":{\"city\":\"x\"}}]", "tools[0].user_location.type")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"tools\":[{\"type\":\"web_search_preview\",\"user_location\":{\"type\":\"approximate\",\"country\":\"China\"}}]", "tools[0].user_location.country")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"tools\":[{\"type\":\"image_generation\",\"partial_images\":4}]", "tools[0].partial_images")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"tools\":[{\"type\":\"image_generation\",\"output_format\":\"jpeg\"}]", "tools[0].output_format")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"tool_choice\":\"required\"", "tool_choice")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"tool_choice\":{\"type\":\"function\",\"name\":\"f\"}", "tool_choice")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"x\",\"tool_choice\":{\"type\":\"web_search_preview\"}", "tool_choice")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"/repeat x y\"", "input")]
    [InlineData("\"model\":\"gpt-4o\",\"input\":\"/repeat 20000000 x\",\"stream\":true", "input")]
    public async Task What_is_wrong_is_named(string members, string param)
    {
        JsonNode error = await _gateway.ErrorAsync("{" + members + "}", path: Path);
        Assert.Equal(param, (string?)error["param"]);
        Assert.Equal("invalid_request_error", (string?)error["type"]);
        Assert.Empty(_gateway.Emulator.Ledger);
    }

    [Fact]
    public async Task Codes_are_those_of_the_real_one()
    {
        async Task<string?> Code(string more, int status = 400) => (string?)(await _gateway.ErrorAsync(Gateway.Ask("x", more: more), status, Path))["code"];
        Assert.Equal("integer_below_min_value", await Code("\"max_output_tokens\":1"));
        Assert.Equal("invalid_json_schema", await Code("\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"a\",\"strict\":true,\"schema\":{\"type\":\"object\"}}}"));
        Assert.Equal("invalid_function_parameters", await Code("\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"strict\":true,\"parameters\":{\"type\":\"object\"}}]"));
        Assert.Equal("model_not_found", (string?)(await _gateway.ErrorAsync("{\"model\":\"nope\",\"input\":\"x\"}", 503, Path))["code"]);
        Assert.Equal("invalid_json", (string?)(await _gateway.ErrorAsync("not JSON", 400, Path))["code"]);
        Assert.Equal("not_found", (string?)(await _gateway.ErrorAsync(
            Gateway.Ask("[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_id\":\"file-1\"}]}]"), 404, Path))["code"]);
    }
}
