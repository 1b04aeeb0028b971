using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>Gemini's two streams, events and array, and their faults.</summary>
public sealed class GeminiStreamTests : IDisposable
{
    private const string Sse = "/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse";
    private const string Array = "/v1beta/models/gemini-2.5-pro:streamGenerateContent";
    private const string Text = "one two three four";

    private static readonly string s_body = Gateway.Contents("/say " + Text);

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Events_are_whole_objects_and_the_last_has_the_usage()
    {
        string stream = await _gateway.StreamTextAsync(s_body, path: Sse);
        List<JsonNode> events = Gateway.Events(stream);
        Assert.Equal(["one", " two", " three", " four", ""], events.Select(e => (string?)e["candidates"]![0]!["content"]!["parts"]![0]!["text"]));
        Assert.All(events.SkipLast(1), e => Assert.Null(e["candidates"]![0]!["finishReason"]));
        Assert.All(events.SkipLast(1), e => Assert.Null(e["usageMetadata"]!["candidatesTokenCount"]));
        Assert.Equal(("STOP", 4), ((string?)events[^1]["candidates"]![0]!["finishReason"], (int)events[^1]["usageMetadata"]!["candidatesTokenCount"]!));
        Assert.Single(events.Select(e => (string?)e["responseId"]).Distinct());
        Assert.DoesNotContain("[DONE]", stream, StringComparison.Ordinal);
        Assert.DoesNotContain("event:", stream, StringComparison.Ordinal);
        using HttpResponseMessage array = await _gateway.PostAsync(s_body, path: Array);
        Assert.Equal("application/json", array.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            events.Select(WithoutId),
            JsonNode.Parse(await array.Content.ReadAsStringAsync())!.AsArray().Select(e => WithoutId(e!)));
        Assert.Equal([5L, 5L], _gateway.Emulator.Requests.Select(r => r.ChunksSent));
    }

    [Fact]
    public async Task Thoughts_calls_images_and_candidates()
    {
        async Task<List<JsonNode>> Parts(string prompt, string more, string model = "gemini-2.5-pro")
            => Gateway.Events(await _gateway.StreamTextAsync(Gateway.Contents(prompt, more), path: Gateway.Gemini("streamGenerateContent?alt=sse", model)))
                .Select(e => e["candidates"]![0]!["content"]!["parts"]![0]!).ToList();
        List<JsonNode> thoughts = await Parts("/reason a b | c", "\"generationConfig\":{\"thinkingConfig\":{\"includeThoughts\":true}}");
        Assert.Equal([true, true, false, false], thoughts.Select(p => (bool?)p["thought"] ?? false));
        Assert.NotNull(thoughts[^1]["thoughtSignature"]); // in an empty text, as Google has it
        List<JsonNode> calls = await Parts(
            "/toolcall f {\"a\":[1,2]}\n/toolcall f {}", "\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\"}]}]", "gemini-3-pro-preview");
        Assert.Equal("{\"a\":[1,2]}", calls[0]["functionCall"]!["args"]!.ToJsonString());
        Assert.Equal([true, false, false], calls.Select(p => p["thoughtSignature"] is not null));
        List<JsonNode> image = await Parts("/image 4x3 images", "\"x\":1", "gemini-2.5-flash-image");
        Assert.Equal("image/png", (string?)image[^2]["inlineData"]!["mimeType"]);
        List<JsonNode> two = Gateway.Events(await _gateway.StreamTextAsync(Gateway.Contents("/say a b", "\"generationConfig\":{\"candidateCount\":2}"), path: Sse));
        Assert.Equal([0, 1, 0, 1, 1, 1, 1, 0, 1], two.Select(e => (int)e["candidates"]![0]!["index"]!));
    }

    [Theory]
    [InlineData(Sse)]
    [InlineData(Array)]
    public async Task A_blocked_prompt_is_one_object(string path)
    {
        string stream = await _gateway.StreamTextAsync(Gateway.Contents("/block"), path: path);
        JsonNode only = path == Sse ? Assert.Single(Gateway.Events(stream)) : Assert.Single(JsonNode.Parse(stream)!.AsArray())!;
        Assert.Equal("SAFETY", (string?)only["promptFeedback"]!["blockReason"]);
        Assert.Null(only["candidates"]);
    }

    [Theory]
    [InlineData("mid-stream-error")]
    [InlineData("response-failed")]
    public async Task An_error_is_an_object_among_the_others(string fault)
    {
        List<JsonNode> events = Gateway.Events(await _gateway.StreamTextAsync(s_body, fault, Sse));
        Assert.Equal(("one two", 3), (Gateway.GeminiText(events), events.Count));
        Assert.Equal((500, "INTERNAL"), ((int)events[2]["error"]!["code"]!, (string?)events[2]["error"]!["status"]));
        JsonArray array = JsonNode.Parse(await _gateway.StreamTextAsync(s_body, fault, Array))!.AsArray();
        Assert.Equal((3, "INTERNAL"), (array.Count, (string?)array[2]!["error"]!["status"]));
        using HttpResponseMessage plain = await _gateway.PostAsync(s_body, fault, Gateway.Gemini());
        Assert.Equal(500, (int)plain.StatusCode);
        Assert.Equal(3, _gateway.Emulator.Ledger.Count);
    }

    [Fact]
    public async Task Comments_and_then_an_error_as_bare_JSON()
    {
        string sse = await _gateway.StreamTextAsync(s_body, "ping-then-error", Sse);
        Assert.StartsWith(": PING\n\n: PING\n\n{\"error\":{\"code\":500", sse, StringComparison.Ordinal);
        string array = await _gateway.StreamTextAsync(s_body, "ping-then-error", Array);
        Assert.Equal(500, (int)Assert.Single(JsonNode.Parse(array)!.AsArray())!["error"]!["code"]!);
    }

    [Theory]
    [InlineData(Sse, "cut-mid-line", false)]
    [InlineData(Sse, "cut-clean", true)]
    [InlineData(Array, "cut-mid-line", false)]
    [InlineData(Array, "cut-clean", true)]
    public async Task Streams_are_cut_in_the_middle_of_the_third_object(string path, string fault, bool endsTheChunks)
    {
        RawAnswer answer = await _gateway.RawChatAsync(s_body, fault, path);
        Assert.Equal(endsTheChunks, answer.EndsTheChunks);
        string body = answer.BodyText;
        int cut = body.LastIndexOf(path == Sse ? "\n\ndata: " : "\n,\r\n", StringComparison.Ordinal);
        string whole = body[..cut];
        Assert.Equal("one two", Gateway.GeminiText(path == Sse ? Gateway.Events(whole) : JsonNode.Parse(whole + "]")!.AsArray()!));
        Assert.Contains("{\"candidates\"", body[cut..], StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(body[(body.IndexOf('{', cut))..]));
    }

    [Fact]
    public async Task An_array_may_lack_its_end_and_a_stream_its_finish()
    {
        string array = await _gateway.StreamTextAsync(s_body, "no-done", Array);
        Assert.Equal(Text, Gateway.GeminiText(JsonNode.Parse(array + "]")!.AsArray()!));
        Assert.Equal(Text, Gateway.GeminiText(Gateway.Events(await _gateway.StreamTextAsync(s_body, "no-done", Sse))));
        List<JsonNode> unfinished = Gateway.Events(await _gateway.StreamTextAsync(s_body, "done-without-finish", Sse));
        Assert.Equal(Text, Gateway.GeminiText(unfinished));
        Assert.All(unfinished, e => Assert.Null(e["candidates"]![0]!["finishReason"]));
        Assert.Equal(2, Gateway.Events(await _gateway.StreamTextAsync(s_body, "duplicate-finish", Sse)).Count(e => e["candidates"]![0]!["finishReason"] is not null));
        Assert.Null((await _gateway.GenerateAsync("x", fault: "done-without-finish"))["candidates"]![0]!["finishReason"]);
    }

    [Theory]
    [InlineData(Sse)]
    [InlineData(Array)]
    public async Task Streams_end_inside_an_emoji_or_by_a_reset(string path)
    {
        RawAnswer cut = await _gateway.RawChatAsync(s_body, "cut-mid-utf8", path);
        Assert.Equal([0xA5, 0xBD, 0xF0], cut.Body[^3..]);
        RawAnswer reset = await _gateway.RawChatAsync(s_body, "reset", path);
        Assert.True(reset.WasReset);
        Assert.EndsWith("\" two\"}],\"role\":\"model\"},\"index\":0}]", reset.BodyText.Split(",\"usageMetadata\"")[^2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("unknown-fields")]
    [InlineData("unknown-events")]
    [InlineData("string-numbers")]
    [InlineData("no-choices")]
    [InlineData("usage-empty-choices")]
    [InlineData("multi-line-data")]
    [InlineData("crlf")]
    [InlineData("bom")]
    [InlineData("split-utf8")]
    [InlineData("gzip")]
    public async Task Oddities_leave_the_answer_whole(string fault)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.All });
        http.DefaultRequestHeaders.Add("x-goog-api-key", _gateway.Emulator.ApiKey);
        http.DefaultRequestHeaders.Add("X-Emulator-Fault", fault);
        async Task<string> Read(string path)
        {
            using var content = new StringContent(s_body);
            using HttpResponseMessage response = await http.PostAsync(new Uri(_gateway.Emulator.BaseUrl + path), content);
            return (await response.Content.ReadAsStringAsync()).TrimStart('\uFEFF');
        }

        string sse = (await Read(Sse)).Replace("\r\n", "\n", StringComparison.Ordinal);
        string[] data = sse.Split("\n\n").Where(e => e.StartsWith("data: ", StringComparison.Ordinal)).ToArray();
        List<JsonNode> events = data.Select(e => JsonNode.Parse(string.Join('\n', e.Split('\n').Select(line => line["data: ".Length..])))!).ToList();
        Assert.Equal(Text, Gateway.GeminiText(events));
        JsonArray array = JsonNode.Parse(await Read(Array))!.AsArray();
        Assert.Equal(Text, Gateway.GeminiText(array!));
        Assert.Equal(events.Count, array.Count);
        Assert.Equal(fault == "no-choices", events.Exists(e => e["candidates"] is null));
        Assert.Equal(fault == "usage-empty-choices", events.Exists(e => e["candidates"] is JsonArray { Count: 0 }));
        Assert.Equal(fault == "unknown-events", sse.Contains("futureThing", StringComparison.Ordinal));
        Assert.Equal(fault == "unknown-fields", events[^1]["usageMetadata"]!["x_unknown_number"] is not null);
        Assert.Equal(fault == "string-numbers", events[^1]["usageMetadata"]!["totalTokenCount"]!.GetValueKind() == JsonValueKind.String);
    }

    [Fact]
    public async Task A_hundred_thousand_events_leave_quickly()
    {
        var clock = Stopwatch.StartNew();
        string stream = await _gateway.StreamTextAsync(Gateway.Contents("/repeat 100000 ab "), path: Sse);
        Assert.InRange(clock.ElapsedMilliseconds, 0, 5000); // it takes some 100 ms
        Assert.Equal(100_002, stream.Split("data: {").Length);
    }

    private static string WithoutId(JsonNode answer)
    {
        answer["responseId"] = null;
        return answer.ToJsonString();
    }
}
