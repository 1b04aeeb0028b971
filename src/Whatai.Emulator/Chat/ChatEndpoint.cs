using System.Linq;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Script;
using Whatai.Emulator.Streaming;

namespace Whatai.Emulator.Chat;

/// <summary>POST /v1/chat/completions, whole and streamed, and kept where the request says so.</summary>
internal static class ChatEndpoint
{
    internal static async Task AnswerAsync(Exchange exchange)
    {
        var request = ChatRequest.Parse(exchange.Body, exchange.State);
        Prompt prompt = request.Prompt;
        Answer[] answers = AnswerScript.Choices(prompt, exchange);
        if (!request.Stream || request.Store)
        {
            AnswerScript.CheckPlain(answers.Sum(a => a.Length), prompt.Param);
        }

        ResponseQuirks quirks = exchange.Response.Quirks;
        var json = new ChatJson(exchange.RequestId, request, answers, quirks);
        bool answered = await exchange.DispatchUpstreamAsync(prompt.Model, prompt.Tokens, answers.Sum(a => a.Tokens)).ConfigureAwait(false);
        if (request.Store)
        {
            exchange.State.Completions.Add(json.Stored()); // even when a fault drops the answer
        }

        if (answered)
        {
            return;
        }

        if (request.Stream)
        {
            await new ChatStream(new EventStream(exchange, StreamFormat.Chat), json, request, answers, quirks).WriteAsync().ConfigureAwait(false);
        }
        else
        {
            await exchange.SendJsonAsync(200, json.Completion()).ConfigureAwait(false);
        }
    }
}
