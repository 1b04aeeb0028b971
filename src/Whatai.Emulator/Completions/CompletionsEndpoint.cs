using System.Linq;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Script;
using Whatai.Emulator.Streaming;

namespace Whatai.Emulator.Completions;

/// <summary>POST /v1/completions (legacy), whole and streamed.</summary>
internal static class CompletionsEndpoint
{
    internal static async Task AnswerAsync(Exchange exchange)
    {
        var request = CompletionRequest.Parse(exchange.Body, exchange.State);
        ResponseQuirks quirks = exchange.Response.Quirks;
        var script = CompletionScript.Compose(request, exchange.Response.Interruption);
        if (!request.Stream)
        {
            AnswerScript.CheckPlain(script.Choices.Sum(c => c.Length), "prompt");
        }

        if (await exchange.DispatchUpstreamAsync(request.Model, request.PromptTokens, script.Tokens).ConfigureAwait(false))
        {
            return;
        }

        var json = new CompletionJson(exchange.RequestId, request, script, quirks);
        if (request.Stream)
        {
            await new CompletionStream(new EventStream(exchange, StreamFormat.Chat), json, request, script, quirks).WriteAsync().ConfigureAwait(false);
        }
        else
        {
            await exchange.SendJsonAsync(200, json.Completion()).ConfigureAwait(false);
        }
    }
}
