using System;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Asked the same, a streamed answer ends up the same as a whole one, on every conversation API.</summary>
public abstract class StreamEqualsWholeTests<TRequest, TAnswer, TDelta> : IDisposable
    where TRequest : ModelRequest
    where TAnswer : ModelAnswer
    where TDelta : ModelDelta<TAnswer>
{
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();

    protected StreamEqualsWholeTests()
    {
        Client = Given.Client(_emulator);
    }

    private protected WhataiClient Client { get; }

    /// <summary>The API.</summary>
    private protected abstract ConversationClient<TRequest, TAnswer, TDelta> Api { get; }

    public void Dispose()
    {
        Client.Dispose();
        _emulator.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(Directives.Prompts), MemberType = typeof(Directives))]
    public async Task For_every_directive(string prompt)
    {
        await AssertSameAsync(Ask(prompt));
        await AssertSameAsync(Ask(prompt) with { MaxTokens = 16 });
    }

    [Theory]
    [MemberData(nameof(Directives.Twists), MemberType = typeof(Directives))]
    public async Task However_the_answer_is_written(string twist)
    {
        foreach (string prompt in new[] { "/reason 想 🤔 hard | 你好 🌍 world", "/toolcall weather {\"city\":\"北京\"}\n/toolcall time {}" })
        {
            await AssertSameAsync(Ask(prompt), twist);
        }
    }

    /// <summary>A request with tools.</summary>
    private protected abstract TRequest Ask(string prompt);

    private protected async Task<TAnswer> AssertSameAsync(TRequest request, string? fault = null)
    {
        TAnswer whole = await Api.CompleteAsync(request, fault is null ? null : Given.Fault(fault));
        StreamResult<TDelta, TAnswer> result = await Api.StreamAsync(request, fault is null ? null : Given.Fault(fault)).ToResultAsync<TDelta, TAnswer>();
        TAnswer streamed = result.Completion;

        Assert.Equal(whole.Choices.Select(Describe), streamed.Choices.Select(Describe));
        Assert.Equal(whole.Usage, streamed.Usage);
        Assert.NotNull(streamed.Usage);
        Assert.Equal(whole.Model, streamed.Model);
        Assert.Equal(whole.Created is null, streamed.Created is null);
        Assert.Equal(whole.Id is null, streamed.Id is null);
        Assert.NotNull(whole.RequestId);
        Assert.NotNull(streamed.RequestId);
        Assert.Equal(whole.Citations, streamed.Citations);
        Assert.Equal(whole.Images.Select(image => image.MediaType), streamed.Images.Select(image => image.MediaType));
        Assert.Equal(whole.Messages.Count, streamed.Messages.Count);
        if (streamed.Choices.Count == 1)
        {
            Assert.Equal(streamed.Text, result.Text);
            Assert.Equal(streamed.Reasoning ?? "", string.Concat(result.Deltas.Select(delta => delta.Reasoning)));
            Assert.Equal(streamed.Refusal ?? "", string.Concat(result.Deltas.Select(delta => delta.Refusal)));
        }

        Assert.Single(result.Deltas, delta => delta.Completion is not null);
        if (fault is not "unknown-fields")
        {
            AssertSameJson(whole, streamed);
        }

        return streamed;
    }

    /// <summary>Where an API has one form for both, the JSON is the same, too.</summary>
    private protected virtual void AssertSameJson(TAnswer whole, TAnswer streamed)
    {
    }

    // Ids hold the request's own number.
    private static string Describe(ChatChoice choice) =>
        $"{choice.Index} {choice.FinishReason} {choice.Message.Role} [{choice.Message.Content}] [{choice.Message.Reasoning ?? "null"}] [{choice.Message.Refusal ?? "null"}] "
        + string.Join(" + ", (choice.Message.ToolCalls ?? []).Select(call => $"{call.Id.Substring(call.Id.LastIndexOf('_') + 1).Length} {call}"));
}
