using System;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;
using Whatai.Emulator.Streaming;

namespace Whatai.Emulator.Gemini;

/// <summary>
/// POST /v1beta/models/{model}:generateContent and :streamGenerateContent, the latter as events with <c>alt=sse</c>, otherwise as a
/// JSON array; and :countTokens, which is free.
/// </summary>
internal static class GeminiEndpoint
{
    internal static async Task AnswerAsync(Exchange exchange)
    {
        if (await DispatchAsync(exchange, isPlain: true).ConfigureAwait(false) is ({ } json, _))
        {
            await exchange.SendJsonAsync(200, json.Whole()).ConfigureAwait(false);
        }
    }

    internal static async Task StreamAsync(Exchange exchange)
    {
        bool isSse = exchange.Head.Target.Split('?', '&').Contains("alt=sse", StringComparer.Ordinal);
        if (!isSse)
        {
            // Only from here on: errors before this point come from the gateway, which does not use arrays.
            exchange.ErrorShape = GeminiErrors.InArray;
        }

        if (await DispatchAsync(exchange, isPlain: false).ConfigureAwait(false) is ({ } json, { } answers))
        {
            var events = new EventStream(exchange, isSse ? GeminiStream.Sse : GeminiStream.Array);
            await new GeminiStream(events, json, answers, exchange.Response.Quirks).WriteAsync().ConfigureAwait(false);
        }
    }

    internal static Task CountAsync(Exchange exchange)
    {
        GeminiRequest request = Parse(exchange);
        return exchange.SendJsonAsync(200, JsonBytes.Object(w => w.WriteNumber("totalTokens", request.Prompt.Tokens)));
    }

    private static GeminiRequest Parse(Exchange exchange) => GeminiRequest.Parse(exchange.Body, exchange.RouteValues["model"], exchange.State);

    /// <summary>The answers; empty when a fault has answered.</summary>
    private static async Task<(GeminiJson? Json, Answer[]? Answers)> DispatchAsync(Exchange exchange, bool isPlain)
    {
        GeminiRequest request = Parse(exchange);
        Prompt prompt = request.Prompt;
        Answer[] answers = AnswerScript.Choices(prompt, exchange);
        if (isPlain)
        {
            AnswerScript.CheckPlain(answers.Sum(a => a.Length), prompt.Param);
        }

        return await exchange.DispatchUpstreamAsync(prompt.Model, prompt.Tokens, answers.Sum(a => a.Tokens)).ConfigureAwait(false)
            ? (null, null)
            : (new GeminiJson(exchange, request, answers), answers);
    }
}
