using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhataiPS.Bulk;

/// <summary>Keeps records whole, of which the server's JSON alone would not bring back all.</summary>
internal static class JournalJson
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The record as JSON.</summary>
    public static byte[] Write<T>(T record) => JsonSerializer.SerializeToUtf8Bytes(record, s_options);

    /// <summary>The record; null where the JSON is none.</summary>
    public static T? Read<T>(byte[] json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, s_options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A text of an object; null where there is none of that name.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
