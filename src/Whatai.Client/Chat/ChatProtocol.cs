using System.Collections.Generic;
using System.Net.Http;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using Whatai.Client.Http;

namespace Whatai.Client.Chat;

/// <summary>Chat completions: <c>POST /v1/chat/completions</c>.</summary>
internal sealed class ChatProtocol : IConversationProtocol<ChatRequest, ChatCompletion, ChatDelta>
{
    public static readonly ChatProtocol Instance = new();

    public ApiRequest CreateCall(ChatRequest request, bool isStream, CallOptions? options) => new(HttpMethod.Post, "v1/chat/completions", request.Cost(options))
    {
        Model = request.Model,
        Body = ChatRequestWriter.Write(request, isStream, options?.ExtraBody),
        Accept = isStream ? "text/event-stream" : "application/json",
    };

    public ChatCompletion ReadWhole(byte[] body, CallContext context, ChatRequest request) => ReadWhole(body, context, request.Messages, request.Input);

    public IAsyncEnumerable<ChatDelta> ReadAsync(StreamingResponse response, ChatRequest request) => new ChatStreamReader(request.Count ?? 1, request.Messages, request.Input).ReadAsync(response);

    public ChatCompletion? ReadAnswer(byte[] json, IReadOnlyList<ChatMessage> sent) => ChatCompletionReader.Read(json, sent);

    public byte[] WriteRequest(ChatRequest request, CallOptions? options = null) => ChatRequestWriter.Write(request, stream: false, options?.ExtraBody);

    /// <summary>Reads a whole answer; those of the legacy completions have the same shape.</summary>
    public static ChatCompletion ReadWhole(byte[] body, CallContext context, IReadOnlyList<ChatMessage> sent, object? input)
    {
        ChatChunk whole = ChatChunkReader.Read(body);
        if (whole.IsError && !whole.IsMalformed)
        {
            throw ApiFailures.FromBody(whole.Error, context);
        }

        if (whole.ChoiceCount == 0 || whole.IsMalformed)
        {
            throw ApiFailures.NotTheAnswer(body, context);
        }

        return ChatCompletionReader.Read(whole, sent) with { Input = input, RawBytes = body };
    }
}
