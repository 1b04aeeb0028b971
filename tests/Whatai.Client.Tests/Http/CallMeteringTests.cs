using System;
using System.Threading.Tasks;
using Whatai.Client.Moderations;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What an answer says that it took counts for the limit of tokens, and what its header says of the cost is told, whatever was asked for.</summary>
public class CallMeteringTests
{
    [Theory]
    [InlineData("chat")]
    [InlineData("embedding")]
    [InlineData("rerank")]
    [InlineData("moderation")]
    [InlineData("image")]
    public async Task The_tokens_of_one_call_hold_up_the_next(string kind)
    {
        Assert.Contains(await WaitsOfTwoAsync(kind, ",\"usage\":{\"prompt_tokens\":900,\"completion_tokens\":100,\"total_tokens\":1000}"), IsAMinute);
        Assert.DoesNotContain(await WaitsOfTwoAsync(kind, string.Empty), IsAMinute);

        static bool IsAMinute(TimeSpan wait) => wait > TimeSpan.FromSeconds(50) && wait < TimeSpan.FromSeconds(70);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("embedding")]
    [InlineData("rerank")]
    [InlineData("moderation")]
    [InlineData("image")]
    public async Task The_cost_of_a_header_is_told_with_tokens_and_without(string kind)
    {
        foreach (string usage in new[] { string.Empty, ",\"usage\":{\"prompt_tokens\":9,\"total_tokens\":9}" })
        {
            using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Answer(200, Body(kind, usage), ("x-litellm-response-cost", "1.5e-05"))), new FakeClock());

            Assert.Equal(0.000015m, (await CallAsync(client, kind))!.Cost);
        }
    }

    private static async Task<TimeSpan[]> WaitsOfTwoAsync(string kind, string usage)
    {
        var clock = new FakeClock();
        Step answer = Steps.Ok(Body(kind, usage));
        using var client = new WhataiClient(Given.Options() with { TokensPerMinute = 1000 }, new ScriptedHandler(answer, answer), clock);
        await CallAsync(client, kind);
        await CallAsync(client, kind);
        return [.. clock.Waits];
    }

    private static string Body(string kind, string usage) => "{\"model\":\"m\"," + kind switch
    {
        "chat" => "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}]",
        "embedding" => "\"data\":[{\"index\":0,\"embedding\":[0.5,0.5]}]",
        "rerank" => "\"results\":[{\"index\":0,\"relevance_score\":0.5}]",
        "moderation" => "\"results\":[{\"flagged\":false,\"categories\":{},\"category_scores\":{}}]",
        _ => "\"data\":[{\"url\":\"https://example.com/a.png\"}]",
    } + usage + "}";

    private static async Task<TokenUsage?> CallAsync(WhataiClient client, string kind) => kind switch
    {
        "chat" => (await client.Chat.CompleteAsync(Given.Chat("hi"))).Usage,
        "embedding" => (await client.Embeddings.EmbedAsync(new() { Model = "m", Inputs = ["a"] })).Usage,
        "rerank" => (await client.Rerank.RankAsync(new() { Model = "m", Query = "a", Documents = ["b"] })).Usage,
        "moderation" => (await client.Moderations.ModerateAsync(new() { Model = "m", Inputs = [new ModerationInput("a")] })).Usage,
        _ => (await client.Images.GenerateAsync(new() { Model = "m", Prompt = "a" })).Usage,
    };
}
