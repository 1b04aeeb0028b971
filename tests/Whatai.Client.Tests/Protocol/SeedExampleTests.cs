using System;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>The seeds' own examples, through the whole client.</summary>
public class SeedExampleTests
{
    [Fact]
    public async Task The_plain_example()
    {
        using WhataiClient client = Client(Steps.Ok(SeedExamples.Plain));

        ChatCompletion completion = await client.Chat.CompleteAsync(Given.Chat("Hello"));

        Assert.Equal("chatcmpl-123", completion.Id);
        Assert.Equal("\n\nHello there, how may I assist you today?", completion.Text);
        Assert.Equal(completion.Text, completion.ToString());
        Assert.Equal("stop", completion.FinishReason);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1677652288), completion.Created);
        Assert.Equal(new TokenUsage { PromptTokens = 9, CompletionTokens = 12, TotalTokens = 21 }, completion.Usage);
        Assert.Null(completion.Model);
        Assert.Null(completion.Reasoning);
        Assert.Null(completion.ToolCalls);
        Assert.Equal(SeedExamples.Plain, completion.RawJson);
        Assert.Equal(["user: Hello", "assistant: " + completion.Text], completion.Messages.Select(message => message.ToString()));
    }

    [Fact]
    public async Task The_Claude_thinking_example()
    {
        using WhataiClient client = Client(Steps.Ok(SeedExamples.ClaudeThinking));

        ChatCompletion completion = await client.Chat.CompleteAsync(Given.Chat("Hello!"));

        Assert.Equal("msg_015WR4hNXDhJQ23L3eRANTb7", completion.Id);
        Assert.Equal("claude-3-7-sonnet-20250219", completion.Model);
        Assert.StartsWith("Hi there! It's nice to meet you.", completion.Text, StringComparison.Ordinal);
        Assert.StartsWith("The user has just sent a simple greeting of \"Hello!\".", completion.Reasoning, StringComparison.Ordinal);
        Assert.Equal((37, 85, 122), (completion.Usage!.PromptTokens, completion.Usage.CompletionTokens, completion.Usage.TotalTokens));
        Assert.Equal("stop", completion.FinishReason);
    }

    [Fact]
    public async Task The_streamed_example()
    {
        using WhataiClient client = Client(Steps.Events(SeedExamples.Stream));

        StreamResult result = await client.Chat.StreamAsync(Given.Chat("Hello")).ToResultAsync();

        Assert.Equal(["Hello", "!", " How", " can", " I", " assist", " you", " today", "?", ""], result.Deltas.Select(delta => delta.Text));
        Assert.All(result.Deltas.SkipLast(1), delta => Assert.Null(delta.Completion));
        ChatCompletion completion = result.Completion;
        Assert.Equal("Hello! How can I assist you today?", completion.Text);
        Assert.Equal("stop", completion.FinishReason);
        Assert.Equal("stop", result.Deltas[^1].FinishReason);
        Assert.Equal("chatcmpl-89CCzsNNdHMTOQBSZWBQeTDCSQGBN", completion.Id);
        Assert.Equal("gpt-3.5-turbo", completion.Model);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1752460970), completion.Created);
        Assert.Equal(new TokenUsage { PromptTokens = 9, CompletionTokens = 9, TotalTokens = 18 }, completion.Usage);
        JsonAssert.Equal(
            """
            {"id":"chatcmpl-89CCzsNNdHMTOQBSZWBQeTDCSQGBN","object":"chat.completion","created":1752460970,"model":"gpt-3.5-turbo",
             "choices":[{"index":0,"message":{"role":"assistant","content":"Hello! How can I assist you today?"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18,"prompt_tokens_details":{},"completion_tokens_details":{},
                      "input_tokens":0,"output_tokens":0,"input_tokens_details":null},
             "system_fingerprint":null}
            """,
            completion.RawJson);
    }

    [Fact]
    public async Task Each_delta_keeps_the_servers_json()
    {
        using WhataiClient client = Client(Steps.Events(SeedExamples.Stream));
        string[] sent = [.. SeedExamples.Stream.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => line.Substring(6))];

        StreamResult result = await client.Chat.StreamAsync(Given.Chat("Hello")).ToResultAsync();

        Assert.Equal(sent.Skip(1).Take(9), result.Deltas.SkipLast(1).Select(delta => delta.RawJson));
    }

    private static WhataiClient Client(Step step) => new(Given.Options(), new ScriptedHandler(step), new FakeClock());
}
