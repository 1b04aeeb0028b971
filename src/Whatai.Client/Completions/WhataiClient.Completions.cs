using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Completions;
using Whatai.Client.Http;

namespace Whatai.Client;

/// <content>Legacy completions: <c>POST /v1/completions</c>. An answer has the shape of a chat answer without a conversation.</content>
public sealed partial class WhataiClient
{
    /// <summary>Goes on with texts and waits for the whole answer.</summary>
    /// <param name="request">What to go on with.</param>
    /// <param name="options">What this call sets apart from the connection.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="WhataiException">The call failed; its kind says how.</exception>
    public Task<ChatCompletion> CompleteTextAsync(TextCompletionRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CompleteAsync(TextCall(request, stream: false, options), [], request.Input, options, cancellationToken);

    /// <summary>Goes on with texts and gives the answer as it comes.</summary>
    /// <param name="request">What to go on with.</param>
    /// <param name="options">What this call sets apart from the connection.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The pieces that have something new, then a last one with the whole answer.</returns>
    /// <exception cref="WhataiException">The call failed; its kind says how.</exception>
    public IAsyncEnumerable<ChatDelta> StreamTextAsync(TextCompletionRequest request, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        ReadChatAsync(Opening(TextCall(request, stream: true, options), options), request.Prompts.Count * (request.Count ?? 1), [], request.Input, cancellationToken);

    private static ApiRequest TextCall(TextCompletionRequest request, bool stream, CallOptions? options) => new(HttpMethod.Post, "v1/completions", RequestCost.Chat)
    {
        Body = TextCompletionRequestWriter.Write(request, stream, options?.ExtraBody),
        Accept = stream ? "text/event-stream" : "application/json",
    };
}
