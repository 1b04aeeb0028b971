using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Asked the same, a streamed answer ends up the same as a plain one.</summary>
public sealed class StreamEqualsPlainTests : IDisposable
{
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly WhataiClient _client;

    public StreamEqualsPlainTests()
    {
        _client = Given.Client(_emulator);
    }

    public void Dispose()
    {
        _client.Dispose();
        _emulator.Dispose();
    }

    public static TheoryData<string> Prompts =>
    [
        "Hello there",
        "你好，世界 🌍👩‍💻 mixed text",
        "/say exactly  this\n\n  with spaces \t and 2024-01-02T03:04:05+08:00",
        "/say ",
        "/say Use <think>tags</think> late",
        "/say \"quotes\" \\ and \u0001 control \u2028 characters",
        "/repeat 500 ab ",
        "/length 40",
        "/reason I think so | Therefore",
        "/reason 想一想 🤔 | 所以",
        "/reason2 I think so | Therefore",
        "/think I think so | Therefore",
        "/think 想一想 | 所以 <think> again",
        "/think only thought |",
        "/system",
        "/history",
        "/refuse I would rather not",
        "/toolcall weather {\"city\":\"北京\",\"when\":\"2024-01-02T03:04:05Z\"}",
        "/toolcall weather {\"city\":\"北京\"}\n/toolcall time {\"zone\":\"Asia/Shanghai\",\"format\":\"a very long one\"}\n/toolcall weather",
        "/toolcall weather {broken json",
        "/toolcall unknown {}",
        "/toolloop time {\"a\":[1,2,{\"b\":\"}\"}]}",
    ];

    [Theory]
    [MemberData(nameof(Prompts))]
    public async Task For_every_directive(string prompt)
    {
        await AssertSameAsync(Request(prompt));
    }

    [Theory]
    [MemberData(nameof(Prompts))]
    public async Task For_three_choices(string prompt)
    {
        ChatCompletion whole = await AssertSameAsync(Request(prompt) with { Count = 3 });

        Assert.Equal([0, 1, 2], whole.Choices.Select(choice => choice.Index));
    }

    [Theory]
    [MemberData(nameof(Prompts))]
    public async Task For_a_limit_and_a_stop(string prompt)
    {
        await AssertSameAsync(Request(prompt) with { MaxTokens = 3 });
        await AssertSameAsync(Request(prompt) with { Stop = ["o", "所"] });
    }

    public static TheoryData<string> Twists =>
    [
        "ping", "no-done", "usage-empty-choices", "usage-with-choice", "no-choices", "duplicate-finish", "string-numbers", "unknown-fields", "crlf", "cr",
        "multi-line-data", "bom", "split-utf8", "drip", "no-content-type", "gzip", "br", "http10",
    ];

    [Theory]
    [MemberData(nameof(Twists))]
    public async Task However_the_answer_is_written(string twist)
    {
        foreach (string prompt in new[] { "/reason 想 🤔 hard | 你好 🌍 world", "/toolcall weather {\"city\":\"北京\"}\n/toolcall time {}" })
        {
            await AssertSameAsync(Request(prompt), twist);
        }
    }

    [Fact]
    public async Task The_deltas_add_up()
    {
        foreach (string prompt in new[] { "/reason 想一想 | 所以", "/think a | b", "/refuse no way", "/say x" })
        {
            StreamResult result = await _client.Chat.StreamAsync(Request(prompt)).ToResultAsync();

            Assert.Equal(result.Completion.Text, result.Text);
            Assert.Equal(result.Completion.Reasoning ?? "", string.Concat(result.Deltas.Select(delta => delta.Reasoning)));
            Assert.Equal(result.Completion.Refusal ?? "", string.Concat(result.Deltas.Select(delta => delta.Refusal)));
            Assert.All(result.Deltas.SkipLast(1), delta => Assert.True(delta.Text.Length > 0 || delta.Reasoning is not null || delta.Refusal is not null));
            Assert.Single(result.Deltas, delta => delta.Completion is not null);
        }
    }

    [Fact]
    public async Task The_conversation_goes_on_from_either()
    {
        ChatCompletion first = (await _client.Chat.StreamAsync(Given.Chat("One")).ToResultAsync()).Completion;
        ChatCompletion second = await _client.Chat.CompleteAsync(Given.Chat("One") with { Messages = [.. first.Messages, new ChatMessage(ChatRole.User, "/history")] });

        Assert.Equal("3 messages: user assistant user", second.Text);
        Assert.Equal(4, second.Messages.Count);
        Assert.Same("x", (await _client.Chat.CompleteAsync(Given.Chat("One") with { Input = "x" })).Input);
        Assert.Same("x", (await _client.Chat.StreamAsync(Given.Chat("One") with { Input = "x" }).ToResultAsync()).Completion.Input);
    }

    [Fact]
    public async Task The_parameters_arrive()
    {
        ChatRequest request = Request("/params") with { Temperature = 0.5, Seed = 7, Count = 1 };

        JsonObject plain = JsonNode.Parse((await _client.Chat.CompleteAsync(request)).Text)!.AsObject();
        JsonObject streamed = JsonNode.Parse((await _client.Chat.StreamAsync(request).ToResultAsync()).Completion.Text)!.AsObject();

        Assert.True(streamed.Remove("stream"));
        Assert.True(streamed.Remove("stream_options"));
        Assert.True(JsonNode.DeepEquals(plain, streamed));
        Assert.Equal(0.5, (double?)plain["temperature"]);
    }

    private async Task<ChatCompletion> AssertSameAsync(ChatRequest request, string? fault = null)
    {
        ChatCompletion plain = await _client.Chat.CompleteAsync(request, fault is null ? null : Given.Fault(fault));
        ChatCompletion streamed = (await _client.Chat.StreamAsync(request, fault is null ? null : Given.Fault(fault)).ToResultAsync()).Completion;

        Assert.Equal(plain.Choices.Select(Describe), streamed.Choices.Select(Describe));
        Assert.Equal(plain.Usage, streamed.Usage);
        Assert.NotNull(streamed.Usage);
        Assert.Equal(plain.Model, streamed.Model);
        Assert.NotNull(streamed.Created);
        Assert.NotNull(streamed.Id);
        Assert.NotNull(plain.RequestId);
        Assert.NotNull(streamed.RequestId);
        Assert.Equal(plain.Messages.Count, streamed.Messages.Count);
        if (fault is null or not "unknown-fields")
        {
            JsonAssert.Equal(Comparable(plain.RawJson), Comparable(streamed.RawJson));
        }

        return streamed;
    }

    private static ChatRequest Request(string prompt)
    {
        using var schema = JsonDocument.Parse("""{"type":"object"}""");
        return new ChatRequest
        {
            Model = "gpt-4o",
            Messages = [new ChatMessage(ChatRole.System, "Be kind. 好"), new ChatMessage(ChatRole.User, prompt)],
            Tools = [new FunctionTool("weather", schema.RootElement.Clone()), new FunctionTool("time", schema.RootElement.Clone())],
        };
    }

    // Ids hold the request's own number.
    private static string Describe(ChatChoice choice) =>
        $"{choice.Index} {choice.FinishReason} {choice.Message.Role} [{choice.Message.Content}] [{choice.Message.Reasoning ?? "null"}] [{choice.Message.Refusal ?? "null"}] "
        + string.Join(" + ", (choice.Message.ToolCalls ?? []).Select(call => $"{call.Id.Substring(call.Id.LastIndexOf('_'))} {call}"));

    private static string Comparable(string rawJson)
    {
        JsonObject root = JsonNode.Parse(rawJson)!.AsObject();
        foreach (string name in new[] { "id", "created", "system_fingerprint" })
        {
            root.Remove(name);
        }

        foreach (JsonNode? choice in root["choices"]!.AsArray())
        {
            JsonObject message = choice!["message"]!.AsObject();
            var reader = new ThinkSplitter();
            (string text, string? reasoning) = reader.Push((string?)message["content"] ?? string.Empty);

            // Reasoning has several places in a plain answer, and one in what a stream is put together to.
            message["reasoning_content"] = (string?)message["reasoning_content"] ?? (string?)message["reasoning"] ?? reasoning;
            message.Remove("reasoning");

            // Null and empty: a stream begins with an empty piece of content whatever follows.
            message["content"] = text + reader.Flush().Text;

            foreach (JsonNode? call in (IEnumerable<JsonNode?>?)message["tool_calls"]?.AsArray() ?? [])
            {
                call!["id"] = null;
            }
        }

        return root.ToJsonString();
    }
}
