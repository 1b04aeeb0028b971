using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Messages;

/// <summary>
/// Claude's own API. An answer that the server paused is gone on with, and one so long that a plain call might not live to see it is streamed
/// underneath. Safe for calls side by side.
/// </summary>
public sealed class MessageClient : ConversationClient<MessageRequest, MessageCompletion, MessageDelta>
{
    // Anthropic's SDKs refuse a plain call that may take more than ten minutes, at 128,000 tokens an hour.
    private const int LongestPlain = 128_000 / 6;

    private readonly ApiSender _sender;

    internal MessageClient(ApiSender sender)
        : base(sender, MessageProtocol.Instance) => _sender = sender;

    /// <inheritdoc/>
    public override async Task<MessageCompletion> CompleteAsync(MessageRequest request, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        MessageCompletion answer = await CompleteOnceAsync(request, options, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < request.MaxContinuations && answer.NativeFinishReason == MessageFinish.Paused; i++)
        {
            answer = MessageContinuation.Join(answer, await CompleteOnceAsync(MessageContinuation.Next(request, answer), options, cancellationToken).ConfigureAwait(false), request);
        }

        return answer;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<MessageDelta> StreamAsync(
        MessageRequest request, CallOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        MessageCompletion? earlier = null;
        for (int i = 0; ; i++)
        {
            MessageCompletion? paused = null;
            MessageRequest next = earlier is null ? request : MessageContinuation.Next(request, earlier);
            bool isFirstThought = !string.IsNullOrEmpty(earlier?.Reasoning);
            await foreach (MessageDelta read in base.StreamAsync(next, options, cancellationToken).ConfigureAwait(false))
            {
                MessageDelta piece = read;
                if (isFirstThought && !string.IsNullOrEmpty(read.Reasoning))
                {
                    piece = read with { Reasoning = MessageAggregator.BlankLine + read.Reasoning };
                    isFirstThought = false;
                }

                bool isPause = i < request.MaxContinuations && piece.FinishReason == MessageFinish.Paused;
                if (piece.Completion is not MessageCompletion answer)
                {
                    yield return isPause ? piece with { FinishReason = null } : piece;
                    continue;
                }

                MessageCompletion whole = earlier is null ? answer : MessageContinuation.Join(earlier, answer, request);
                if (!isPause)
                {
                    yield return piece with { Completion = whole };
                    yield break;
                }

                paused = whole;
            }

            earlier = paused;
        }
    }

    /// <summary>Asks how many tokens a request's input takes. Nothing is generated or billed. Many relays lack the route.</summary>
    /// <param name="request">What would be asked.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The gateway's estimate.</returns>
    /// <exception cref="WhataiException">The call failed; <see cref="ErrorKind.NotFound"/> where the gateway has no such route.</exception>
    public async Task<MessageTokenCount> CountTokensAsync(MessageRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        await _sender.ReadAsync(
            MessageProtocol.CreateCountCall(request ?? throw new ArgumentNullException(nameof(request)), options), options, answer => ReadCount(answer, request), cancellationToken).ConfigureAwait(false);

    private static MessageTokenCount ReadCount(BufferedResponse answer, MessageRequest request)
    {
        using JsonDocument? document = LenientJson.Parse(answer.Body);
        return document is not null && LenientJson.Count(document.RootElement, "input_tokens") is long tokens
            ? new MessageTokenCount(tokens) { Model = request.Model, Input = request.Input, RequestId = answer.Context.RequestId }
            : throw ApiFailures.NotTheAnswer(answer.Body, answer.Context);
    }

    private async Task<MessageCompletion> CompleteOnceAsync(MessageRequest request, CallOptions? options, CancellationToken cancellationToken)
    {
        if (request.EffectiveMaxTokens <= LongestPlain)
        {
            return await base.CompleteAsync(request, options, cancellationToken).ConfigureAwait(false);
        }

        MessageCompletion? answer = null;
        await foreach (MessageDelta piece in base.StreamAsync(request, options, cancellationToken).ConfigureAwait(false))
        {
            answer = piece.Completion ?? answer;
        }

        return answer!;
    }
}
