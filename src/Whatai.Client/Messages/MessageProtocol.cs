using System.Collections.Generic;
using System.Net.Http;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Messages;

/// <summary>Claude's own API: <c>POST /v1/messages</c>.</summary>
internal sealed class MessageProtocol : IConversationProtocol<MessageRequest, MessageCompletion, MessageDelta>
{
    public static readonly MessageProtocol Instance = new();

    // The official API wants it, and a relay passes it on.
    private static readonly Dictionary<string, string> s_version = new() { ["anthropic-version"] = "2023-06-01" };

    public ApiRequest CreateCall(MessageRequest request, bool isStream, CallOptions? options) => new(HttpMethod.Post, "v1/messages", request.Cost(options))
    {
        Model = request.Model,
        Body = MessageRequestWriter.Write(request, isStream, options?.ExtraBody),
        Accept = isStream ? "text/event-stream" : "application/json",
        Headers = s_version,
    };

    /// <summary>The call that counts the input's tokens. Relays mostly lack the route.</summary>
    public static ApiRequest CreateCountCall(MessageRequest request, CallOptions? options) => new(HttpMethod.Post, "v1/messages/count_tokens", RequestCost.Free)
    {
        Model = request.Model,
        Body = MessageRequestWriter.WriteCount(request, options?.ExtraBody),
        Headers = s_version,
        MayBeMissing = true,
    };

    public MessageCompletion ReadWhole(byte[] body, CallContext context, MessageRequest request)
    {
        using JsonDocument? document = LenientJson.Parse(body);
        if (document is not null && ErrorReader.IsError(document.RootElement))
        {
            throw ApiFailures.FromBody(body, context);
        }

        if (document is null || !MessageReader.IsMessage(document.RootElement))
        {
            throw ApiFailures.NotTheAnswer(body, context);
        }

        return MessageReader.Read(body, document.RootElement, request.Messages) with { Input = request.Input, RawBytes = body };
    }

    public IAsyncEnumerable<MessageDelta> ReadAsync(StreamingResponse response, MessageRequest request) => new MessageStreamReader(request).ReadAsync(response);

    public MessageCompletion? ReadAnswer(byte[] json, IReadOnlyList<ChatMessage> sent)
    {
        using JsonDocument? document = LenientJson.Parse(json);
        return document is not null && !ErrorReader.IsError(document.RootElement) && MessageReader.IsMessage(document.RootElement)
            ? MessageReader.Read(json, document.RootElement, sent) with { RawBytes = json }
            : null;
    }

    public byte[] WriteRequest(MessageRequest request, CallOptions? options = null) => MessageRequestWriter.Write(request, stream: false, options?.ExtraBody);
}
