using System.Collections.Generic;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Api;
using Whatai.Client.Http;
using Whatai.Client.Protocol;

namespace Whatai.Client;

/// <content>Any other route, with the same authentication, retry, errors and streaming.</content>
public sealed partial class WhataiClient
{
    private const string Done = "[DONE]";

    /// <summary>Calls a route and waits for the whole answer.</summary>
    /// <param name="call">The call.</param>
    /// <param name="options">What this call sets apart from the connection.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="WhataiException">The call failed, or its answer is an error by its own shape; the kind says how.</exception>
    public async Task<ApiResult> SendAsync(ApiCall call, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ApiAnswer answer = await _sender.SendAsync(ToRequest(call, "*/*", options), options, cancellationToken).ConfigureAwait(false);
        ThrowIfError(answer.Body, answer.MediaType, answer.Facts);
        return new ApiResult(answer.Body, answer.MediaType, answer.Facts.RequestId, answer.Duration);
    }

    /// <summary>Calls a route and gives its events as they come. Leaving the enumeration early closes the connection.</summary>
    /// <param name="call">The call.</param>
    /// <param name="options">What this call sets apart from the connection.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The events, without the <c>[DONE]</c> that ends a chat stream.</returns>
    /// <exception cref="WhataiException">The call failed, or an event is an error; the kind says how.</exception>
    public async IAsyncEnumerable<ApiEvent> StreamAsync(ApiCall call, CallOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using ApiResponse response = await _sender.OpenAsync(ToRequest(call, "text/event-stream", options), options, cancellationToken).ConfigureAwait(false);
        if (response.MediaType is "application/json")
        {
            byte[] body = await ReadAllAsync(response).ConfigureAwait(false);
            ThrowIfError(body, response.MediaType, response.Facts);
            yield return new ApiEvent("message", Encoding.UTF8.GetString(body));
            yield break;
        }

        var watch = new StreamWatch();
        await foreach (ApiEvent piece in EventReader.ReadAsync(
            response, static (name, data) => new ApiEvent(name, Encoding.UTF8.GetString(data.ToArray())), static piece => piece.Data == Done, () => watch.HasEnded).ConfigureAwait(false))
        {
            if (piece.Data == Done)
            {
                break;
            }

            switch (watch.IsError(piece.Data))
            {
                case true:
                    throw ApiFailures.FromBody(Encoding.UTF8.GetBytes(piece.Data), response.Facts, midStream: true);
                case null:
                    throw ApiFailures.Incomplete(BreakOff.EventCut, response.Facts);
                default:
                    yield return piece;
                    break;
            }
        }

        if (!watch.HasEvents || !watch.MayEnd)
        {
            throw ApiFailures.Incomplete(watch.HasEvents ? BreakOff.NotDone : BreakOff.Nothing, response.Facts);
        }
    }

    // What an unknown route costs is unknown, so that only reading is repeated after it may have been read.
    private static ApiRequest ToRequest(ApiCall call, string accept, CallOptions? options) => new(
        call.Method, call.Path, call.Method == HttpMethod.Get || call.Method == HttpMethod.Delete || call.Method == HttpMethod.Head ? RequestCost.Free : RequestCost.Media)
    {
        Body = call.Body is byte[] body && options?.ExtraBody is JsonObject extra && call.ContentType == "application/json" ? JsonBody.Merge(body, extra) : call.Body,
        ContentType = call.ContentType,
        Accept = accept,
    };

    private static void ThrowIfError(byte[] body, string? mediaType, CallFacts facts)
    {
        if (mediaType is not "application/json")
        {
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (!ErrorReader.IsError(document.RootElement))
            {
                return;
            }
        }
        catch (JsonException)
        {
            // Empty or cut.
        }

        throw ApiFailures.NotTheAnswer(body, facts);
    }
}
