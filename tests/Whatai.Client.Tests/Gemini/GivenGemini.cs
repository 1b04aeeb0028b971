using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Gemini;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What the Gemini tests begin with.</summary>
internal static class GivenGemini
{
    /// <summary>A picture of one pixel.</summary>
    public const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    public static GeminiRequest Request(string text = "Hi") => Request(new ChatMessage(ChatRole.User, text));

    public static GeminiRequest Request(params ChatMessage[] messages) => new() { Model = "gemini-2.5-pro", Messages = messages };

    public static WhataiClient Client(params Step[] steps) => new(Given.Options() with { MaxRetries = 0 }, new ScriptedHandler(steps), new FakeClock());

    /// <summary>A plain answer with the given parts.</summary>
    public static string Answer(string parts, string finishReason = "STOP") =>
        $$$"""{"candidates":[{"content":{"parts":[{{{parts}}}],"role":"model"},"finishReason":"{{{finishReason}}}","index":0}],"modelVersion":"gemini-2.5-pro","responseId":"r1"}""";

    /// <summary>A piece of a stream.</summary>
    public static string Piece(string parts, string? finishReason = null) => finishReason is null
        ? $$$"""{"candidates":[{"content":{"parts":[{{{parts}}}],"role":"model"},"index":0}],"modelVersion":"gemini-2.5-pro","responseId":"r1"}"""
        : Answer(parts, finishReason);

    public static string Text(string text) => $$"""{"text":"{{text}}"}""";

    public static string Events(params string[] pieces) => string.Concat(pieces.Select(Given.Event));

    public static Step Array(string body, string mediaType = "application/json") => Steps.Events(() => new MemoryStream(Given.Utf8(body)), mediaType);

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public static string Body(GeminiRequest request) => Encoding.UTF8.GetString(GeminiRequestWriter.Write(request, null));

    /// <summary>Reads a stream that must be whole.</summary>
    public static async Task<GeminiCompletion> ToCompletionAsync(this IAsyncEnumerable<GeminiDelta> stream)
    {
        StreamResult<GeminiDelta, GeminiCompletion> result = await stream.ToResultAsync();
        GeminiCompletion completion = result.Completion;
        Assert.All(result.Deltas.SkipLast(1), delta => Assert.Null(delta.Completion));
        Assert.Equal(completion.Text, string.Concat(result.Deltas.Where(delta => delta.Index == 0).Select(delta => delta.Text)));
        return completion;
    }

    /// <summary>Reads a stream that must fail.</summary>
    public static async Task<(string Text, WhataiException Failure)> ToFailureAsync(this IAsyncEnumerable<GeminiDelta> stream)
    {
        StreamResult<GeminiDelta, GeminiCompletion> result = await stream.ToResultAsync();
        return (result.Text, result.Error);
    }
}
