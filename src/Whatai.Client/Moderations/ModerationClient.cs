using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Batches;
using Whatai.Client.Errors;
using Whatai.Client.Http;

namespace Whatai.Client.Moderations;

/// <summary>Moderations: <c>POST /v1/moderations</c>.</summary>
public sealed class ModerationClient
{
    private readonly ApiSender _sender;

    internal ModerationClient(ApiSender sender) => _sender = sender;

    /// <summary>Judges texts, each by itself, or one input with images, in one request.</summary>
    /// <param name="request">The inputs.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The results, in the order of the inputs.</returns>
    /// <exception cref="ArgumentException">There is no input, an empty one, or one with images beside others.</exception>
    /// <exception cref="WhataiException">The call failed; its kind says how.</exception>
    public async Task<ModerationBatch> ModerateAsync(ModerationRequest request, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ThrowIfUnusable(request);
        var call = new ApiRequest(HttpMethod.Post, "v1/moderations", RequestCost.Chat) { Model = request.Model, Body = WriteRequest(request, options) };
        return await _sender.ReadAsync(call, options, answer => ModerationReader.Read(answer, request), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Judges inputs, in one request if the gateway takes as many, and says of each what became of it. Where the gateway refuses
    /// the request, it is parted until the input that it refuses is found, or the number of inputs that it takes.
    /// </summary>
    /// <param name="request">The inputs.</param>
    /// <param name="options">Per-request overrides.</param>
    /// <param name="onAnswer">Hears of each request that was answered, on any thread, before the method ends; null for nobody.</param>
    /// <param name="cancellationToken">Cancels all.</param>
    /// <returns>One for each input, in their order.</returns>
    /// <exception cref="ArgumentException">There is no input, an empty one, or one with images beside others.</exception>
    public Task<BatchOutcome<ModerationResult>[]> ModerateEachAsync(
        ModerationRequest request, CallOptions? options = null, Action<ModerationBatch>? onAnswer = null, CancellationToken cancellationToken = default)
    {
        ThrowIfUnusable(request);
        return new BatchSplitter<ModerationInput, ModerationResult>(async inputs =>
        {
            ModerationBatch batch = await ModerateAsync(request with { Inputs = inputs }, options, cancellationToken).ConfigureAwait(false);
            onAnswer?.Invoke(batch);
            return batch.Results;
        }).RunAsync(request.Inputs);
    }

    /// <summary>The body of a request, such as to tell whether two are the same.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">Of which the extra body is merged in.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] WriteRequest(ModerationRequest request, CallOptions? options = null) =>
        ModerationRequestWriter.Write(request ?? throw new ArgumentNullException(nameof(request)), options?.ExtraBody);

    private static void ThrowIfUnusable(ModerationRequest request)
    {
        IReadOnlyList<ModerationInput> inputs = request.Inputs;
        if (inputs.Count == 0)
        {
            throw new LocalizableMessage("ModerationNothing", $"There is nothing to judge.").ToArgumentException(nameof(request));
        }

        if (inputs.Count > 1 && inputs.Any(static input => !input.IsText))
        {
            throw new LocalizableMessage("ModerationImages", $"An input with images goes in a request of its own.").ToArgumentException(nameof(request));
        }

        for (int i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].IsText && string.IsNullOrEmpty(inputs[i].Text))
            {
                throw new LocalizableMessage("TextEmpty", $"Text {i} is empty.").ToArgumentException(nameof(request));
            }
        }
    }
}
