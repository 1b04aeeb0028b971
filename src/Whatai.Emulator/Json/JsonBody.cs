using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Whatai.Emulator.Errors;

namespace Whatai.Emulator.Json;

/// <summary>What every endpoint that takes a JSON body reads of it.</summary>
internal static class JsonBody
{
    /// <summary>The body's object.</summary>
    /// <exception cref="JsonException">It is not JSON, or not UTF-8.</exception>
    internal static JsonElement Parse(byte[] body)
    {
        // JsonDocument looks at strings only when they are asked for; broken UTF-8 should not get that far.
        JsonElement root = JsonDocument.Parse(StrictText(body)).RootElement;
        return root.ValueKind == JsonValueKind.Object
            ? root
            : throw new ApiErrorException(400, "The request body must be a JSON object.", "invalid_request_error", null, "invalid_json");
    }

    /// <summary>The model that is asked for.</summary>
    /// <exception cref="ApiErrorException">400 when it is missing; 503 when no channel serves it.</exception>
    internal static string Model(JsonElement root, EmulatorState state)
    {
        string model = JsonMembers.String(root, "model") is { Length: > 0 } name ? name : throw ApiErrorException.Missing("model");
        return Known(model, state);
    }

    /// <summary>The model, if it is known.</summary>
    /// <exception cref="ApiErrorException">503: no channel serves it.</exception>
    internal static string Known(string model, EmulatorState state) => state.KnowsModel(model) ? model : throw ApiErrorException.NoChannel(model);

    /// <summary>The stop sequences; empty ones are left out.</summary>
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
