using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Gemini;

/// <summary>Gemini's own API: <c>POST /v1beta/models/{model}:generateContent</c> and <c>:streamGenerateContent</c>.</summary>
internal sealed class GeminiProtocol : IConversationProtocol<GeminiRequest, GeminiCompletion, GeminiDelta>
{
    public static readonly GeminiProtocol Instance = new();

    public ApiRequest CreateCall(GeminiRequest request, bool isStream, CallOptions? options)
    {
        const string Prefix = "models/";
        string model = request.Model.StartsWith(Prefix, StringComparison.Ordinal) ? request.Model.Substring(Prefix.Length) : request.Model;
        return new ApiRequest(
            HttpMethod.Post,
            $"v1beta/models/{Uri.EscapeDataString(model)}:{(isStream ? "streamGenerateContent?alt=sse" : "generateContent")}",
            request.Cost(options))
        {
            Model = model,
            Body = GeminiRequestWriter.Write(request, options?.ExtraBody),
            Accept = isStream ? "text/event-stream" : "application/json",
        };
    }

    public GeminiCompletion ReadWhole(byte[] body, CallContext context, GeminiRequest request)
    {
        GeminiChunk whole = GeminiChunkReader.Read(body);
        if (whole.IsError && !whole.IsMalformed)
        {
            throw ApiFailures.FromBody(whole.Error, context);
        }

        ThrowIfBlocked(whole, 0, context);
        if (whole.CandidateCount == 0 || whole.IsMalformed)
        {
            throw ApiFailures.NotTheAnswer(body, context);
        }

        return ToCompletion([whole], request.Messages) with { Input = request.Input, RawBytes = body };
    }

    public IAsyncEnumerable<GeminiDelta> ReadAsync(StreamingResponse response, GeminiRequest request) => new GeminiStreamReader(request).ReadAsync(response);

    public GeminiCompletion? ReadAnswer(byte[] json, IReadOnlyList<ChatMessage> sent)
    {
        GeminiChunk[] pieces = [.. PiecesOf(json)];
        return pieces.Any(static piece => piece.IsMalformed) || !pieces.Any(static piece => piece.CandidateCount > 0) ? null : ToCompletion(pieces, sent) with { RawBytes = json };
    }

    // The model goes in the path.
    public byte[] WriteRequest(GeminiRequest request, CallOptions? options = null) => GeminiRequestWriter.WriteWithModel(request, options?.ExtraBody);

    /// <exception cref="WhataiException">The prompt was blocked, before there was any candidate.</exception>
    public static void ThrowIfBlocked(GeminiChunk piece, int candidates, CallContext context)
    {
        if (piece.BlockReason is string reason && piece.CandidateCount == 0 && candidates == 0)
        {
            throw ApiFailures.Blocked(reason, piece.BlockMessage, piece.Raw, context);
        }
    }

    // A gateway may answer plainly in the array that a stream without events is.
    private static IEnumerable<GeminiChunk> PiecesOf(byte[] body) =>
        EventData.IsStream(body) ? JsonSplitter.Split(body).Select(static element => GeminiChunkReader.Read(element)) : [GeminiChunkReader.Read(body)];

    private static GeminiCompletion ToCompletion(GeminiChunk[] pieces, IReadOnlyList<ChatMessage> sent)
    {
        var aggregator = new GeminiAggregator(sent);
        foreach (GeminiChunk piece in pieces)
        {
            aggregator.AddHead(piece);
            for (int i = 0; i < piece.CandidateCount; i++)
            {
                aggregator.Add(piece[i]);
            }
        }

        _ = aggregator.Flush();
        return aggregator.ToCompletion();
    }
}
