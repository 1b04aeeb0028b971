using System;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Conversations;

/// <summary>Reads why an answer ended, by the server's word. Some have a word for an answer that has not.</summary>
internal static class EndReason
{
    /// <summary>Reads the value of a finish reason; some put it into an object.</summary>
    /// <returns>Null where it says nothing.</returns>
    public static string? Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            using JsonDocument reason = JsonDocument.ParseValue(ref reader);
            return Known(LenientJson.Text(reason.RootElement, "type") ?? LenientJson.Text(reason.RootElement, "reason"));
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            return Known(LenientText.Read(ref reader));
        }

        reader.Skip();
        return null;
    }

    /// <summary>The word; null where it says nothing.</summary>
    public static string? Known(string? word) =>
        string.IsNullOrWhiteSpace(word) || Is(word!, "null", "none", "undefined", "unknown", "unspecified") || word!.EndsWith("_unspecified", StringComparison.OrdinalIgnoreCase) ? null : word;

    /// <summary>Whether the answer did not end, but failed.</summary>
    public static bool IsFailure(string? word) => word is not null && Is(word, "error", "failed", "failure");

    private static bool Is(string word, params string[] words) => Array.Exists(words, one => string.Equals(one, word.Trim(), StringComparison.OrdinalIgnoreCase));
}
