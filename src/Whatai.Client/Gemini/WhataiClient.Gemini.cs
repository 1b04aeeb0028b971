using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Gemini;
using Whatai.Client.Http;
using Whatai.Client.Protocol;

namespace Whatai.Client;

/// <content>Gemini's own API: <c>POST /v1beta/models/{model}:generateContent</c> and <c>:streamGenerateContent</c>.</content>
public sealed partial class WhataiClient
{
    /// <summary>Asks and waits for the whole answer.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="options">What this call sets apart from the connection.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="WhataiException">The call failed; its kind says how. A blocked prompt is <see cref="ErrorKind.ContentBlocked"/>.</exception>
    public async Task<GeminiCompletion> CompleteGeminiAsync(GeminiRequest request, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ApiAnswer answer = await _sender.SendAsync(GeminiCall(request, stream: false, options), options, cancellationToken).ConfigureAwait(false);
        if (EventData.IsStream(answer.Body))
        {
            // Whatever was asked for.
            GeminiCompletion? completion = null;
            await foreach (GeminiDelta delta in ReadGeminiAsync(Opening(answer), request, cancellationToken).ConfigureAwait(false))
            {
                completion = delta.Completion ?? completion;
            }

            return completion! with { Duration = answer.Duration };
        }

        GeminiChunk whole = GeminiChunkReader.Read(answer.Body);
        if (whole.IsError && !whole.IsMalformed)
        {
            throw ApiFailures.FromBody(whole.Error, answer.Facts);
        }

        ThrowIfBlocked(whole, 0, answer.Facts);
        if (whole.CandidateCount == 0 || whole.IsMalformed)
        {
            throw ApiFailures.NotTheAnswer(answer.Body, answer.Facts);
        }

        return ToCompletion([whole], request.Messages) with
        {
            RequestId = answer.Facts.RequestId,
            Attempts = answer.Facts.Attempts,
            Duration = answer.Duration,
            Input = request.Input,
            RawJson = Encoding.UTF8.GetString(answer.Body),
        };
    }

    /// <summary>Asks and gives the answer as it comes. Leaving the enumeration early closes the connection.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="options">What this call sets apart from the connection.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The pieces that have something new, then a last one with the whole answer.</returns>
    /// <exception cref="WhataiException">
    /// The call failed; its kind says how. A blocked prompt is <see cref="ErrorKind.ContentBlocked"/>; a stream that ends before a finish
    /// reason came is an <see cref="ErrorKind.IncompleteAnswer"/>.
    /// </exception>
    public IAsyncEnumerable<GeminiDelta> StreamGeminiAsync(GeminiRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        ReadGeminiAsync(Opening(GeminiCall(request, stream: true, options), options), request, cancellationToken);

    private static async IAsyncEnumerable<GeminiDelta> ReadGeminiAsync(
        Func<CancellationToken, Task<ApiResponse>> open, GeminiRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using ApiResponse response = await open(cancellationToken).ConfigureAwait(false);
        var aggregator = new GeminiAggregator(request.Messages);
        var chunk = new GeminiChunk();
        await foreach (GeminiChunk piece in ChunkStream.ReadAsync(response, chunk, GeminiChunkReader.Read, IsWhole).ConfigureAwait(false))
        {
            ThrowIfBlocked(piece, aggregator.CandidateCount, response.Facts);
            if (IsWhole() && piece.HasContent)
            {
                // Some models say STOP on every piece.
                response.ExpectMore();
            }

            aggregator.AddHead(piece);
            for (int i = 0; i < piece.CandidateCount; i++)
            {
                GeminiNews news = aggregator.Add(piece[i]);
                if (!news.IsEmpty)
                {
                    yield return ToDelta(piece, piece[i], aggregator, news);
                }

                for (int image = 1; image < news.Images?.Count; image++)
                {
                    yield return new GeminiDelta { Index = piece[i].Index, Image = news.Images[image], Raw = piece.Raw };
                }
            }
        }

        foreach ((int index, GeminiNews news) in aggregator.Flush())
        {
            yield return new GeminiDelta { Index = index, Text = news.Text ?? string.Empty, Reasoning = news.Reasoning };
        }

        // Several models give one candidate however many were asked for, so that those which began must do. A plain answer is whole as it is.
        bool isPlain = chunk.IsBody && chunk.CandidateCount > 0;
        if (!isPlain && !aggregator.IsFinished)
        {
            throw ApiFailures.Incomplete(BreakOff.BeforeModel, response.Facts);
        }

        GeminiCompletion completion = aggregator.ToCompletion() with
        {
            RequestId = response.Facts.RequestId,
            Attempts = response.Facts.Attempts,
            Duration = watch.Elapsed,
            Input = request.Input,
            RawJson = isPlain ? Encoding.UTF8.GetString(chunk.Raw) : aggregator.ToJson(),
        };
        yield return new GeminiDelta { FinishReason = completion.FinishReason, Completion = completion };

        bool IsWhole() => aggregator.IsFinished && aggregator.CandidateCount >= (request.Count ?? 1);
    }

    /// <summary>Reads an answer that was kept as the server's JSON.</summary>
    /// <param name="rawJson">What <see cref="ModelAnswer.RawJson"/> was.</param>
    /// <param name="sent">The messages that were asked.</param>
    /// <returns>The answer; null where the text is none.</returns>
    public static GeminiCompletion? ReadGeminiCompletion(string rawJson, IReadOnlyList<ChatMessage> sent)
    {
        GeminiChunk[] pieces = [.. PiecesOf(Encoding.UTF8.GetBytes(rawJson))];
        return pieces.Any(static piece => piece.IsMalformed) || !pieces.Any(static piece => piece.CandidateCount > 0) ? null : ToCompletion(pieces, sent) with { RawJson = rawJson };
    }

    /// <summary>The body that a request is sent with, and the model, which goes in the path: what makes it the same request again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">What the call sets apart from the connection.</param>
    /// <returns>JSON in UTF-8.</returns>
    public static byte[] WriteGeminiRequest(GeminiRequest request, CallOptions? options = null) =>
        GeminiRequestWriter.WriteWithModel(request, options?.ExtraBody);

    private static ApiRequest GeminiCall(GeminiRequest request, bool stream, CallOptions? options)
    {
        const string Prefix = "models/";
        string model = request.Model.StartsWith(Prefix, StringComparison.Ordinal) ? request.Model.Substring(Prefix.Length) : request.Model;
        return new ApiRequest(
            HttpMethod.Post,
            $"v1beta/models/{Uri.EscapeDataString(model)}:{(stream ? "streamGenerateContent?alt=sse" : "generateContent")}",
            CostOf(request, options))
        {
            Body = GeminiRequestWriter.Write(request, options?.ExtraBody),
            Accept = stream ? "text/event-stream" : "application/json",
        };
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

    private static GeminiDelta ToDelta(GeminiChunk chunk, GeminiChunkCandidate candidate, GeminiAggregator aggregator, GeminiNews news) => new()
    {
        Index = candidate.Index,
        Text = news.Text ?? string.Empty,
        Reasoning = news.Reasoning,
        ToolCalls = news.Calls?.ToArray(),
        Image = news.Images?[0],
        FinishReason = candidate.FinishReason is null ? null : aggregator.FinishReason(candidate.Index),
        Raw = chunk.Raw,
    };

    private static void ThrowIfBlocked(GeminiChunk piece, int candidates, CallFacts facts)
    {
        if (piece.BlockReason is string reason && piece.CandidateCount == 0 && candidates == 0)
        {
            throw ApiFailures.Blocked(reason, piece.BlockMessage, piece.Raw, facts);
        }
    }
}
