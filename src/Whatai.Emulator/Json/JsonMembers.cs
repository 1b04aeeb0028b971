using System;
using System.Text.Json;
using Whatai.Emulator.Errors;

namespace Whatai.Emulator.Json;

/// <summary>Reads members of a request's JSON; a member of another type is a 400 that names it. Null counts as absent.</summary>
internal static class JsonMembers
{
    internal static JsonElement? Find(JsonElement parent, string name, JsonValueKind kind, string? param = null)
    {
        if (!parent.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == kind ? value : throw WrongType(param ?? name, kind.ToString());
    }

    internal static string? String(JsonElement parent, string name, string? param = null)
        => Find(parent, name, JsonValueKind.String, param)?.GetString();

    /// <summary>A string of limited length; null when absent.</summary>
    internal static string? Text(JsonElement parent, string name, int maxLength)
    {
        string? value = String(parent, name);
        return value is null || value.Length <= maxLength
            ? value
            : throw ApiErrorException.BadParameter(
                name, $"Invalid '{name}': string too long. Expected a string with maximum length {maxLength}, but got a string with length {value.Length} instead.", "string_above_max_length");
    }

    /// <summary>One of the given words; null when absent.</summary>
    internal static string? Word(JsonElement parent, string name, string[] words, string? param = null)
    {
        string? value = String(parent, name, param);
        return value is null || Array.IndexOf(words, value) >= 0
            ? value
            : throw ApiErrorException.BadParameter(
                param ?? name, $"Invalid value: '{value}'. Supported values are: {string.Join(", ", Array.ConvertAll(words, w => $"'{w}'"))}.");
    }

    /// <summary>A Boolean; <paramref name="absent"/> when absent.</summary>
    internal static bool Boolean(JsonElement parent, string name, bool absent = false, string? param = null)
    {
        if (!parent.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return absent;
        }

        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw WrongType(param ?? name, "Boolean");
    }

    internal static long? Integer(JsonElement parent, string name, long min, long max, string? param = null)
    {
        if (Find(parent, name, JsonValueKind.Number, param) is not { } value)
        {
            return null;
        }

        return value.TryGetInt64(out long number) && number >= min && number <= max
            ? number
            : throw ApiErrorException.BadParameter(
                param ?? name, $"Invalid '{param ?? name}': expected an integer of {min} to {max}, got {value.GetRawText()}.");
    }

    internal static double? Number(JsonElement parent, string name, double min, double max, string? param = null)
    {
        if (Find(parent, name, JsonValueKind.Number, param) is not { } value)
        {
            return null;
        }

        return value.TryGetDouble(out double number) && number >= min && number <= max
            ? number
            : throw ApiErrorException.BadParameter(
                param ?? name, $"Invalid '{param ?? name}': expected a number of {min} to {max}, got {value.GetRawText()}.");
    }

    private static ApiErrorException WrongType(string param, string expected)
        => ApiErrorException.BadParameter(param, $"Invalid type for '{param}': expected {expected}.", "invalid_type");
}
