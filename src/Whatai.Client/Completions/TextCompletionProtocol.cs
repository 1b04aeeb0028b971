using System.Collections.Generic;
using System.Net.Http;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Http;

namespace Whatai.Client.Completions;

/// <summary>Legacy completions: <c>POST /v1/completions</c>. An answer has the shape of a chat answer without a conversation.</summary>
internal sealed class TextCompletionProtocol : IConversationProtocol<TextCompletionRequest, ChatCompletion, ChatDelta>
{
    public static readonly TextCompletionProtocol Instance = new();

    public ApiRequest CreateCall(TextCompletionRequest request, bool isStream, CallOptions? options) => new(HttpMethod.Post, "v1/completions", RequestCost.Chat)
    {
        Model = request.Model,
        Body = TextCompletionRequestWriter.Write(request, isStream, options?.ExtraBody),
        Accept = isStream ? "text/event-stream" : "application/json",
    };

    public ChatCompletion ReadWhole(byte[] body, CallContext context, TextCompletionRequest request) => ChatProtocol.ReadWhole(body, context, [], request.Input);

    public IAsyncEnumerable<ChatDelta> ReadAsync(StreamingResponse response, TextCompletionRequest request) =>
        new ChatStreamReader(request.Prompts.Count * (request.Count ?? 1), [], request.Input).ReadAsync(response);

    public ChatCompletion? ReadAnswer(byte[] json, IReadOnlyList<ChatMessage> sent) => ChatCompletionReader.Read(json, sent);

    public byte[] WriteRequest(TextCompletionRequest request, CallOptions? options = null) => TextCompletionRequestWriter.Write(request, stream: false, options?.ExtraBody);
}
