using System.Collections.Generic;
using System.Net.Http;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Responses;

/// <summary>The Responses API: <c>POST /v1/responses</c>.</summary>
internal sealed class ResponseProtocol : IConversationProtocol<ResponseRequest, ResponseCompletion, ResponseDelta>
{
    public static readonly ResponseProtocol Instance = new();

    public ApiRequest CreateCall(ResponseRequest request, bool isStream, CallOptions? options) => new(HttpMethod.Post, "v1/responses", request.Cost(options))
    {
        Model = request.Model,
        Body = ResponseRequestWriter.Write(request, isStream, options?.ExtraBody),
        Accept = isStream ? "text/event-stream" : "application/json",
    };

    public ResponseCompletion ReadWhole(byte[] body, CallContext context, ResponseRequest request)
    {
        using JsonDocument? document = Parse(body);
        if (document is null)
        {
            throw ApiFailures.NotTheAnswer(body, context);
        }

        if (ResponseReader.HasFailed(document.RootElement))
        {
            throw ApiFailures.FromBody(body, context);
        }

        return ResponseReader.Read(body, document.RootElement, request.Messages) with { Input = request.Input, RawBytes = body };
    }

    public IAsyncEnumerable<ResponseDelta> ReadAsync(StreamingResponse response, ResponseRequest request) => new ResponseStreamReader(request).ReadAsync(response);

    public ResponseCompletion? ReadAnswer(byte[] json, IReadOnlyList<ChatMessage> sent)
    {
        using JsonDocument? document = Parse(json);
        return document is null || ResponseReader.HasFailed(document.RootElement) ? null : ResponseReader.Read(json, document.RootElement, sent) with { RawBytes = json };
    }

    public byte[] WriteRequest(ResponseRequest request, CallOptions? options = null) => ResponseRequestWriter.Write(request, stream: false, options?.ExtraBody);

    private static JsonDocument? Parse(byte[] json)
    {
        JsonDocument? document = LenientJson.Parse(json);
        if (document is null || ResponseReader.IsResponse(document.RootElement))
        {
            return document;
        }

        document.Dispose();
        return null;
    }
}
