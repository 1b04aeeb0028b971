using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Log;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Messages;

/// <summary>POST /v1/messages, whole and streamed, and /v1/messages/count_tokens, which is free.</summary>
internal static class MessagesEndpoint
{
    internal static async Task AnswerAsync(Exchange exchange)
    {
        var request = MessagesRequest.Parse(exchange.Body, exchange.State, isCount: false);
        Prompt prompt = request.Prompt;
        Answer answer = AnswerScript.Choices(prompt, exchange)[0];
        if (request.IsOneCall && answer.ToolCalls.Count > 1)
        {
            answer = answer with { ToolCalls = [answer.ToolCalls[0]] };
        }

        if (!request.Stream)
        {
            AnswerScript.CheckPlain(answer.Length, prompt.Param);
        }

        CacheUse cache = request.Cache.Use(exchange.State.CachedPrompts);
        var units = new BilledUnits { CachedTokens = cache.Read, CacheWriteTokens = cache.Written, IsLongCache = cache.IsLong };
        if (await exchange.DispatchUpstreamAsync(prompt.Model, prompt.Tokens, answer.Tokens, units).ConfigureAwait(false))
        {
            return;
        }

        var json = new MessagesJson(exchange, request, answer, cache);
        if (request.Stream)
        {
            await new MessagesStream(exchange, json, exchange.Response.Quirks).WriteAsync().ConfigureAwait(false);
        }
        else
        {
            await exchange.SendJsonAsync(200, json.Whole()).ConfigureAwait(false);
        }
    }

    internal static Task CountAsync(Exchange exchange)
    {
        var request = MessagesRequest.Parse(exchange.Body, exchange.State, isCount: true);
        return exchange.SendJsonAsync(200, JsonBytes.Object(w => w.WriteNumber("input_tokens", request.Prompt.Tokens)));
    }
}
