using System.Collections.Generic;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Whatai.Client.Models;
using Whatai.Client.Protocol;

namespace Whatai.Client;

/// <content>Models: <c>GET /v1/models</c>.</content>
public sealed partial class WhataiClient
{
    /// <summary>Lists the models that the key may use, in the gateway's order.</summary>
    /// <param name="options">What this call sets apart from the connection.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The models.</returns>
    /// <exception cref="WhataiException">The call failed; its kind says how.</exception>
    public async Task<IReadOnlyList<WhataiModel>> GetModelsAsync(CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ApiAnswer answer = await _sender.SendAsync(new ApiRequest(HttpMethod.Get, "v1/models", RequestCost.Free), options, cancellationToken).ConfigureAwait(false);
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer.Body);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Array)
            {
                return ReadModels(data);
            }

            throw ApiFailures.NotTheAnswer(answer.Body, answer.Facts);
        }
        catch (JsonException)
        {
            throw ApiFailures.NotJson(answer.Body, answer.Facts);
        }
    }

    private static List<WhataiModel> ReadModels(JsonElement data)
    {
        var models = new List<WhataiModel>(data.GetArrayLength());
        foreach (JsonElement model in data.EnumerateArray())
        {
            if (model.ValueKind == JsonValueKind.Object && model.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.String && id.GetString() is string name)
            {
                models.Add(new WhataiModel
                {
                    Id = name,
                    OwnedBy = model.TryGetProperty("owned_by", out JsonElement owner) && owner.ValueKind == JsonValueKind.String ? owner.GetString() : null,
                    Created = model.TryGetProperty("created", out JsonElement created) && created.ValueKind == JsonValueKind.Number && created.TryGetInt64(out long seconds)
                        ? UnixTime.ToDate(seconds)
                        : null,
                    SupportedEndpointTypes = ReadTexts(model, "supported_endpoint_types"),
                    RawJson = model.GetRawText(),
                });
            }
        }

        return models;
    }

    private static List<string> ReadTexts(JsonElement element, string name)
    {
        var texts = new List<string>();
        if (element.TryGetProperty(name, out JsonElement array) && array.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in array.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.String)
                {
                    texts.Add(item.GetString()!);
                }
            }
        }

        return texts;
    }
}
