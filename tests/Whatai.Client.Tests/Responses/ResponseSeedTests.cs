using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Responses;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>The seeds' own examples of the Responses API, through the whole client.</summary>
public class ResponseSeedTests
{
    private static readonly ResponseRequest s_unicorn = ResponseEvents.Ask("Write a one-sentence bedtime story about a unicorn.");

    private static readonly ResponseRequest s_deepResearch = new()
    {
        Model = "o3-deep-research-2025-06-26",
        Messages = [new ChatMessage(ChatRole.User, "hi")],
        WebSearch = new WebSearch(),
    };

    [Fact]
    public async Task The_requests_are_those_of_the_seeds()
    {
        var handler = new ScriptedHandler(Steps.Ok(ResponseExamples.Plain), Steps.Events(ResponseExamples.Stream), Steps.Ok(ResponseExamples.DeepResearch));
        using var client = new WhataiClient(Given.Options(), handler, new FakeClock());

        await client.Responses.CompleteAsync(s_unicorn);
        await client.Responses.StreamAsync(s_unicorn).ToResultAsync();
        await client.Responses.CompleteAsync(s_deepResearch);

        Assert.All(handler.Requests, request => Assert.Equal("https://api.example.com/v1/responses", request.Uri.AbsoluteUri));
        Assert.Equal(["application/json", "text/event-stream", "application/json"], handler.Requests.Select(request => request.Headers["Accept"]));
        string[] expected = [ResponseExamples.PlainRequest, ResponseExamples.StreamRequest, ResponseExamples.DeepResearchRequest];
        Assert.All(expected.Zip(handler.Requests), pair => JsonAssert.Equal(pair.First, System.Text.Encoding.UTF8.GetString(pair.Second.Body!)));
    }

    [Fact]
    public async Task The_plain_example()
    {
        using WhataiClient client = ResponseEvents.Client(Steps.Ok(ResponseExamples.Plain));

        ResponseCompletion completion = await client.Responses.CompleteAsync(s_unicorn);

        Assert.Equal("resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b", completion.Id);
        Assert.StartsWith("In a peaceful grove beneath a silver moon, a unicorn named Lumina", completion.Text, StringComparison.Ordinal);
        Assert.EndsWith("her hoofprints sparkled like stardust.", completion.ToString(), StringComparison.Ordinal);
        Assert.Equal(("completed", "stop", null), (completion.Status, completion.FinishReason, completion.IncompleteReason));
        Assert.Equal("gpt-4.1-2025-04-14", completion.Model);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1741476542), completion.Created);
        Assert.Equal(new TokenUsage { PromptTokens = 36, CompletionTokens = 87, TotalTokens = 123 }, completion.Usage);
        Assert.Null(completion.PreviousResponseId);
        Assert.Null(completion.Reasoning);
        Assert.Null(completion.ToolCalls);
        Assert.Null(completion.Refusal);
        Assert.Empty(completion.Citations);
        Assert.Empty(completion.WebSearches);
        Assert.Empty(completion.Images);
        Assert.Equal(ResponseExamples.Plain, completion.RawJson);
        Assert.Equal([$"user: {s_unicorn.Messages[0].Content}", "assistant: " + completion.Text], completion.Messages.Select(message => message.ToString()));
    }

    [Fact]
    public async Task The_streamed_example()
    {
        using WhataiClient client = ResponseEvents.Client(Steps.Events(ResponseExamples.Stream));

        StreamResult<ResponseDelta, ResponseCompletion> result = await client.Responses.StreamAsync(s_unicorn).ToResultAsync();

        Assert.Equal(ResponseExamples.Unicorn, result.Text);
        Assert.Equal(["Under", " a", " moon", "lit", " sky", ","], result.Deltas.Take(6).Select(delta => delta.Text));
        Assert.Equal(29, result.Deltas.Count);
        Assert.All(result.Deltas.SkipLast(1), delta =>
        {
            Assert.Equal("response.output_text.delta", delta.Type);
            Assert.Equal(0, delta.OutputIndex);
            Assert.Equal("msg_68746e59b95081909ec63a7ce0339f3e035c53e470cb1bb3", delta.ItemId);
            Assert.Null(delta.Completion);
        });
        ResponseCompletion completion = result.Completion;
        Assert.Equal(ResponseExamples.Unicorn, completion.Text);
        Assert.Equal("resp_68746e5933708190ab74346840b69f79035c53e470cb1bb3", completion.Id);
        Assert.Equal(("response.completed", "stop"), (result.Deltas[^1].Type, result.Deltas[^1].FinishReason));
        Assert.Equal(new TokenUsage { PromptTokens = 18, CompletionTokens = 29, TotalTokens = 47 }, completion.Usage);
    }

    [Fact]
    public async Task Each_delta_keeps_the_servers_json_and_the_answer_the_whole_response()
    {
        string[] sent = [.. ResponseExamples.Stream.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => line.Substring(6))];

        StreamResult<ResponseDelta, ResponseCompletion> result = await ResponseEvents.StreamAsync(ResponseExamples.Stream);

        Assert.Equal([.. sent.Where(data => data.Contains("output_text.delta", StringComparison.Ordinal)), sent[^1]], result.Deltas.Select(delta => delta.RawJson));
        JsonAssert.Equal(JsonNode.Parse(sent[^1])!["response"]!.ToJsonString(), result.Completion.RawJson);
    }

    [Fact]
    public async Task The_deep_research_example()
    {
        using WhataiClient client = ResponseEvents.Client(Steps.Ok(ResponseExamples.DeepResearch));

        ResponseCompletion completion = await client.Responses.CompleteAsync(s_deepResearch);

        WebSearchCall search = Assert.Single(completion.WebSearches);
        Assert.Equal(("ws_68760ea0d27081a2871459aa9ebbed950679399e11c8f799", "completed", "search"), (search.Id, search.Status, search.Action));
        Assert.Equal("Hello how to greet user in chat GPT guidelines", search.Query);
        Assert.Equal([search.Query!], search.Queries);
        Assert.Equal(search.Query, search.ToString());
        Assert.Equal(
            "Hello there! 👋 How can I help you today? If there's anything you'd like to discuss or any question you have, feel free to let me know. I'm here to assist!",
            completion.Text);
        Assert.Equal(
            new TokenUsage { PromptTokens = 3420, CompletionTokens = 2219, TotalTokens = 5639, CachedTokens = 2686, ReasoningTokens = 2176 }, completion.Usage);
        Assert.Null(completion.Reasoning);
        Assert.Equal("stop", completion.FinishReason);
    }
}
