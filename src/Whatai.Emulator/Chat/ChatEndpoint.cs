using System.Linq;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Routing;
using Whatai.Emulator.Streaming;

namespace Whatai.Emulator.Chat;

/// <summary>POST /v1/chat/completions, plain and streamed.</summary>
internal static class ChatEndpoint
{
    // A plain answer is held in memory.
    internal const long MostPlainCharacters = 64L * 1024 * 1024;

    /// <summary>What there is to cut when a fault wants to cut a character.</summary>
    internal static ChatAnswer CutMidUtf8 { get; } = new([new ChatSegment(ChatField.Content, "\u4F60\u597D\U0001F30D", Repeat: 3)]);

    internal static async Task AnswerAsync(Exchange exchange)
    {
        ChatRequest request = ChatRequest.Parse(exchange.Body, exchange.State);
        Twist twist = exchange.Response.Twist;
        ChatAnswer[] answers = exchange.Response.Break == Break.CutMidUtf8
            ? [CutMidUtf8]
            : ChatScript.Answer(request, exchange);
        if (!request.Stream && answers.Sum(a => a.Segments.Sum(s => s.Length)) > MostPlainCharacters)
        {
            throw ApiErrorException.BadParameter("messages", "An answer of over 64 million characters must be streamed.");
        }

        if (await exchange.DispatchUpstreamAsync(request.Model, request.PromptTokens, answers.Sum(a => a.Tokens)).ConfigureAwait(false))
        {
            return;
        }

        var json = new ChatJson(exchange.RequestId, request, answers, twist);
        if (request.Stream)
        {
            await new ChatStream(new EventStream(exchange), json, request, answers, twist).WriteAsync().ConfigureAwait(false);
        }
        else
        {
            await exchange.SendJsonAsync(200, json.Completion()).ConfigureAwait(false);
        }
    }
}
