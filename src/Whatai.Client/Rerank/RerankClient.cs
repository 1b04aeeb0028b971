using System;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Rerank;

/// <summary>Reranking: <c>POST /v1/rerank</c>.</summary>
public sealed class RerankClient
{
    private readonly ApiSender _sender;

    internal RerankClient(ApiSender sender) => _sender = sender;

    /// <summary>Ranks documents by how well they fit a query.</summary>
    /// <param name="request">The query and the documents.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The best documents first.</returns>
    /// <exception cref="ArgumentException">The query is empty, or there is no document.</exception>
    /// <exception cref="WhataiException">The call failed; its kind says how.</exception>
    public async Task<Reranking> RankAsync(RerankRequest request, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrEmpty(request.Query) || request.Documents.Count == 0)
        {
            throw new LocalizableMessage("RerankNothing", $"There is no query, or no document to rank.").ToArgumentException(nameof(request));
        }

        var call = new ApiRequest(HttpMethod.Post, "v1/rerank", RequestCost.Chat) { Model = request.Model, Body = Write(request, options?.ExtraBody) };
        return await _sender.ReadAsync(call, options, answer => RerankReader.Read(answer, request), cancellationToken).ConfigureAwait(false);
    }

    private static byte[] Write(RerankRequest request, JsonObject? extra) => JsonBody.Write(
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("model"u8, request.Model);
            writer.WriteString("query"u8, request.Query);
            writer.WriteList("documents", request.Documents);
            writer.WriteNumber("top_n"u8, request.TopN is int most && most < request.Documents.Count ? most : request.Documents.Count);
            // They are here already.
            writer.WriteBoolean("return_documents"u8, false);
            writer.WriteEndObject();
        },
        extra);
}
