using System;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Completions;
using Whatai.Client.Conversations;
using Whatai.Client.Gemini;
using Whatai.Client.Messages;
using Whatai.Client.Responses;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Every fault of the emulator by name, on every conversation API: what came through, and what it is called.</summary>
public abstract class ConversationFaultTests<TRequest, TAnswer, TDelta> : IDisposable
    where TAnswer : ModelAnswer
    where TDelta : ModelDelta<TAnswer>
{
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly WhataiClient _client;

    protected ConversationFaultTests()
    {
        _client = new WhataiClient(Given.Options(_emulator) with { IdleTimeout = TimeSpan.FromSeconds(1.5) });
    }

    /// <summary>The API.</summary>
    protected abstract ConversationClient<TRequest, TAnswer, TDelta> Api(WhataiClient client);

    /// <summary>A request.</summary>
    protected abstract TRequest Ask(string text);

    /// <summary>What comes before a fault in the middle, by what does on chat.</summary>
    protected virtual string Came(string text) => text;

    public void Dispose()
    {
        _client.Dispose();
        _emulator.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(Faults.Names), MemberType = typeof(Faults))]
    public async Task A_stream(string fault)
    {
        (_, ErrorKind? kind, string text) = Faults.Expected[fault];
        text = Came(text);

        StreamResult<TDelta, TAnswer> result = await Api(_client).StreamAsync(Ask("/say " + Faults.All), Given.Fault(fault)).ToResultAsync<TDelta, TAnswer>();

        Assert.Equal(text, result.Text);
        Assert.Equal(kind, (result.Failure as WhataiException)?.Kind);
        if (kind is null)
        {
            Assert.Equal(text, result.Completion.Text);
            Assert.Equal("stop", result.Completion.FinishReason);
        }
        else
        {
            Assert.All(result.Deltas, delta => Assert.Null(delta.Completion));
            bool begun = text.Length > 0 || fault is "ping-then-error" or "broken-gzip" or "broken-br";
            Assert.True(begun == result.Error.Message.Contains("incomplete", StringComparison.Ordinal), result.Error.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Faults.Names), MemberType = typeof(Faults))]
    public async Task A_plain_answer(string fault)
    {
        ErrorKind? kind = Faults.Expected[fault].Plain;

        Task<TAnswer> call = Api(_client).CompleteAsync(Ask("/say " + Faults.All), Given.Fault(fault)).WaitAsync(Eventually.Limit);

        if (kind is null)
        {
            Assert.Equal(Faults.All, (await call).Text);
            return;
        }

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => call);
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(kind == ErrorKind.IncompleteAnswer || fault == "stall", failure.Message.Contains("incomplete", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("504")]
    [InlineData("524")]
    [InlineData("reset-before")]
    [InlineData("stall-headers")]
    [InlineData("reset")]
    [InlineData("cut-mid-line")]
    [InlineData("cut-clean")]
    [InlineData("empty-200")]
    [InlineData("json-garbage")]
    [InlineData("stall")]
    public async Task No_answer_is_billed_twice(string fault)
    {
        await AssertBilledOnceAsync(fault, Ask("Hi there, you"));
    }

    private protected async Task AssertBilledOnceAsync(string fault, TRequest request)
    {
        using var client = new WhataiClient(
            Given.Options(_emulator) with { IdleTimeout = TimeSpan.FromSeconds(1), MaxRetries = 3 }, null, new FakeClock());

        await Assert.ThrowsAsync<WhataiException>(() => Api(client).CompleteAsync(request, Given.Fault(fault))).WaitAsync(Eventually.Limit);
        Assert.NotNull((await Api(client).StreamAsync(request, Given.Fault(fault)).ToResultAsync<TDelta, TAnswer>()).Failure);

        Assert.Equal(2, _emulator.LedgerTotals.Dispatches);
    }
}

public sealed class ChatFaultTests : ConversationFaultTests<ChatRequest, ChatCompletion, ChatDelta>
{
    protected override ConversationClient<ChatRequest, ChatCompletion, ChatDelta> Api(WhataiClient client) => client.Chat;

    protected override ChatRequest Ask(string text) => Given.Chat(text);
}

public sealed class CompletionFaultTests : ConversationFaultTests<TextCompletionRequest, ChatCompletion, ChatDelta>
{
    protected override ConversationClient<TextCompletionRequest, ChatCompletion, ChatDelta> Api(WhataiClient client) => client.Completions;

    protected override TextCompletionRequest Ask(string text) => new() { Model = "gpt-3.5-turbo-instruct", Prompts = [text] };

    // Its stream begins with text and not with a role, so that one piece more has come.
    protected override string Came(string text) => text switch
    {
        "one two" => "one two three",
        "你好🌍你好🌍" => "你好🌍你好🌍你好🌍",
        _ => text,
    };
}

public sealed class ResponseFaultTests : ConversationFaultTests<ResponseRequest, ResponseCompletion, ResponseDelta>
{
    protected override ConversationClient<ResponseRequest, ResponseCompletion, ResponseDelta> Api(WhataiClient client) => client.Responses;

    protected override ResponseRequest Ask(string text) => ResponseEvents.Ask(text);

    [Fact]
    public async Task No_response_that_failed_is_billed_twice()
    {
        await AssertBilledOnceAsync("response-failed", Ask("Hi there, you"));
    }
}

public sealed class GeminiFaultTests : ConversationFaultTests<GeminiRequest, GeminiCompletion, GeminiDelta>
{
    protected override ConversationClient<GeminiRequest, GeminiCompletion, GeminiDelta> Api(WhataiClient client) => client.Gemini;

    protected override GeminiRequest Ask(string text) => GivenGemini.Request(text);

    [Theory]
    [InlineData("504")]
    [InlineData("reset-before")]
    [InlineData("reset")]
    [InlineData("cut-mid-line")]
    [InlineData("cut-clean")]
    [InlineData("stall")]
    public async Task No_image_is_billed_twice(string fault)
    {
        await AssertBilledOnceAsync(fault, Ask("Hi there, you") with { Model = "gemini-2.5-flash-image", ResponseModalities = ["IMAGE"] });
    }
}

public sealed class MessageFaultTests : ConversationFaultTests<MessageRequest, MessageCompletion, MessageDelta>
{
    protected override ConversationClient<MessageRequest, MessageCompletion, MessageDelta> Api(WhataiClient client) => client.Messages;

    protected override MessageRequest Ask(string text) => GivenMessages.Request(text);

    [Theory]
    [InlineData("reset")]
    [InlineData("cut-clean")]
    public async Task No_long_answer_is_billed_twice(string fault)
    {
        await AssertBilledOnceAsync(fault, Ask("Hi there, you") with { MaxTokens = 64_000 });
    }
}
