using System;
using System.Collections.Generic;
using System.Text.Json;
using Whatai.Emulator.Errors;

namespace Whatai.Emulator.Json;

/// <summary>The texts that a request has kept with its answer.</summary>
internal static class Metadata
{
    private const int MaxCount = 16;
    private const int MaxNameLength = 64;
    private const int MaxValueLength = 512;

    /// <summary>Reads them; none where there are none.</summary>
    /// <exception cref="ApiErrorException">400: there are too many, one is too long, or one is no text.</exception>
    internal static IReadOnlyDictionary<string, string> Read(JsonElement root)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty pair in JsonMembers.Find(root, "metadata", JsonValueKind.Object) is { } metadata ? metadata.EnumerateObject() : default)
        {
            string at = "metadata." + pair.Name;
            if (pair.Value.ValueKind != JsonValueKind.String)
            {
                throw ApiErrorException.BadParameter(at, $"Invalid type for '{at}': expected a string.", "invalid_type");
            }

            pairs[pair.Name] = pair.Value.GetString()!;
            if (pairs.Count > MaxCount || pair.Name.Length > MaxNameLength || pairs[pair.Name].Length > MaxValueLength)
            {
                throw ApiErrorException.BadParameter(
                    at, $"Invalid 'metadata': at most {MaxCount} pairs, names of up to {MaxNameLength} and values of up to {MaxValueLength} characters.");
            }
        }

        return pairs;
    }
}
