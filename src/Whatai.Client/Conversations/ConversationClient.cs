using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Conversations;

/// <summary>One conversation API of a gateway, such as chat or responses. Safe for calls side by side.</summary>
/// <typeparam name="TRequest">What is asked.</typeparam>
/// <typeparam name="TAnswer">The whole answer.</typeparam>
/// <typeparam name="TDelta">A piece of a streamed answer.</typeparam>
public class ConversationClient<TRequest, TAnswer, TDelta>
    where TAnswer : ModelAnswer
    where TDelta : ModelDelta<TAnswer>
{
    private readonly ApiSender _sender;
    private readonly IConversationProtocol<TRequest, TAnswer, TDelta> _protocol;

    internal ConversationClient(ApiSender sender, IConversationProtocol<TRequest, TAnswer, TDelta> protocol)
    {
        _sender = sender;
        _protocol = protocol;
    }

    /// <summary>Asks and waits for the whole answer.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The answer. A response that is incomplete by its own word is an answer too; its status says so.</returns>
    /// <exception cref="WhataiException">The call failed; its kind says how. A prompt that was blocked is <see cref="ErrorKind.ContentBlocked"/>.</exception>
    public virtual async Task<TAnswer> CompleteAsync(TRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        await _sender.ReadAsync(_protocol.CreateCall(request, isStream: false, options), options, answer => ReadAsync(answer, request), cancellationToken).ConfigureAwait(false);

    private async Task<TAnswer> ReadAsync(BufferedResponse answer, TRequest request)
    {
        if (!EventData.IsStream(answer.Body))
        {
            return _protocol.ReadWhole(answer.Body, answer.Context, request).CompletedBy(answer.Context, answer.Duration);
        }

        // Some gateways stream whatever was asked for.
        using StreamingResponse response = StreamingResponse.Of(answer);
        TAnswer? whole = null;
        await foreach (TDelta piece in _protocol.ReadAsync(response, request).ConfigureAwait(false))
        {
            whole = piece.Completion ?? whole;
        }

        return whole!;
    }

    /// <summary>Asks and returns the answer as it comes. Leaving the enumeration early closes the connection.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The pieces that have something new, then a last one with the whole answer. Unknown events are skipped.</returns>
    /// <exception cref="WhataiException">
    /// The call failed; its kind says how. A prompt that was blocked is <see cref="ErrorKind.ContentBlocked"/>; a stream that ends before a
    /// finish reason came is an <see cref="ErrorKind.IncompleteAnswer"/>.
    /// </exception>
    public virtual IAsyncEnumerable<TDelta> StreamAsync(TRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) => new AnswerStream<TDelta>(
        token => _sender.OpenAsync(_protocol.CreateCall(request, isStream: true, options), options, token), response => _protocol.ReadAsync(response, request), cancellationToken);

    /// <summary>Whether an answer is still being made in the background, and is to be waited for.</summary>
    /// <param name="answer">The answer.</param>
    public virtual bool IsPending(TAnswer answer) => false;

    /// <summary>Waits for an answer that is made in the background. Any other is there.</summary>
    /// <param name="answer">The answer as it is known.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="options">Per-call overrides. The time-out is that of the wait.</param>
    /// <param name="cancellationToken">Ends the wait; the server goes on.</param>
    /// <returns>The whole answer.</returns>
    /// <exception cref="WhataiException">The answer failed, or can't be had; whether it may come all the same, <see cref="WhataiException.MayHaveRun"/> says.</exception>
    public virtual Task<TAnswer> WaitAsync(TAnswer answer, TRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) => Task.FromResult(answer);

    /// <summary>Writes an answer to be kept: the server's JSON.</summary>
    /// <param name="answer">The answer.</param>
    /// <returns>What <see cref="ModelAnswer.RawJson"/> has, in UTF-8, not to be changed.</returns>
    public byte[] WriteAnswer(TAnswer answer) => answer.RawSource?.ToUtf8() ?? [];

    /// <summary>Reads an answer that was kept.</summary>
    /// <param name="json">What <see cref="WriteAnswer"/> gave; the answer keeps it.</param>
    /// <param name="sent">The messages that were asked.</param>
    /// <returns>The answer; null where the text is none.</returns>
    public TAnswer? ReadAnswer(byte[] json, IReadOnlyList<ChatMessage> sent) => _protocol.ReadAnswer(json, sent);

    /// <summary>What makes a request the same request again: the body that it is sent with, and whatever its address has of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">Per-call overrides, of which the extra body is merged in.</param>
    /// <returns>JSON in UTF-8.</returns>
    public byte[] WriteRequest(TRequest request, CallOptions? options = null) => _protocol.WriteRequest(request, options);
}
