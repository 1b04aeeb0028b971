using System.Collections.Generic;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Models;

/// <summary>Models: <c>GET /v1/models</c>.</summary>
public sealed class ModelClient
{
    private readonly ApiSender _sender;

    internal ModelClient(ApiSender sender) => _sender = sender;

    /// <summary>Lists the models that the key may use, in the gateway's order.</summary>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The models.</returns>
    /// <exception cref="WhataiException">The call failed; its kind says how.</exception>
    public async Task<IReadOnlyList<WhataiModel>> ListAsync(CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = new ApiRequest(HttpMethod.Get, "v1/models", RequestCost.Free);
        return await _sender.ReadAsync(call, options, ReadModels, cancellationToken).ConfigureAwait(false);
    }

    private static List<WhataiModel> ReadModels(BufferedResponse answer)
    {
        using JsonDocument document = LenientJson.Parse(answer.Body) ?? throw ApiFailures.NotJson(answer.Body, answer.Context);
        JsonElement root = document.RootElement;
        List<WhataiModel>? models = ModelListReader.Read(root);
        return models is null || (models.Count == 0 && root.ValueKind == JsonValueKind.Array) ? throw ApiFailures.NotTheAnswer(answer.Body, answer.Context) : models;
    }
}
