using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Http;
using Whatai.Client.Protocol;
using Whatai.Client.Responses;

namespace Whatai.Client;

/// <content>The Responses API: <c>POST /v1/responses</c>.</content>
public sealed partial class WhataiClient
{
    private const string ResponsesPath = "v1/responses";

    /// <summary>Asks and waits for the whole answer.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="options">What this call sets apart from the connection.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The answer. One that is incomplete by its own word is an answer too; its status says so.</returns>
    /// <exception cref="WhataiException">The call or the response failed; its kind says how.</exception>
    public async Task<ResponseCompletion> CompleteResponseAsync(ResponseRequest request, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ApiAnswer answer = await _sender.SendAsync(ResponseCall(request, stream: false, options), options, cancellationToken).ConfigureAwait(false);
        if (EventData.IsStream(answer.Body))
        {
            // Whatever was asked for.
            ResponseCompletion? completion = null;
            await foreach (ResponseDelta delta in ReadResponseAsync(Opening(answer), request, cancellationToken).ConfigureAwait(false))
            {
                completion = delta.Completion ?? completion;
            }

            return completion! with { Duration = answer.Duration };
        }

        return ReadWholeResponse(answer.Body, answer.Facts, request.Messages) with
        {
            RequestId = answer.Facts.RequestId,
            Attempts = answer.Facts.Attempts,
            Duration = answer.Duration,
            Input = request.Input,
        };
    }

    /// <summary>Asks and gives the answer as it comes. Leaving the enumeration early closes the connection.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="options">What this call sets apart from the connection.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The pieces that have something new, then a last one with the whole answer. Unknown events are passed over.</returns>
    /// <exception cref="WhataiException">
    /// The call or the response failed; its kind says how. A stream that ends before the response did is an <see cref="ErrorKind.IncompleteAnswer"/>.
    /// </exception>
    public IAsyncEnumerable<ResponseDelta> StreamResponseAsync(ResponseRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        ReadResponseAsync(Opening(ResponseCall(request, stream: true, options), options), request, cancellationToken);

    private static async IAsyncEnumerable<ResponseDelta> ReadResponseAsync(
        Func<CancellationToken, Task<ApiResponse>> open, ResponseRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using ApiResponse response = await open(cancellationToken).ConfigureAwait(false);
        var aggregator = new ResponseAggregator();
        var last = new ResponseEvent();
        ResponseCompletion? completion = null;
        await foreach (ResponseEvent piece in ChunkStream.ReadAsync(response, last, ResponseEventReader.Read, () => last.IsTerminal).ConfigureAwait(false))
        {
            if (piece.IsLast)
            {
                completion = piece.IsWhole
                    ? ReadWholeResponse(piece.Raw, response.Facts, request.Messages)
                    : ReadLastEvent(piece, aggregator, response.Facts, request.Messages);
                break;
            }

            if (aggregator.Add(piece) is ResponseDelta delta)
            {
                yield return delta;
            }
        }

        if (completion is null)
        {
            throw ApiFailures.Incomplete(last.IsDone ? BreakOff.WithoutEnd : BreakOff.BeforeResponse, response.Facts);
        }

        if (aggregator.Rest(completion) is ResponseDelta rest)
        {
            yield return rest;
        }

        completion = completion with
        {
            RequestId = response.Facts.RequestId,
            Attempts = response.Facts.Attempts,
            Duration = watch.Elapsed,
            Input = request.Input,
        };
        yield return new ResponseDelta { Type = last.Type ?? "response." + completion.Status, FinishReason = completion.FinishReason, Completion = completion, Raw = last.Raw };
    }

    /// <summary>Reads an answer that was kept as the server's JSON.</summary>
    /// <param name="rawJson">What <see cref="ModelAnswer.RawJson"/> was.</param>
    /// <param name="sent">The messages that were asked.</param>
    /// <returns>The answer; null where the text is none.</returns>
    public static ResponseCompletion? ReadResponseCompletion(string rawJson, IReadOnlyList<ChatMessage> sent)
    {
        using JsonDocument? document = ParsedResponse(rawJson);
        return document is null || ResponseReader.HasFailed(document.RootElement) ? null : ResponseReader.Read(document.RootElement, sent) with { RawJson = rawJson };
    }

    /// <summary>The body that a request is sent with: what makes it the same request again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">What the call sets apart from the connection.</param>
    /// <returns>JSON in UTF-8.</returns>
    public static byte[] WriteResponseRequest(ResponseRequest request, CallOptions? options = null) =>
        ResponseRequestWriter.Write(request, stream: false, options?.ExtraBody);

    private static ApiRequest ResponseCall(ResponseRequest request, bool stream, CallOptions? options) => new(
        HttpMethod.Post, ResponsesPath, CostOf(request, options))
    {
        Body = ResponseRequestWriter.Write(request, stream, options?.ExtraBody),
        Accept = stream ? "text/event-stream" : "application/json",
    };

    private static ResponseCompletion ReadWholeResponse(byte[] body, CallFacts facts, IReadOnlyList<ChatMessage> sent)
    {
        string json = Encoding.UTF8.GetString(body);
        using JsonDocument? document = ParsedResponse(json);
        if (document is null)
        {
            throw ApiFailures.NotTheAnswer(body, facts);
        }

        if (ResponseReader.HasFailed(document.RootElement))
        {
            throw ApiFailures.FromBody(body, facts);
        }

        return ResponseReader.Read(document.RootElement, sent) with { RawJson = json };
    }

    private static ResponseCompletion ReadLastEvent(ResponseEvent last, ResponseAggregator aggregator, CallFacts facts, IReadOnlyList<ChatMessage> sent)
    {
        string json = aggregator.ToJson(last);
        using JsonDocument document = JsonDocument.Parse(json);
        if (ResponseReader.HasFailed(document.RootElement))
        {
            // The response says why; where it doesn't, the event might.
            bool says = ErrorReader.IsError(document.RootElement);
            throw ApiFailures.FromBody(says ? Encoding.UTF8.GetBytes(json) : last.Raw, facts, midStream: true);
        }

        return ResponseReader.Read(document.RootElement, sent) with { RawJson = json };
    }

    private static JsonDocument? ParsedResponse(string json)
    {
        JsonDocument? document = LenientJson.Parse(Encoding.UTF8.GetBytes(json));
        if (document is null)
        {
            return null;
        }

        if (ResponseReader.IsResponse(document.RootElement))
        {
            return document;
        }

        document.Dispose();
        return null;
    }
}
