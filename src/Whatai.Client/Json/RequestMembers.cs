using System.Collections.Generic;
using System.Text.Json;

namespace Whatai.Client.Json;

/// <summary>Members that requests share. What is null is not written, so that the gateway's own default holds.</summary>
internal static class RequestMembers
{
    public static void WriteOptional(this Utf8JsonWriter writer, string name, double? value)
    {
        if (value is double number)
        {
            // 0.8 stays 0.8 on every framework; a double's own form on net472 does not.
            writer.WriteNumber(name, (decimal)number);
        }
    }

    public static void WriteOptional(this Utf8JsonWriter writer, string name, long? value)
    {
        if (value is long number)
        {
            writer.WriteNumber(name, number);
        }
    }

    public static void WriteOptional(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    public static void WriteOptional(this Utf8JsonWriter writer, string name, JsonElement? value)
    {
        if (value is JsonElement element)
        {
            writer.WritePropertyName(name);
            element.WriteTo(writer);
        }
    }

    public static void WriteOptional(this Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is bool flag)
        {
            writer.WriteBoolean(name, flag);
        }
    }

    public static void WriteStream(this Utf8JsonWriter writer, bool stream)
    {
        if (stream)
        {
            writer.WriteBoolean("stream"u8, true);
            // Without it an official endpoint counts nothing in a stream.
            writer.WriteStartObject("stream_options"u8);
            writer.WriteBoolean("include_usage"u8, true);
            writer.WriteEndObject();
        }
    }

    /// <summary>One text goes as text, as the seeds send it.</summary>
    public static void WriteTexts(this Utf8JsonWriter writer, string name, IReadOnlyList<string>? texts)
    {
        if (texts is null || texts.Count == 0)
        {
            return;
        }

        if (texts.Count == 1)
        {
            writer.WriteString(name, texts[0]);
            return;
        }

        writer.WriteList(name, texts);
    }

    public static void WriteList(this Utf8JsonWriter writer, string name, IReadOnlyList<string>? texts)
    {
        if (texts is null || texts.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    public static void WriteBiases(this Utf8JsonWriter writer, IReadOnlyDictionary<string, int>? biases)
    {
        if (biases is not { Count: > 0 })
        {
            return;
        }

        writer.WriteStartObject("logit_bias"u8);
        foreach (KeyValuePair<string, int> bias in biases)
        {
            writer.WriteNumber(bias.Key, bias.Value);
        }

        writer.WriteEndObject();
    }
}
