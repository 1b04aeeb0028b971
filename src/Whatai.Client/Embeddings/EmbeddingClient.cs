using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Batches;
using Whatai.Client.Errors;
using Whatai.Client.Http;

namespace Whatai.Client.Embeddings;

/// <summary>Embeddings: <c>POST /v1/embeddings</c>.</summary>
public sealed class EmbeddingClient
{
    // A gateway that refused base64 once is not asked for it again.
    private volatile bool _refusesBase64;

    private readonly ApiSender _sender;

    internal EmbeddingClient(ApiSender sender) => _sender = sender;

    /// <summary>Embeds texts in one request.</summary>
    /// <param name="request">The texts, and how.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The vectors, in the order of the texts.</returns>
    /// <exception cref="ArgumentException">There is no text, one too many, or an empty one.</exception>
    /// <exception cref="WhataiException">The call failed; its kind says how.</exception>
    public async Task<EmbeddingBatch> EmbedAsync(EmbeddingRequest request, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ThrowIfUnusable(request);
        if (request.AsBase64 && !_refusesBase64)
        {
            try
            {
                return await EmbedOnceAsync(request, options, cancellationToken).ConfigureAwait(false);
            }
            catch (WhataiException ex) when (RefusesBase64(ex))
            {
                _refusesBase64 = true;
                options?.Observer?.Invoke(new CallEvent(CallStep.Waiting, "The gateway refuses base64 vectors. Asking for numbers instead."));
            }
        }

        return await EmbedOnceAsync(request with { AsBase64 = false }, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Embeds texts, in one request if the gateway takes as many, and says of each what became of it. Where the gateway refuses
    /// the request, it is parted until the text that it refuses is found, or the number of texts that it takes.
    /// </summary>
    /// <param name="request">The texts, and how.</param>
    /// <param name="options">Per-request overrides.</param>
    /// <param name="onAnswer">Hears of each request that was answered, on any thread, before the method ends; null for nobody.</param>
    /// <param name="cancellationToken">Cancels all.</param>
    /// <returns>One for each text, in their order.</returns>
    /// <exception cref="ArgumentException">There is no text, one too many, or an empty one.</exception>
    public Task<BatchOutcome<Embedding>[]> EmbedEachAsync(
        EmbeddingRequest request, CallOptions? options = null, Action<EmbeddingBatch>? onAnswer = null, CancellationToken cancellationToken = default)
    {
        ThrowIfUnusable(request);
        return new BatchSplitter<string, Embedding>(async inputs =>
        {
            EmbeddingBatch batch = await EmbedAsync(request with { Inputs = inputs }, options, cancellationToken).ConfigureAwait(false);
            onAnswer?.Invoke(batch);
            return batch.Embeddings;
        }).RunAsync(request.Inputs);
    }

    /// <summary>The body of a request, such as to tell whether two are the same.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">Of which the extra body is merged in.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] WriteRequest(EmbeddingRequest request, CallOptions? options = null) =>
        EmbeddingRequestWriter.Write(request, options?.ExtraBody);

    /// <summary>A vector as JSON holds it: an array of numbers, or base64 of little-endian single-precision ones.</summary>
    /// <param name="vector">The JSON value.</param>
    /// <returns>The numbers.</returns>
    /// <exception cref="FormatException">It is neither.</exception>
    public static float[] ReadVector(JsonElement vector) => VectorReader.Read(vector);

    private async Task<EmbeddingBatch> EmbedOnceAsync(EmbeddingRequest request, CallOptions? options, CancellationToken cancellationToken)
    {
        var call = new ApiRequest(HttpMethod.Post, "v1/embeddings", RequestCost.Chat) { Model = request.Model, Body = EmbeddingRequestWriter.Write(request, options?.ExtraBody) };
        return await _sender.ReadAsync(call, options, answer => EmbeddingReader.Read(answer, request), cancellationToken).ConfigureAwait(false);
    }

    // A refusal costs nothing, so that asking again is safe.
    private static bool RefusesBase64(WhataiException failure) =>
        failure is { Kind: ErrorKind.InvalidRequest, StatusCode: 400 or 422 }
        && (failure.Param == "encoding_format" || Holds(failure.ServerMessage, "encoding_format") || Holds(failure.ServerMessage, "base64"));

    private static bool Holds(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    private static void ThrowIfUnusable(EmbeddingRequest request)
    {
        IReadOnlyList<string> inputs = request.Inputs;
        if (inputs.Count is 0 or > EmbeddingLimits.MostInputs)
        {
            throw new LocalizableMessage("TextCount", $"A request has 1 to {EmbeddingLimits.MostInputs} texts, not {inputs.Count}.").ToArgumentException(nameof(request));
        }

        for (int i = 0; i < inputs.Count; i++)
        {
            if (string.IsNullOrEmpty(inputs[i]))
            {
                throw new LocalizableMessage("TextEmpty", $"Text {i} is empty.").ToArgumentException(nameof(request));
            }
        }
    }
}
