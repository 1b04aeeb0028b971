using System;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The gateway's own tools: those that need an approval, and those that read pages or are not there.</summary>
public sealed class HostedToolTests : IDisposable
{
    private const string Path = "/v1/responses";
    private const string Tools = "\"tools\":[{\"type\":\"mcp\",\"server_label\":\"dice\",\"server_url\":\"https://example.com\"}]";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData("true", true, "Tool said: roll was called with {}")]
    [InlineData("false", true, "Tool said: roll was not approved.")]
    [InlineData("true", false, "Tool said: roll was called with {}")]
    public async Task A_call_goes_on_by_its_approval(string approve, bool isStored, string expected)
    {
        JsonNode asked = await _gateway.RespondAsync("/mcp roll", Tools);
        JsonNode request = asked["output"]![1]!;
        string decision = $$"""{"type":"mcp_approval_response","approval_request_id":"{{request["id"]}}","approve":{{approve}}}""";
        string body = isStored
            ? $$"""{"model":"gpt-4o","previous_response_id":"{{asked["id"]}}","input":[{{decision}}],{{Tools}}}"""
            : $$"""{"model":"gpt-4o","input":[{"role":"user","content":"/mcp roll"},{{request.ToJsonString()}},{{decision}}],{{Tools}}}""";

        JsonNode answer = await _gateway.JsonAsync(body, null, Path);

        JsonArray output = answer["output"]!.AsArray();
        Assert.Equal(expected, (string?)output[^1]!["content"]![0]!["text"]);
        if (approve == "true")
        {
            Assert.Equal((string?)request["id"], (string?)output[1]!["approval_request_id"]);
        }
    }

    [Fact]
    public async Task An_approval_of_nothing_is_not_found()
        => await _gateway.ErrorAsync("""{"model":"gpt-4o","input":[{"role":"user","content":"x"},{"type":"mcp_approval_response","approval_request_id":"mcpr_x","approve":true}]}""", 404, Path);

    [Fact]
    public async Task Pages_that_are_read_are_named_and_what_is_cited_has_its_place()
    {
        JsonNode read = await _gateway.GenerateAsync("Read https://example.com/a and https://example.com/b", "\"tools\":[{\"urlContext\":{}}]");
        Assert.Equal("https://example.com/b", (string?)read["candidates"]![0]!["urlContextMetadata"]!["urlMetadata"]![1]!["retrievedUrl"]);

        JsonNode found = await _gateway.GenerateAsync("/search \u732B", "\"tools\":[{\"googleSearch\":{}}]");
        JsonNode segment = found["candidates"]![0]!["groundingMetadata"]!["groundingSupports"]![1]!["segment"]!;
        byte[] text = System.Text.Encoding.UTF8.GetBytes(Gateway.GeminiText(found));
        int start = (int)segment["startIndex"]!;
        Assert.Equal((string?)segment["text"], System.Text.Encoding.UTF8.GetString(text, start, (int)segment["endIndex"]! - start));
    }

    [Theory]
    [InlineData("\"tools\":[{\"googleMaps\":{}}]", "googleMaps")]
    [InlineData("\"generationConfig\":{\"logprobs\":2}", "response_logprobs")]
    [InlineData("\"generationConfig\":{\"responseModalities\":[\"AUDIO\"]}", "audio")]
    public async Task What_it_lacks_it_refuses_by_name(string more, string named)
        => Assert.Contains(named, (string?)(await _gateway.ErrorAsync(Gateway.Contents("x", more), path: Gateway.Gemini("generateContent")))["message"], StringComparison.Ordinal);
}
