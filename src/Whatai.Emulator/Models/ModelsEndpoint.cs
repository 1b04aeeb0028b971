using System;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Models;

/// <summary>GET /v1/models and /v1/models/{id}.</summary>
internal static class ModelsEndpoint
{
    // The fixed value in new-api's answers.
    private const long Created = 1626777600;

    internal static Task ListAsync(Exchange exchange) => exchange.SendJsonAsync(200, JsonBytes.Object(w =>
    {
        WriteUnknown(exchange, w);
        w.WriteBoolean("success", true);
        w.WriteString("object", "list");
        w.WriteStartArray("data");
        foreach (string id in exchange.State.Options.Models)
        {
            w.WriteStartObject();
            WriteModel(exchange, w, id);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }));

    internal static Task GetAsync(Exchange exchange)
    {
        string id = exchange.RouteValues["id"];
        return exchange.State.KnowsModel(id)
            ? exchange.SendJsonAsync(200, JsonBytes.Object(w => WriteModel(exchange, w, id)))
            : throw new ApiErrorException(404, $"The model '{id}' does not exist", "invalid_request_error", "model", "model_not_found");
    }

    private static void WriteModel(Exchange exchange, Utf8JsonWriter w, string id)
    {
        w.WriteString("id", id);
        w.WriteString("object", "model");
        w.WriteNumber("created", Created);
        w.WriteString("owned_by", Owner(id));
        w.WriteStartArray("supported_endpoint_types");
        w.WriteStringValue(EndpointType(id));
        w.WriteEndArray();
        WriteUnknown(exchange, w);
    }

    private static void WriteUnknown(Exchange exchange, Utf8JsonWriter w) => UnknownFields.Write(w, exchange.Response.Quirks);

    private static string Owner(string id)
        => StartsWith(id, "claude") ? "anthropic"
        : StartsWith(id, "gemini") || StartsWith(id, "nano-banana") ? "google"
        : StartsWith(id, "deepseek") ? "deepseek"
        : StartsWith(id, "doubao") ? "volcengine"
        : "openai";

    private static string EndpointType(string id)
        => id.ContainsIgnoreCase("image") || StartsWith(id, "nano-banana") || StartsWith(id, "flux") || StartsWith(id, "dall-e") ? "image-generation"
        : id.ContainsIgnoreCase("embedding") ? "embeddings"
        : id.ContainsIgnoreCase("rerank") ? "jina-rerank"
        : id.ContainsIgnoreCase("seedance") || StartsWith(id, "sora") ? "openai-video"
        : "openai";

    private static bool StartsWith(string id, string prefix) => id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
