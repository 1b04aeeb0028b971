using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The official Anthropic library for .NET.</summary>
public sealed class AnthropicDotNetTests : IDisposable
{
    private const string Model = "claude-sonnet-4-5";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task A_message()
    {
        Message answer = await Client().Messages.Create(Ask("你好 from .NET"));
        Assert.Equal("Echo: 你好 from .NET", TextOf(answer));
        Assert.Equal("end_turn", answer.StopReason?.Raw());
        Assert.True(answer.Usage.OutputTokens > 0);
    }

    [Fact]
    public async Task Streaming()
    {
        var text = new StringBuilder();
        bool hasStopped = false;
        await foreach (RawMessageStreamEvent e in Client().Messages.CreateStreaming(Ask("one 世界 🌍")))
        {
            if (e.TryPickContentBlockDelta(out RawContentBlockDeltaEvent? delta) && delta.Delta.TryPickText(out TextDelta? piece))
            {
                text.Append(piece.Text);
            }

            hasStopped |= e.TryPickStop(out _);
        }

        Assert.Equal("Echo: one 世界 🌍", text.ToString());
        Assert.True(hasStopped);
    }

    [Fact]
    public async Task Tools_with_thinking()
    {
        MessageCreateParams ask = Ask("/toolcall lookup {\"a\":1}\n/toolcall lookup {\"a\":2}") with
        {
            Tools = [new Tool { Name = "lookup", InputSchema = new InputSchema() }],
            Thinking = new ThinkingConfigEnabled { BudgetTokens = 1024 },
        };
        Message answer = await Client().Messages.Create(ask);

        Assert.Equal("tool_use", answer.StopReason?.Raw());
        Assert.True(answer.Content[0].TryPickThinking(out ThinkingBlock? thinking));
        Assert.NotEmpty(thinking.Signature);
        var calls = new List<ToolUseBlock>();
        foreach (ContentBlock block in answer.Content.Skip(1))
        {
            Assert.True(block.TryPickToolUse(out ToolUseBlock? call));
            calls.Add(call);
        }

        Message last = await Client().Messages.Create(ask with
        {
            Messages =
            [
                .. ask.Messages,
                new AssistantMessageParam { Content = answer.Content.Select(block => new ContentBlockParam(block.Json)).ToList() },
                new UserMessageParam { Content = calls.Select(call => (ContentBlockParam)new ToolResultBlockParam { ToolUseID = call.ID, Content = $"{call.Input["a"]} ran" }).ToList() },
            ],
        });
        Assert.Equal("Tool said: 1 ran\n2 ran", TextOf(last));
    }

    [Fact]
    public async Task Structured_output_and_token_counts()
    {
        var schema = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""")!;
        Message answer = await Client().Messages.Create(Ask("Berlin") with { OutputConfig = new OutputConfig { Format = new JsonOutputFormat { Schema = schema } } });
        Assert.Equal(JsonValueKind.String, JsonDocument.Parse(TextOf(answer)).RootElement.GetProperty("city").ValueKind);

        MessageTokensCount count = await Client().Messages.CountTokens(new MessageCountTokensParams { Model = Model, Messages = [new UserMessageParam { Content = "one two three" }] });
        Assert.Equal(3, count.InputTokens);
    }

    [Fact]
    public async Task Failures_and_retries()
    {
        AnthropicApiException unauthorized = await Assert.ThrowsAnyAsync<AnthropicApiException>(() => Client("sk-wrong").Messages.Create(Ask("x")));
        Assert.Equal(401, (int)unauthorized.StatusCode);
        AnthropicApiException bad = await Assert.ThrowsAnyAsync<AnthropicApiException>(() => Client().Messages.Create(Ask("x") with { MaxTokens = 0 }));
        Assert.Equal(400, (int)bad.StatusCode);

        _gateway.Emulator.ClearLog();
        _gateway.Emulator.AddFault("429");
        Assert.Equal("Echo: again", TextOf(await Client().Messages.Create(Ask("again"))));
        Assert.Equal<int>([429, 200], _gateway.Emulator.Requests.Select(r => r.Status));
    }

    private static MessageCreateParams Ask(string text) => new() { Model = Model, MaxTokens = 4096, Messages = [new UserMessageParam { Content = text }] };

    private static string TextOf(Message message) => string.Concat(message.Content.Select(block => block.TryPickText(out TextBlock? text) ? text.Text : string.Empty));

    private AnthropicClient Client(string? key = null) => new() { BaseUrl = _gateway.Emulator.BaseUrl, ApiKey = key ?? _gateway.Emulator.ApiKey };
}
