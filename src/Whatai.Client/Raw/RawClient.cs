using System.Collections.Generic;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Raw;

/// <summary>Any other route, with the same authentication, retry, errors and streaming.</summary>
public sealed class RawClient
{
    private readonly ApiSender _sender;

    internal RawClient(ApiSender sender) => _sender = sender;

    /// <summary>Calls a route and waits for the whole answer.</summary>
    /// <param name="call">The call.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="WhataiException">The call failed, or its answer is an error by its own shape; the kind says how.</exception>
    public async Task<RawResult> SendAsync(RawCall call, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        return await _sender.ReadAsync(ToRequest(call, "*/*", options), options, ReadApi, cancellationToken).ConfigureAwait(false);
    }

    private static RawResult ReadApi(BufferedResponse answer)
    {
        string? mediaType = answer.MediaType;
        if (mediaType is "application/json")
        {
            using JsonDocument? document = LenientJson.Parse(answer.Body);
            bool isStream = document is null && EventData.IsStreamAndNoText(answer.Body);
            if (document is null ? !isStream : ErrorReader.IsError(document.RootElement))
            {
                throw ApiFailures.NotTheAnswer(answer.Body, answer.Context);
            }

            // Events and an object a line are text, whatever they say that they are.
            mediaType = isStream ? "text/plain" : mediaType;
        }

        return new RawResult(answer.Body, mediaType, answer.Context.RequestId, answer.Duration);
    }

    /// <summary>Calls a route and gives its events as they come. Leaving the enumeration early closes the connection.</summary>
    /// <param name="call">The call.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The events, without the <c>[DONE]</c> that ends a chat stream.</returns>
    /// <exception cref="WhataiException">The call failed, or an event is an error; the kind says how.</exception>
    public IAsyncEnumerable<RawEvent> StreamAsync(RawCall call, CallOptions? options = null, CancellationToken cancellationToken = default) => new AnswerStream<RawEvent>(
        token => _sender.OpenAsync(ToRequest(call, "text/event-stream", options), options, token), static response => new RawStreamReader().ReadAsync(response), cancellationToken);

    // What an unknown route costs is unknown, so that only reading is repeated after it may have been read.
    private static ApiRequest ToRequest(RawCall call, string accept, CallOptions? options) => new(
        call.Method, call.Path, call.Method == HttpMethod.Get || call.Method == HttpMethod.Delete || call.Method == HttpMethod.Head ? RequestCost.Free : RequestCost.Media)
    {
        Body = call.Body is byte[] body && options?.ExtraBody is JsonObject extra && call.ContentType == "application/json" ? JsonBody.Merge(body, extra) : call.Body,
        ContentType = call.ContentType,
        Accept = accept,
    };
}
