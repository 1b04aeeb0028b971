using System;
using System.ClientModel;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Models;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The official OpenAI library for .NET.</summary>
public sealed class OpenAIDotNetTests : IDisposable
{
    private const string Model = "gpt-4o-mini";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Chat()
    {
        ChatCompletion answer = await Client().GetChatClient(Model).CompleteChatAsync(
            new SystemChatMessage("Be brief."), new UserChatMessage("\u4F60\u597D from .NET"));
        Assert.Equal("Echo: \u4F60\u597D from .NET", answer.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(answer.Usage.TotalTokenCount, answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount);
    }

    [Fact]
    public async Task Streaming()
    {
        var text = new StringBuilder();
        ChatFinishReason? finish = null;
        ChatTokenUsage? usage = null;
        await foreach (StreamingChatCompletionUpdate update in Client().GetChatClient(Model).CompleteChatStreamingAsync(new UserChatMessage("one \u4E16\u754C \U0001F30D")))
        {
            text.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
            finish = update.FinishReason ?? finish;
            usage = update.Usage ?? usage;
        }

        Assert.Equal("Echo: one \u4E16\u754C \U0001F30D", text.ToString());
        Assert.Equal(ChatFinishReason.Stop, finish);
        Assert.True(usage!.OutputTokenCount > 0);
    }

    [Fact]
    public async Task Tool_calls()
    {
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("lookup") } };
        ChatCompletion answer = await Client().GetChatClient(Model).CompleteChatAsync([new UserChatMessage("/toolcall lookup {\"a\":1}")], options);
        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
        Assert.Equal("{\"a\":1}", Assert.Single(answer.ToolCalls).FunctionArguments.ToString());
    }

    [Fact]
    public async Task Models()
    {
        OpenAIModelCollection models = await Client().GetOpenAIModelClient().GetModelsAsync();
        Assert.Contains(Model, models.Select(m => m.Id));
        OpenAIModel model = await Client().GetOpenAIModelClient().GetModelAsync(Model);
        Assert.Equal("openai", model.OwnedBy);
    }

    [Fact]
    public async Task An_invalid_key()
    {
        ClientResultException error = await Assert.ThrowsAsync<ClientResultException>(
            () => Client("sk-wrong").GetChatClient(Model).CompleteChatAsync(new UserChatMessage("x")));
        Assert.Equal(401, error.Status);
        Assert.Contains("Invalid token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_429_is_retried()
    {
        _gateway.Emulator.AddFault("429");
        ChatCompletion answer = await Client().GetChatClient(Model).CompleteChatAsync(new UserChatMessage("again"));
        Assert.Equal("Echo: again", answer.Content[0].Text);
        Assert.Equal<int>([429, 200], _gateway.Emulator.Requests.Select(r => r.Status));
        Assert.Single(_gateway.Emulator.Ledger);
    }

    private OpenAIClient Client(string? key = null)
        => new(new ApiKeyCredential(key ?? _gateway.Emulator.ApiKey), new OpenAIClientOptions { Endpoint = new Uri(_gateway.Emulator.BaseUrl + "/v1") });
}
