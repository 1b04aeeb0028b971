using System;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Completions;
using Whatai.Client.Conversations;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>How likely the tokens of an answer were: one type, whatever the API, and the same whole and streamed.</summary>
public sealed class LogProbTests : IDisposable
{
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly WhataiClient _client;

    public LogProbTests() => _client = Given.Client(_emulator);

    public void Dispose()
    {
        _client.Dispose();
        _emulator.Dispose();
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("responses")]
    [InlineData("gemini")]
    [InlineData("completions")]
    public async Task Are_the_same_whole_and_streamed(string api)
    {
        ModelAnswer whole = await AskAsync(api, 2, isStream: false);

        Assert.Equal(["one", " two"], whole.LogProbs.Select(static token => token.Token));
        Assert.Equal([-0.1, -0.2], whole.LogProbs.Select(static token => token.LogProb));
        Assert.Equal([" two -0.2", " alt1 -1.2"], whole.LogProbs[1].Top.Select(static token => token.ToString()));
        Assert.Equal(api is "chat" or "responses" ? " two"u8.ToArray() : null, whole.LogProbs[1].Bytes);
        ModelAnswer streamed = await AskAsync(api, 2, isStream: true);
        Assert.Equal(whole.LogProbs.Select(static token => (token.Token, token.LogProb, token.Top.Count)), streamed.LogProbs.Select(static token => (token.Token, token.LogProb, token.Top.Count)));
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("responses")]
    [InlineData("gemini")]
    public async Task Have_no_others_beside_them_and_are_none_unless_asked_for(string api)
    {
        Assert.All((await AskAsync(api, 0, isStream: false)).LogProbs, static token => Assert.Empty(token.Top));
        Assert.NotEmpty((await AskAsync(api, 0, isStream: true)).LogProbs);
        Assert.Empty((await AskAsync(api, null, isStream: false)).LogProbs);
    }

    [Fact]
    public async Task Of_a_response_come_from_its_pieces_where_the_last_event_is_trimmed()
    {
        string body = Given.Event(Piece("fo", -0.1)) + Given.Event(Piece("ur", -0.2)) + Given.Event(ResponseEvents.End("""[{"type":"message","content":[{"type":"output_text","text":"four"}]}]"""));

        ModelAnswer answer = (await TextApi.Of("responses").StreamAnswerAsync(body)).Completion;

        Assert.Equal(["fo -0.1", "ur -0.2"], answer.LogProbs.Select(static token => token.ToString()));

        static string Piece(string text, double logProb) => FormattableString.Invariant(
            $$"""{"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"{{text}}","logprobs":[{"token":"{{text}}","logprob":{{logProb}}}]}""");
    }

    [Theory]
    [InlineData("7")]
    [InlineData("{\"content\":7}")]
    [InlineData("{\"content\":[7,{\"token\":7,\"logprob\":\"x\",\"bytes\":[300],\"top_logprobs\":7}]}")]
    [InlineData("{\"tokens\":[7,\"a\"],\"token_logprobs\":7,\"top_logprobs\":[7]}")]
    public async Task Of_another_shape_take_nothing_from_the_answer(string logprobs)
    {
        string json = $$"""{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"four"},"logprobs":{{logprobs}},"finish_reason":"stop"}]}""";

        ModelAnswer answer = await TextApi.Of("chat").CompleteAnswerAsync(Given.Utf8(json), "application/json");

        Assert.Equal("four", answer.Text);
        Assert.All(answer.LogProbs, static token => Assert.Null(token.Bytes));
    }

    private async Task<ModelAnswer> AskAsync(string api, int? top, bool isStream) => api switch
    {
        "chat" => await AskAsync(_client.Chat, Given.Chat("/say one two") with { LogProbs = top }, isStream),
        "responses" => await AskAsync(_client.Responses, ResponseEvents.Ask("/say one two") with { LogProbs = top }, isStream),
        "gemini" => await AskAsync(_client.Gemini, GivenGemini.Request("/say one two") with { LogProbs = top }, isStream),
        _ => await AskAsync(_client.Completions, new TextCompletionRequest { Model = "gpt-3.5-turbo-instruct", Prompts = ["/say one two"], LogProbs = top }, isStream),
    };

    private static async Task<ModelAnswer> AskAsync<TRequest, TAnswer, TDelta>(ConversationClient<TRequest, TAnswer, TDelta> api, TRequest request, bool isStream)
        where TAnswer : ModelAnswer
        where TDelta : ModelDelta<TAnswer>
    {
        if (!isStream)
        {
            return await api.CompleteAsync(request);
        }

        TAnswer? answer = null;
        await foreach (TDelta piece in api.StreamAsync(request))
        {
            answer = piece.Completion ?? answer;
        }

        return answer!;
    }
}
