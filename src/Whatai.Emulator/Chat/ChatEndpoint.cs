using System.Linq;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Routing;
using Whatai.Emulator.Script;
using Whatai.Emulator.Streaming;

namespace Whatai.Emulator.Chat;

/// <summary>POST /v1/chat/completions, plain and streamed.</summary>
internal static class ChatEndpoint
{
    internal static async Task AnswerAsync(Exchange exchange)
    {
        var request = ChatRequest.Parse(exchange.Body, exchange.State);
        Prompt prompt = request.Prompt;
        Answer[] answers = AnswerScript.Choices(prompt, exchange);
        if (!request.Stream)
        {
            AnswerScript.CheckPlain(answers.Sum(a => a.Length), prompt.Param);
        }

        if (await exchange.DispatchUpstreamAsync(prompt.Model, prompt.Tokens, answers.Sum(a => a.Tokens)).ConfigureAwait(false))
        {
            return;
        }

        Twist twist = exchange.Response.Twist;
        var json = new ChatJson(exchange.RequestId, request, answers, twist);
        if (request.Stream)
        {
            await new ChatStream(new EventStream(exchange, StreamForm.Chat), json, request, answers, twist).WriteAsync().ConfigureAwait(false);
        }
        else
        {
            await exchange.SendJsonAsync(200, json.Completion()).ConfigureAwait(false);
        }
    }
}
