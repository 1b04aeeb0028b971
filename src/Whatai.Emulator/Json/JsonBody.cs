using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Whatai.Emulator.Errors;

namespace Whatai.Emulator.Json;

/// <summary>What all endpoints with a JSON body read of it.</summary>
internal static class JsonBody
{
    /// <summary>The body's object.</summary>
    /// <exception cref="JsonException">It is not JSON, or not UTF-8.</exception>
    internal static JsonElement Parse(byte[] body)
    {
        // JsonDocument decodes strings lazily; invalid UTF-8 must be rejected before.
        JsonElement root = JsonDocument.Parse(StrictText(body)).RootElement;
        return root.ValueKind == JsonValueKind.Object
            ? root
            : throw new ApiErrorException(400, "The request body must be a JSON object.", "invalid_request_error", null, "invalid_json");
    }

    /// <summary>The requested model.</summary>
    /// <exception cref="ApiErrorException">400 when it is missing; 503 when no channel serves it.</exception>
    internal static string Model(JsonElement root, EmulatorState state)
    {
        string model = JsonMembers.String(root, "model") is { Length: > 0 } name ? name : throw ApiErrorException.Missing("model");
        return RequireServed(model, state);
    }

    /// <summary>The model, if a channel serves it.</summary>
    /// <exception cref="ApiErrorException">503: no channel serves it.</exception>
    internal static string RequireServed(string model, EmulatorState state) => state.KnowsModel(model) ? model : throw ApiErrorException.NoChannel(model);

    /// <summary>The stop sequences without empty ones.</summary>
    internal static List<string> Stops(JsonElement root)
    {
        var stops = new List<string>();
        if (!root.TryGetProperty("stop", out JsonElement stop) || stop.ValueKind == JsonValueKind.Null)
        {
            return stops;
        }

        IEnumerable<JsonElement> items = stop.ValueKind == JsonValueKind.Array ? stop.EnumerateArray() : [stop];
        foreach (JsonElement item in items)
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                throw ApiErrorException.BadParameter("stop", "Invalid type for 'stop': expected a string or an array of strings.", "invalid_type");
            }

            stops.Add(item.GetString()!);
        }

        stops.RemoveAll(s => s.Length == 0);
        return stops;
    }

    private static string StrictText(byte[] body)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body);
        }
        catch (DecoderFallbackException e)
        {
            throw new JsonException("The body is not UTF-8.", e);
        }
    }
}
