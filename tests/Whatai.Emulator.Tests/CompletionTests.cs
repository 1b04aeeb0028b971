using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>POST /v1/completions (legacy).</summary>
public sealed class CompletionTests : IDisposable
{
    private const string Path = "/v1/completions";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task The_seeds_example_has_the_seeds_shape()
    {
        JsonNode answer = await CompleteAsync("""{"model":"gpt-3.5-turbo-instruct","prompt":"Say this is a test","max_tokens":7,"temperature":0}""");
        Assert.StartsWith("cmpl-", (string?)answer["id"], StringComparison.Ordinal);
        Assert.Equal("text_completion", (string?)answer["object"]);
        Assert.Equal("gpt-3.5-turbo-instruct", (string?)answer["model"]);
        Assert.True((long)answer["created"]! > 0);
        Assert.NotNull(answer["system_fingerprint"]);
        Assert.Equal(
            """{"text":" Echo: Say this is a test","index":0,"logprobs":null,"finish_reason":"stop"}""",
            Assert.Single(answer["choices"]!.AsArray())!.ToJsonString());
        Assert.Equal((5, 7, 12), Usage(answer));
        LedgerEntry entry = Assert.Single(_gateway.Emulator.Ledger);
        Assert.Equal((Path, "gpt-3.5-turbo-instruct", 5L, 7L), (entry.Path, entry.Model, entry.PromptTokens, entry.CompletionTokens));
    }

    [Theory]
    [InlineData("\"hi\"", "", " Echo: hi", "stop")]
    [InlineData("\"/say a b c\"", ",\"max_tokens\":2", "a b", "length")]
    [InlineData("\"/repeat 99 ab \"", "", "ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ", "length")]
    [InlineData("\"/say a b c\"", ",\"stop\":[\" c\",\"zz\"]", "a b", "stop")]
    [InlineData("\"hi\"", ",\"suffix\":\"end\"", " Echo: hi [suffix: end]", "stop")]
    [InlineData("\"hi\"", ",\"echo\":true,\"max_tokens\":0", "hi", "length")]
    [InlineData("\"hi\"", ",\"echo\":true", "hi Echo: hi", "stop")]
    [InlineData("[12,345]", "", " Echo: 12 345", "stop")]
    [InlineData("null", "", " Echo: <|endoftext|>", "stop")]
    [InlineData("\"hi\"", ",\"best_of\":null,\"frequency_penalty\":-2,\"presence_penalty\":2,\"logit_bias\":{\"50256\":-100},\"logprobs\":null,\"n\":null,\"seed\":7,\"temperature\":1,\"user\":\"u\",\"top_p\":1", " Echo: hi", "stop")]
    public async Task The_same_text_comes_whole_and_streamed(string prompt, string more, string expected, string reason)
    {
        string body = $$"""{"model":"gpt-4o","prompt":{{prompt}}{{more}}}""";
        JsonNode choice = (await CompleteAsync(body))["choices"]![0]!;
        Assert.Equal((expected, reason), ((string?)choice["text"], (string?)choice["finish_reason"]));
        List<JsonNode> events = await StreamAsync(body);
        Assert.Equal(expected, string.Concat(events.Select(e => (string?)e["choices"]![0]!["text"])));
        Assert.All(events, e => Assert.Equal("text_completion", (string?)e["object"]));
        Assert.Equal(reason, (string?)events[^1]["choices"]![0]!["finish_reason"]);
        Assert.All(events.SkipLast(1), e => Assert.Null(e["choices"]![0]!["finish_reason"]));
    }

    [Fact]
    public async Task Several_prompts_come_one_after_another()
    {
        const string Body = """{"model":"gpt-4o","prompt":["/say a","/say b",[7,8]],"n":2}""";
        string[] expected = ["a", "a (2)", "b", "b (2)", " Echo: 7 8", " Echo: 7 8 (2)"];
        JsonNode answer = await CompleteAsync(Body);
        Assert.Equal(expected, answer["choices"]!.AsArray().Select(c => (string?)c!["text"]));
        Assert.Equal(Enumerable.Range(0, 6), answer["choices"]!.AsArray().Select(c => (int)c!["index"]!));
        List<JsonNode> events = await StreamAsync(Body);
        Assert.Equal(expected, Enumerable.Range(0, 6).Select(i => string.Concat(
            events.Select(e => e["choices"]![0]!).Where(c => (int)c["index"]! == i).Select(c => (string?)c["text"]))));
        Assert.Equal([0, 1, 2], events.Take(3).Select(e => (int)e["choices"]![0]!["index"]!));
    }

    [Fact]
    public async Task All_candidates_are_billed()
    {
        JsonNode answer = await CompleteAsync("""{"model":"gpt-4o","prompt":"/say a b","n":1,"best_of":3}""");
        Assert.Equal("a b", (string?)Assert.Single(answer["choices"]!.AsArray())!["text"]);
        Assert.Equal((4, 2 + 5 + 5, 16), Usage(answer)); // the others are marked " (2)" and " (3)"
        Assert.Equal(12, Assert.Single(_gateway.Emulator.Ledger).CompletionTokens);
    }

    [Fact]
    public async Task Logprobs_are_the_same_whole_and_streamed()
    {
        const string Body = """{"model":"gpt-4o","prompt":"/say a b","logprobs":2}""";
        JsonNode logProbs = (await CompleteAsync(Body))["choices"]![0]!["logprobs"]!;
        Assert.Equal(
            """{"tokens":["a"," b"],"token_logprobs":[-0.1,-0.2],"top_logprobs":[{"a":-0.1," alt1":-1.1},{" b":-0.2," alt1":-1.2}],"text_offset":[8,9]}""",
            logProbs.ToJsonString());
        JsonNode[] streamed = (await StreamAsync(Body)).Select(e => e["choices"]![0]!["logprobs"]).OfType<JsonNode>().ToArray();
        foreach (string member in new[] { "tokens", "token_logprobs", "top_logprobs", "text_offset" })
        {
            Assert.Equal(logProbs[member]!.AsArray().Select(n => n!.ToJsonString()), streamed.Select(s => s[member]![0]!.ToJsonString()));
        }

        JsonNode echoed = (await CompleteAsync("""{"model":"gpt-4o","prompt":"x","echo":true,"max_tokens":1,"logprobs":0}"""))["choices"]![0]!["logprobs"]!;
        Assert.Equal("""{"tokens":["x"," Echo"],"token_logprobs":[null,-0.2],"top_logprobs":null,"text_offset":[0,1]}""", echoed.ToJsonString());
    }

    [Fact]
    public async Task A_stream_ends_in_usage_on_request_and_DONE()
    {
        using HttpResponseMessage response = await _gateway.PostAsync(
            """{"model":"gpt-4o","prompt":"/say a b","stream":true,"stream_options":{"include_usage":true}}""", path: Path);
        string stream = await response.Content.ReadAsStringAsync();
        List<JsonNode> events = Gateway.Events(stream);
        Assert.Equal(4, events.Count);
        Assert.Equal("""{"text":"","index":0,"logprobs":null,"finish_reason":"stop"}""", events[2]["choices"]![0]!.ToJsonString());
        Assert.Empty(events[3]["choices"]!.AsArray());
        Assert.Equal((4, 2, 6), Usage(events[3]));
        Assert.EndsWith("}\n\ndata: [DONE]\n\n", stream, StringComparison.Ordinal);
        Assert.Equal(2, _gateway.Emulator.LedgerTotals.CompletionTokens);
    }

    [Theory]
    [InlineData("""{"prompt":"x"}""", 400, "model")]
    [InlineData("""{"model":"gpt-9","prompt":"x"}""", 503, null)]
    [InlineData("""{"model":"gpt-4o","prompt":7}""", 400, "prompt")]
    [InlineData("""{"model":"gpt-4o","prompt":[]}""", 400, "prompt")]
    [InlineData("""{"model":"gpt-4o","prompt":["a",7]}""", 400, "prompt")]
    [InlineData("""{"model":"gpt-4o","prompt":"/repeat x y"}""", 400, "prompt")]
    [InlineData("""{"model":"gpt-4o","prompt":"x","n":3,"best_of":2}""", 400, "best_of")]
    [InlineData("""{"model":"gpt-4o","prompt":"x","best_of":2,"stream":true}""", 400, "best_of")]
    [InlineData("""{"model":"gpt-4o","prompt":"x","logprobs":6}""", 400, "logprobs")]
    [InlineData("""{"model":"gpt-4o","prompt":"x","max_tokens":-1}""", 400, "max_tokens")]
    [InlineData("""{"model":"gpt-4o","prompt":"x","echo":"yes"}""", 400, "echo")]
    [InlineData("""{"model":"gpt-4o","prompt":"x","frequency_penalty":2.5}""", 400, "frequency_penalty")]
    [InlineData("""{"model":"gpt-4o","prompt":"x","presence_penalty":-3}""", 400, "presence_penalty")]
    [InlineData("""{"model":"gpt-4o","prompt":"x","logit_bias":{"50256":-101}}""", 400, "50256")]
    [InlineData("""{"model":"gpt-4o","prompt":"x","logit_bias":{"word":1}}""", 400, "logit_bias")]
    [InlineData("""{"model":"gpt-4o","prompt":"x","seed":1.5}""", 400, "seed")]
    [InlineData("""{"model":"gpt-4o","prompt":"x","user":1}""", 400, "user")]
    [InlineData("""{"model":"gpt-4o","prompt":"x","suffix":1}""", 400, "suffix")]
    [InlineData("""{"model":"gpt-4o","prompt":"x","temperature":2.1}""", 400, "temperature")]
    [InlineData("""{"model":"gpt-4o","prompt":"x","top_p":-0.1}""", 400, "top_p")]
    [InlineData("""{"model":"gpt-4o","prompt":"x",""", 400, null)]
    public async Task An_invalid_body_is_rejected_and_not_billed(string body, int status, string? param)
    {
        Assert.Equal(param, (string?)(await _gateway.ErrorAsync(body, status, Path))["param"]);
        Assert.Empty(_gateway.Emulator.Ledger);
    }

    [Theory]
    [InlineData("429", 429, 0)]
    [InlineData("504", 504, 1)]
    [InlineData("mid-stream-error", 500, 1)]
    [InlineData("string-numbers", 200, 1)]
    public async Task Faults_and_billing_are_as_for_chat(string fault, int status, int billed)
    {
        using HttpResponseMessage response = await _gateway.PostAsync("""{"model":"gpt-4o","prompt":"x"}""", fault, Path);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(billed, _gateway.Emulator.Ledger.Count);
    }

    [Fact]
    public async Task Streams_have_their_faults()
    {
        const string Body = """{"model":"gpt-4o","prompt":"/say a b c d e","stream":true}""";
        async Task<string> Stream(string fault)
        {
            using HttpResponseMessage response = await _gateway.PostAsync(Body, fault, Path);
            return await response.Content.ReadAsStringAsync();
        }

        Assert.DoesNotContain("\"stop\"", await Stream("done-without-finish"), StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", await Stream("no-done"), StringComparison.Ordinal);
        Assert.Equal(2, Gateway.Events(await Stream("duplicate-finish")).Count(e => (string?)e["choices"]![0]!["finish_reason"] == "stop"));
        Assert.Single(Gateway.Events(await Stream("no-choices")), e => e["choices"] is null);
        Assert.Single(Gateway.Events(await Stream("usage-with-choice")), e => e["usage"]?["input_tokens"] is not null);
        Assert.NotNull(Gateway.Events(await Stream("mid-stream-error"))[^1]["error"]);
    }

    [Fact]
    public async Task A_key_is_needed()
    {
        using var http = new HttpClient();
        using var content = new StringContent("""{"model":"gpt-4o","prompt":"x"}""");
        using HttpResponseMessage response = await http.PostAsync(new Uri(_gateway.Emulator.BaseUrl + Path), content);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static (int Prompt, int Completion, int Total) Usage(JsonNode answer)
        => ((int)answer["usage"]!["prompt_tokens"]!, (int)answer["usage"]!["completion_tokens"]!, (int)answer["usage"]!["total_tokens"]!);

    private async Task<JsonNode> CompleteAsync(string body)
    {
        using HttpResponseMessage response = await _gateway.PostAsync(body, path: Path);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<List<JsonNode>> StreamAsync(string body)
    {
        using HttpResponseMessage response = await _gateway.PostAsync(body[..^1] + ",\"stream\":true}", path: Path);
        return Gateway.Events(await response.Content.ReadAsStringAsync());
    }
}
