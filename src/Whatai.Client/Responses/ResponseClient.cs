using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;
using Whatai.Client.Tasks;

namespace Whatai.Client.Responses;

/// <summary>The Responses API. An answer that the server makes in the background is asked for by its id. Safe for calls side by side.</summary>
public sealed class ResponseClient : ConversationClient<ResponseRequest, ResponseCompletion, ResponseDelta>
{
    private readonly ApiSender _sender;

    internal ResponseClient(ApiSender sender)
        : base(sender, ResponseProtocol.Instance) => _sender = sender;

    /// <inheritdoc/>
    public override bool IsPending(ResponseCompletion answer) => (answer ?? throw new ArgumentNullException(nameof(answer))).IsPending;

    /// <inheritdoc/>
    public override async Task<ResponseCompletion> WaitAsync(
        ResponseCompletion answer, ResponseRequest request, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        long start = _sender.Clock.GetTimestamp();
        // Seconds where videos take minutes.
        var watch = new TaskWatchOptions { FirstInterval = TimeSpan.FromSeconds(1), Timeout = options?.Timeout ?? TimeSpan.Zero };
        await foreach (TaskUpdate<ResponseCompletion> update in WatchAsync([answer], watch, options, cancellationToken).ConfigureAwait(false))
        {
            if (!update.IsOver)
            {
                continue;
            }

            if (update.TimedOut || (update.Failure is { Kind: not ErrorKind.NotFound } && update.Task.Failure is null))
            {
                throw ApiFailures.Unfinished(answer.Id, update.Failure);
            }

            return update.Failure is null
                ? update.Task with { Input = request.Input, Duration = answer.Duration + _sender.Clock.GetElapsedTime(start), Attempts = answer.Attempts }
                : throw update.Failure;
        }

        return answer;
    }

    /// <summary>Asks how a response stands that the server has stored.</summary>
    /// <param name="responseId">Its id.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The response. Of the conversation, it has the answer alone.</returns>
    /// <exception cref="WhataiException">The call failed, or the response did; its kind says how.</exception>
    public async Task<ResponseCompletion> GetAsync(string responseId, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ResponseCompletion response = await LookAsync(new ResponseCompletion { Id = responseId ?? throw new ArgumentNullException(nameof(responseId)) }, options, cancellationToken).ConfigureAwait(false);
        return response.Failure is null ? response : throw response.Failure;
    }

    /// <summary>Watches responses until they are made or have failed, and returns each state as it comes. Leaving it early leaves the responses as they are.</summary>
    /// <param name="responses">The responses; their ids are enough.</param>
    /// <param name="watch">How; null for all defaults.</param>
    /// <param name="options">Per-call overrides. Retries and time-out are those of <paramref name="watch"/>.</param>
    /// <param name="cancellationToken">Stops watching.</param>
    /// <returns>What is learned, one after another; each response is over exactly once.</returns>
    public async IAsyncEnumerable<TaskUpdate<ResponseCompletion>> WatchAsync(
        IReadOnlyList<ResponseCompletion> responses, TaskWatchOptions? watch = null, CallOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (TaskUpdate<ResponseCompletion> update in new TaskWatch<ResponseCompletion>(responses, LookAsync, watch, options, _sender.Clock).RunAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return update with { Failure = update.Task.Failure ?? update.Failure };
        }
    }

    private Task<ResponseCompletion> LookAsync(ResponseCompletion known, CallOptions? options, CancellationToken cancellationToken) => _sender.ReadAsync(
        new ApiRequest(HttpMethod.Get, "v1/responses/" + Uri.EscapeDataString(known.Id ?? string.Empty), RequestCost.Free), options, answer => Read(answer, known), cancellationToken);

    // A failure of the response is none of the look: the watch would go on through many.
    private static ResponseCompletion Read(BufferedResponse answer, ResponseCompletion known)
    {
        using JsonDocument? document = LenientJson.Parse(answer.Body);
        if (document is null || !ResponseReader.IsResponse(document.RootElement))
        {
            throw ApiFailures.NotTheAnswer(answer.Body, answer.Context);
        }

        if (ResponseReader.HasFailed(document.RootElement))
        {
            return known with { Status = "failed", Failure = ApiFailures.FromBody(answer.Body, answer.Context with { MayHaveRun = false }) };
        }

        ResponseCompletion read = ResponseReader.Read(answer.Body, document.RootElement, known.Messages) with { RequestId = answer.Context.RequestId, RawBytes = answer.Body };
        // What it has said so far is no turn yet.
        return read.IsPending ? read with { Messages = known.Messages } : read;
    }
}
