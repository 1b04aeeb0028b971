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
        var aggregator = new GeminiAggregator(request.Messages);
        foreach (GeminiChunk piece in WholeOf(answer.Body, answer.Facts))
        {
            Add(piece, aggregator);
        }

        return aggregator.ToCompletion() with
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
    public async IAsyncEnumerable<GeminiDelta> StreamGeminiAsync(
        GeminiRequest request, CallOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var watch = Stopwatch.StartNew();
        using ApiResponse response = await _sender.OpenAsync(GeminiCall(request, stream: true, options), options, cancellationToken).ConfigureAwait(false);
        var aggregator = new GeminiAggregator(request.Messages);
        var chunk = new GeminiChunk();

        // What comes is told by its first byte: some gateways send an array, or all at once, and call it an event stream.
        byte? first = await PeekAsync(response).ConfigureAwait(false);
        bool isPlain = first == (byte)'{' || (response.MediaType is "application/json" && first != (byte)'[');
        await foreach (GeminiChunk piece in (
            isPlain ? ReadWholeAsync(response)
            : first == (byte)'[' ? ChunkStream.ReadElementsAsync(response, chunk, GeminiChunkReader.Read, IsWhole)
            : ChunkStream.ReadEventsAsync(response, chunk, GeminiChunkReader.Read, IsWhole)).ConfigureAwait(false))
        {
            ThrowIfBlocked(piece, aggregator.CandidateCount, response.Facts);
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

        // Several models give one candidate however many were asked for, so that those which began must do.
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
            RawJson = aggregator.ToJson(),
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
        var aggregator = new GeminiAggregator(sent);
        foreach (GeminiChunk piece in PiecesOf(Encoding.UTF8.GetBytes(rawJson)))
        {
            if (piece.IsMalformed)
            {
                return null;
            }

            Add(piece, aggregator);
        }

        return aggregator.CandidateCount == 0 ? null : aggregator.ToCompletion() with { RawJson = rawJson };
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

    private static async Task<byte?> PeekAsync(ApiResponse response)
    {
        try
        {
            return await response.PeekAsync().ConfigureAwait(false);
        }
        catch (Exception ex)
        {
            throw response.ReadFailure(ex);
        }
    }

    // A gateway may answer plainly in the array that a stream without events is.
    private static IEnumerable<GeminiChunk> PiecesOf(byte[] body)
    {
        if (body.FirstOrDefault(static value => !JsonSplitter.IsSpace(value)) != (byte)'[')
        {
            yield return GeminiChunkReader.Read(body, new GeminiChunk());
            yield break;
        }

        foreach (byte[] element in JsonSplitter.Split(body))
        {
            yield return GeminiChunkReader.Read(element, new GeminiChunk());
        }
    }

    // The pieces of a plain answer, which must be one.
    private static List<GeminiChunk> WholeOf(byte[] body, CallFacts facts)
    {
        int candidates = 0;
        var pieces = new List<GeminiChunk>();
        foreach (GeminiChunk piece in PiecesOf(body))
        {
            if (piece.IsMalformed || piece.HasError)
            {
                throw ApiFailures.NotTheAnswer(piece.HasError ? piece.Raw : body, facts);
            }

            ThrowIfBlocked(piece, candidates, facts);
            candidates += piece.CandidateCount;
            pieces.Add(piece);
        }

        return candidates > 0 ? pieces : throw ApiFailures.NotTheAnswer(body, facts);
    }

    private static async IAsyncEnumerable<GeminiChunk> ReadWholeAsync(ApiResponse response)
    {
        byte[] body = await ReadAllAsync(response).ConfigureAwait(false);
        foreach (GeminiChunk piece in WholeOf(body, response.Facts))
        {
            yield return piece;
        }
    }

    private static void Add(GeminiChunk piece, GeminiAggregator aggregator)
    {
        aggregator.AddHead(piece);
        for (int i = 0; i < piece.CandidateCount; i++)
        {
            aggregator.Add(piece[i]);
        }
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
