using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>Chat answers, whole and streamed.</summary>
public sealed class ChatTests : IDisposable
{
    private const string Tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"Get-Service\"}},{\"type\":\"function\",\"function\":{\"name\":\"Get-Date\"}}]";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData("Hello there", "Echo: Hello there")]
    [InlineData("/unknown stays", "Echo: /unknown stays")]
    [InlineData("/say exactly  this \n", "exactly  this \n")]
    [InlineData("/say", "")]
    [InlineData("/say \u4F60\u597D \"q\" \\ \U0001F30D\t\u0001\u007F", "\u4F60\u597D \"q\" \\ \U0001F30D\t\u0001\u007F")]
    [InlineData("/repeat 3 ab ", "ab ab ab ")]
    [InlineData("/length 3", "1 2 3")]
    [InlineData("/think a | b", "<think>a</think>\n\nb")]
    [InlineData("/history", "1 message: user")]
    [InlineData("/toolcall Get-Service {}", "No such tool: Get-Service")]
    public async Task The_same_text_comes_whole_and_streamed(string prompt, string expected)
    {
        Assert.Equal(expected, await _gateway.TextAsync(prompt));
        Assert.Equal(expected, Gateway.Join(Gateway.Events(await _gateway.StreamTextAsync(Gateway.Body(prompt, stream: true)))));
    }

    [Theory]
    [InlineData("/reason hm | yes", "reasoning_content", "hm", "yes")]
    [InlineData("/reason2 hm | yes", "reasoning", "hm", "yes")]
    [InlineData("/refuse No.", "refusal", "No.", null)]
    public async Task Other_fields_than_content(string prompt, string field, string value, string? content)
    {
        JsonNode message = (await _gateway.ChatAsync(Gateway.Body(prompt)))["choices"]![0]!["message"]!;
        Assert.Equal(value, (string?)message[field]);
        Assert.Equal(content, (string?)message["content"]);
        List<JsonNode> events = Gateway.Events(await _gateway.StreamTextAsync(Gateway.Body(prompt, stream: true)));
        Assert.Equal(value, Gateway.Join(events, field));
        Assert.Equal(content ?? "", Gateway.Join(events));
    }

    [Theory]
    [InlineData("\"required\"")]
    [InlineData("{\"type\":\"function\",\"function\":{\"name\":\"lookup\"}}")]
    public async Task A_demanded_function_is_called_with_arguments_that_obey_its_schema(string choice)
    {
        const string Lookup = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"lookup\",\"parameters\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]}}}]";
        JsonNode answer = await _gateway.ChatAsync(Gateway.Body("hello", more: $"{Lookup},\"tool_choice\":{choice}"));
        JsonNode call = answer["choices"]![0]!["message"]!["tool_calls"]![0]!["function"]!;
        Assert.Equal(("lookup", "{\"n\":1}"), ((string?)call["name"], (string?)call["arguments"]));
        Assert.Equal("tool_calls", (string?)answer["choices"]![0]!["finish_reason"]);
    }

    [Theory]
    [InlineData("\"required\"")]
    [InlineData("\"sometimes\"")]
    [InlineData("{\"type\":\"function\",\"function\":{\"name\":\"other\"}}")]
    public async Task A_choice_of_an_unknown_tool_is_rejected(string choice)
    {
        JsonNode error = await _gateway.ErrorAsync(Gateway.Body("hello", more: $"\"tool_choice\":{choice}"));
        Assert.Equal("tool_choice", (string?)error["param"]);
    }

    [Fact]
    public async Task System_history_parts_and_params()
    {
        static string Messages(string last, string more = "")
            => "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"y\"},"
                + $"{{\"role\":\"user\",\"content\":{last}}}]{more}}}";
        async Task<string?> Text(string body) => (string?)(await _gateway.ChatAsync(body))["choices"]![0]!["message"]!["content"];

        Assert.Equal("Be brief.", await Text(Messages("\"/system\"")));
        Assert.Equal("4 messages: system user assistant user", await Text(Messages("\"/history\"")));
        Assert.Equal(
            "Echo: one two\n[image 1: https://h/u.png]",
            await Text(Messages("[{\"type\":\"text\",\"text\":\"one \"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://h/u.png\"}},{\"type\":\"text\",\"text\":\"two\"}]")));
        Assert.Equal(
            "{\"model\":\"gpt-4o\",\"temperature\":0.10,\"x\":{\"y\":\"\u4F60\"}}",
            await Text(Messages("\"/params\"", ",\"temperature\":0.10,\"x\":{\"y\":\"\u4F60\"}")));
    }

    [Fact]
    public async Task A_stream_has_its_chunks_in_the_relays_order()
    {
        string stream = await _gateway.StreamTextAsync(Gateway.Body("Hi, \u4F60\u597D\u4E16\u754C \U0001F30D\U0001F30D\U0001F30D!", stream: true, "\"stream_options\":{\"include_usage\":true}"));
        List<JsonNode> events = Gateway.Events(stream);
        Assert.Equal("{\"role\":\"assistant\",\"content\":\"\"}", events[0]["choices"]![0]!["delta"]!.ToJsonString());
        string[] pieces = ["Echo", ":", " Hi", ",", " \u4F60\u597D", "\u4E16\u754C", " \U0001F30D\U0001F30D", "\U0001F30D", "!"];
        Assert.Equal(pieces, events.Skip(1).Take(pieces.Length).Select(e => (string?)e["choices"]![0]!["delta"]!["content"]));
        JsonNode[] end = events.Skip(1 + pieces.Length).ToArray();
        Assert.Equal(3, end.Length);
        Assert.Equal("{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":null}", end[0]["choices"]![0]!.ToJsonString());
        Assert.Equal("{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}", end[1]["choices"]![0]!.ToJsonString());
        Assert.Empty(end[2]["choices"]!.AsArray());
        Assert.Equal(pieces.Length, (int)end[2]["usage"]!["completion_tokens"]!);
        Assert.EndsWith("}\n\ndata: [DONE]\n\n", stream, StringComparison.Ordinal);
        Assert.Single(events.Select(e => (string?)e["id"]).Distinct(), id => id!.StartsWith("chatcmpl-", StringComparison.Ordinal));
        Assert.DoesNotContain("\\u", stream, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_counts_the_streamed_tokens_and_the_ledger_agrees()
    {
        JsonNode usage = (await _gateway.ChatAsync(Gateway.Body("/say one two three", more: "\"n\":2")))["usage"]!;
        Assert.Equal(5, (int)usage["prompt_tokens"]!); // "/", "say", " one", " two", " three"
        Assert.Equal(3 + 3 + 3, (int)usage["completion_tokens"]!); // the second has " (", "2", ")" more
        Assert.Equal(14, (int)usage["total_tokens"]!);
        LedgerEntry entry = Assert.Single(_gateway.Emulator.Ledger);
        Assert.Equal((5, 9), (entry.PromptTokens, entry.CompletionTokens));
    }

    [Fact]
    public async Task Several_choices_differ_in_their_mark_and_interleave()
    {
        JsonArray plain = (await _gateway.ChatAsync(Gateway.Body("/say Hi you", more: "\"n\":3")))["choices"]!.AsArray();
        Assert.Equal(["Hi you", "Hi you (2)", "Hi you (3)"], plain.Select(c => (string?)c!["message"]!["content"]));
        List<JsonNode> events = Gateway.Events(await _gateway.StreamTextAsync(Gateway.Body("/say Hi you", stream: true, "\"n\":2")));
        Assert.Equal("Hi you", Gateway.Join(events));
        Assert.Equal("Hi you (2)", Gateway.Join(events, choice: 1));
        Assert.Equal([0, 1, 0, 1, 0, 1, 1, 1, 1], events.Take(9).Select(e => (int)e["choices"]![0]!["index"]!));
        Assert.Equal(2, events.Count(e => (string?)e["choices"]![0]!["finish_reason"] == "stop"));
    }

    [Theory]
    [InlineData("/say one two three", "\"max_tokens\":2", "one two", "length")]
    [InlineData("/say one two three", "\"max_tokens\":9,\"max_completion_tokens\":1", "one", "length")]
    [InlineData("/say one two three", "\"max_tokens\":3", "one two three", "stop")]
    [InlineData("/say one two three", "\"stop\":\" t\"", "one", "stop")]
    [InlineData("/say one two three", "\"stop\":[\"zzz\",\"hre\"]", "one two t", "stop")]
    [InlineData("/repeat 5 ab", "\"max_tokens\":2", "abab", "length")]
    [InlineData("/repeat 5 ab", "\"stop\":\"ba\"", "a", "stop")]
    [InlineData("/repeat 5 ab", "\"stop\":\"ababababab\"", "", "stop")]
    [InlineData("/repeat 4 ab", "\"stop\":\"ababababab\"", "abababab", "stop")]
    [InlineData("/length 4", "\"n\":1", "1 2 3 4", "length")]
    public async Task Limits_and_stops_cut(string prompt, string parameter, string expected, string reason)
    {
        JsonNode choice = (await _gateway.ChatAsync(Gateway.Body(prompt, more: parameter)))["choices"]![0]!;
        Assert.Equal((expected, reason), ((string?)choice["message"]!["content"], (string?)choice["finish_reason"]));
        List<JsonNode> events = Gateway.Events(await _gateway.StreamTextAsync(Gateway.Body(prompt, stream: true, parameter)));
        Assert.Equal(expected, Gateway.Join(events));
        Assert.Equal(reason, (string?)events[^1]["choices"]![0]!["finish_reason"]);
    }

    [Fact]
    public async Task Max_tokens_counts_reasoning_too()
    {
        JsonNode answer = await _gateway.ChatAsync(Gateway.Body("/reason a b c | d e", more: "\"max_tokens\":4"));
        JsonNode choice = answer["choices"]![0]!;
        Assert.Equal(("a b c", "d", "length"), ((string?)choice["message"]!["reasoning_content"], (string?)choice["message"]!["content"], (string?)choice["finish_reason"]));
        Assert.Equal(3, (int)answer["usage"]!["completion_tokens_details"]!["reasoning_tokens"]!);
    }

    [Fact]
    public async Task A_tool_call_comes_whole_when_whole_and_in_fragments_when_streamed()
    {
        const string Prompt = "/toolcall Get-Service {\"Name\":\"\u5047\u8131\u673A \U0001F30D spooler\"}";
        JsonNode choice = (await _gateway.ChatAsync(Gateway.Body(Prompt, more: Tools)))["choices"]![0]!;
        Assert.Equal("tool_calls", (string?)choice["finish_reason"]);
        Assert.Null(choice["message"]!["content"]);
        JsonNode call = Assert.Single(choice["message"]!["tool_calls"]!.AsArray())!;
        Assert.Equal("Get-Service", (string?)call["function"]!["name"]);
        Assert.Equal("{\"Name\":\"\u5047\u8131\u673A \U0001F30D spooler\"}", (string?)call["function"]!["arguments"]);

        List<JsonNode> deltas = ToolDeltas(await _gateway.StreamTextAsync(Gateway.Body(Prompt, stream: true, Tools)));
        Assert.True(deltas.Count > 3);
        Assert.Equal("Get-Service", (string?)deltas[0]["function"]!["name"]);
        Assert.StartsWith("call_", (string?)deltas[0]["id"], StringComparison.Ordinal);
        Assert.All(deltas.Skip(1), d => Assert.True(d["id"] is null && d["function"]!["name"] is null));
        Assert.Equal((string?)call["function"]!["arguments"], string.Concat(deltas.Select(d => (string?)d["function"]!["arguments"])));
    }

    [Fact]
    public async Task Parallel_tool_calls_interleave()
    {
        const string Prompt = "/toolcall Get-Service {\"Name\":\"abcdefghij\"}\n/toolcall Get-Date {\"Format\":\"yyyy-MM-dd\"}";
        List<JsonNode> deltas = ToolDeltas(await _gateway.StreamTextAsync(Gateway.Body(Prompt, stream: true, Tools)));
        Assert.Equal([0, 1, 0, 1, 0, 1], deltas.Take(6).Select(d => (int)d["index"]!));
        Assert.Equal("{\"Format\":\"yyyy-MM-dd\"}", string.Concat(deltas.Where(d => (int)d["index"]! == 1).Select(d => (string?)d["function"]!["arguments"])));
        Assert.NotEqual((string?)deltas[0]["id"], (string?)deltas[1]["id"]);
    }

    [Theory]
    [InlineData("/toolcall Get-Date {}", "Tool said: Monday\nTuesday")]
    [InlineData("/toolloop Get-Date {}", null)]
    public async Task After_a_tool_result(string prompt, string? expected)
    {
        string body = "{\"model\":\"gpt-4o\"," + Tools + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"},"
            + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[]},{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"Monday\"},"
            + "{\"role\":\"tool\",\"tool_call_id\":\"b\",\"content\":\"Tuesday\"}]}";
        JsonNode choice = (await _gateway.ChatAsync(body))["choices"]![0]!;
        Assert.Equal(expected, (string?)choice["message"]!["content"]);
        Assert.Equal(expected is null ? "tool_calls" : "stop", (string?)choice["finish_reason"]);
    }

    private static List<JsonNode> ToolDeltas(string stream)
        => Gateway.Events(stream)
            .Select(e => e["choices"]![0]!["delta"]!["tool_calls"]?[0])
            .Where(d => d is not null)
            .Select(d => d!)
            .ToList();

    [Fact]
    public async Task Probabilities_are_told_whole_and_streamed()
    {
        JsonNode whole = (await _gateway.ChatAsync(Gateway.Body("/say one two", more: "\"logprobs\":true,\"top_logprobs\":2")))["choices"]![0]!["logprobs"]!;
        Assert.Equal(["one", " two"], whole["content"]!.AsArray().Select(token => (string?)token!["token"]));
        Assert.Equal("""{"token":" two","logprob":-0.2,"bytes":[32,116,119,111],"top_logprobs":[{"token":" two","logprob":-0.2,"bytes":[32,116,119,111]},{"token":" alt1","logprob":-1.2,"bytes":[32,97,108,116,49]}]}""", whole["content"]![1]!.ToJsonString());

        string stream = await _gateway.StreamTextAsync(Gateway.Body("/say one two", stream: true, "\"logprobs\":true,\"top_logprobs\":2"));
        Assert.Equal(
            whole["content"]!.AsArray().Select(token => token!.ToJsonString()),
            Gateway.Events(stream).SelectMany(e => e["choices"]![0]!["logprobs"]?["content"]?.AsArray() ?? []).Select(token => token!.ToJsonString()));
        Assert.Equal("top_logprobs", (string?)(await _gateway.ErrorAsync(Gateway.Body("x", more: "\"top_logprobs\":2")))["param"]);
        Assert.Null((await _gateway.ChatAsync(Gateway.Body("x")))["choices"]![0]!["logprobs"]);
    }

    [Theory]
    [InlineData("\"auto\"", "/toolcall shell dir C:", "shell", "dir C:")]
    [InlineData("{\"type\":\"custom\",\"custom\":{\"name\":\"shell\"}}", "list it", "shell", "list it")]
    [InlineData("{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\",\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"shell\"}}]}}", "list it", "shell", "list it")]
    [InlineData("{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"auto\",\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"shell\"}}]}}", "/toolcall lookup", null, "No such tool: lookup")]
    public async Task Custom_tools_and_allowed_ones(string choice, string prompt, string? name, string said)
    {
        string more = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"lookup\"}},{\"type\":\"custom\",\"custom\":{\"name\":\"shell\"}}],\"tool_choice\":" + choice;
        JsonNode message = (await _gateway.ChatAsync(Gateway.Body(prompt, more: more)))["choices"]![0]!["message"]!;
        JsonNode[] deltas = [.. Gateway.Events(await _gateway.StreamTextAsync(Gateway.Body(prompt, stream: true, more))).SelectMany(e => e["choices"]![0]!["delta"]!["tool_calls"]?.AsArray() ?? []).Select(call => call!)];
        if (name is null)
        {
            Assert.Equal(said, (string?)message["content"]);
            Assert.Empty(deltas);
            return;
        }

        JsonNode call = Assert.Single(message["tool_calls"]!.AsArray())!;
        Assert.Equal(("custom", name, said), ((string?)call["type"], (string?)call["custom"]!["name"], (string?)call["custom"]!["input"]));
        Assert.Equal(said, string.Concat(deltas.Select(delta => (string?)delta["custom"]!["input"])));
    }
}
