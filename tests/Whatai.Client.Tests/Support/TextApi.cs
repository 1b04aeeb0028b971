using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Completions;
using Whatai.Client.Conversations;
using Whatai.Client.Messages;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What all APIs that answer with text can be asked, so that one test holds each of them.</summary>
internal sealed record TextApi(
    Func<string, string> Piece,
    string End,
    Func<string, string> Whole,
    Func<WhataiClient, Task<TextResult>> StreamAsync,
    Func<WhataiClient, Task<ModelAnswer>> CompleteAsync)
{
    private const string Gemini = """{"candidates":[{"content":{"parts":[{"text":"@"}],"role":"model"},"index":0}],"modelVersion":"m"}""";

    private static readonly Dictionary<string, TextApi> s_all = new()
    {
        ["chat"] = new(
            text => Given.Delta($$"""{"content":"{{text}}"}"""),
            Given.Delta("{}", "\"stop\""),
            text => Given.ChatJson(text),
            async client => Result(await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()),
            async client => await client.Chat.CompleteAsync(Given.Chat("Hi"))),
        ["completions"] = new(
            text => $$"""{"id":"c","object":"text_completion","choices":[{"index":0,"text":"{{text}}","finish_reason":null}]}""",
            """{"id":"c","object":"text_completion","choices":[{"index":0,"text":"","finish_reason":"stop"}]}""",
            text => $$"""{"id":"c","object":"text_completion","choices":[{"index":0,"text":"{{text}}","finish_reason":"stop"}]}""",
            async client => Result(await client.Completions.StreamAsync(Text()).ToResultAsync()),
            async client => await client.Completions.CompleteAsync(Text())),
        ["responses"] = new(
            text => ResponseEvents.TextDelta("@").Replace("@", text, StringComparison.Ordinal),
            ResponseEvents.End("[]"),
            text => ResponseEvents.Response("completed", ResponseEvents.Message("@").Replace("@", text, StringComparison.Ordinal)),
            async client => Result(await client.Responses.StreamAsync(ResponseEvents.Ask()).ToResultAsync()),
            async client => await client.Responses.CompleteAsync(ResponseEvents.Ask())),
        ["gemini"] = new(
            text => Gemini.Replace("@", text, StringComparison.Ordinal),
            Gemini.Replace("@", "", StringComparison.Ordinal).Replace("\"index\"", "\"finishReason\":\"STOP\",\"index\"", StringComparison.Ordinal),
            text => GivenGemini.Answer(GivenGemini.Text(text)),
            async client => Result(await client.Gemini.StreamAsync(GivenGemini.Request()).ToResultAsync()),
            async client => await client.Gemini.CompleteAsync(GivenGemini.Request())),
        ["messages"] = new(
            text => GivenMessages.TextDelta(text),
            GivenMessages.Finish(),
            text => GivenMessages.Answer(GivenMessages.Text(text)),
            async client => Result(await client.Messages.StreamAsync(GivenMessages.Request()).ToResultAsync<MessageDelta, MessageCompletion>()),
            async client => await client.Messages.CompleteAsync(GivenMessages.Request())),
    };

    public static IEnumerable<string> All => s_all.Keys;

    public static TheoryData<string> Names => [.. All];

    public static TextApi Of(string name) => s_all[name];

    /// <summary>A client that plays the steps.</summary>
    public static WhataiClient Client(params Step[] steps) => new(Given.Options() with { MaxRetries = 0 }, new ScriptedHandler(steps), new FakeClock());

    /// <summary>The pieces of an answer, its end last.</summary>
    public string[] Pieces(params string[] texts) => [.. texts.Select(Piece), End];

    public async Task<TextResult> StreamAnswerAsync(byte[] body, string? mediaType)
    {
        using WhataiClient client = Client(Steps.Answer(200, body, mediaType));
        return await StreamAsync(client);
    }

    public Task<TextResult> StreamAnswerAsync(string body, string? mediaType = "text/event-stream") => StreamAnswerAsync(Given.Utf8(body), mediaType);

    public async Task<ModelAnswer> CompleteAnswerAsync(byte[] body, string? mediaType)
    {
        using WhataiClient client = Client(Steps.Answer(200, body, mediaType));
        return await CompleteAsync(client);
    }

    public Task<ModelAnswer> CompleteAnswerAsync(string body, string? mediaType = "application/json") => CompleteAnswerAsync(Given.Utf8(body), mediaType);

    private static TextCompletionRequest Text() => new() { Model = "m", Prompts = ["Hi"] };

    private static TextResult Result<TDelta, TAnswer>(StreamResult<TDelta, TAnswer> result)
        where TDelta : ModelDelta
        where TAnswer : ModelAnswer =>
        new(result.Text, result.Deltas.Count == 0 ? null : result.Deltas[^1].GetCompletion(), result.Failure as WhataiException);
}

/// <summary>What came of a stream: the text of its pieces, the whole, and how it failed.</summary>
internal sealed record TextResult(string Text, ModelAnswer? Answer, WhataiException? Failure)
{
    public ModelAnswer Completion
    {
        get
        {
            Assert.True(Failure is null, Failure?.Message);
            Assert.Equal(Text, Answer!.Text);
            return Answer;
        }
    }

    public WhataiException Error
    {
        get
        {
            Assert.Null(Answer);
            return Assert.IsType<WhataiException>(Failure);
        }
    }
}
