using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Protocol;

namespace Whatai.Client.Chat;

/// <summary>Writes a chat request's body.</summary>
internal static class ChatRequestWriter
{
    public static byte[] Write(ChatRequest request, bool stream, JsonObject? extra) =>
        JsonBody.Write(writer => Write(writer, request, stream), extra);

    private static void Write(Utf8JsonWriter writer, ChatRequest request, bool stream)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, request.Model);
        writer.WriteStartArray("messages"u8);
        foreach (ChatMessage message in request.Messages)
        {
            WriteMessage(writer, message, withReasoning: false);
        }

        writer.WriteEndArray();
        WriteNumber(writer, "temperature", request.Temperature);
        WriteNumber(writer, "top_p", request.TopP);
        WriteNumber(writer, "n", request.Count);
        if (stream)
        {
            writer.WriteBoolean("stream"u8, true);
            // Without it an official endpoint counts nothing in a stream.
            writer.WriteStartObject("stream_options"u8);
            writer.WriteBoolean("include_usage"u8, true);
            writer.WriteEndObject();
        }

        WriteStop(writer, request.Stop);
        WriteNumber(writer, "max_tokens", request.MaxTokens);
        WriteNumber(writer, "max_completion_tokens", request.MaxCompletionTokens);
        WriteNumber(writer, "presence_penalty", request.PresencePenalty);
        WriteNumber(writer, "frequency_penalty", request.FrequencyPenalty);
        if (request.LogitBias is { Count: > 0 } biases)
        {
            writer.WriteStartObject("logit_bias"u8);
            foreach (KeyValuePair<string, int> bias in biases)
            {
                writer.WriteNumber(bias.Key, bias.Value);
            }

            writer.WriteEndObject();
        }

        WriteText(writer, "user", request.User);
        if (request.Seed is long seed)
        {
            writer.WriteNumber("seed"u8, seed);
        }

        WriteText(writer, "reasoning_effort", request.ReasoningEffort);
        WriteElement(writer, "response_format", request.ResponseFormat);
        WriteElement(writer, "tools", request.Tools);
        WriteElement(writer, "tool_choice", request.ToolChoice);
        writer.WriteEndObject();
    }

    /// <summary>Writes one message. Reasoning is left out of requests: several models refuse it there.</summary>
    public static void WriteMessage(Utf8JsonWriter writer, ChatMessage message, bool withReasoning)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, message.Role);
        if (message.Parts is { Count: > 0 } parts)
        {
            WriteParts(writer, parts);
        }
        else if (message.Content is null)
        {
            writer.WriteNull("content"u8);
        }
        else
        {
            writer.WriteString("content"u8, message.Content);
        }

        if (withReasoning)
        {
            WriteText(writer, "reasoning_content", message.Reasoning);
        }

        WriteText(writer, "name", message.Name);
        WriteText(writer, "refusal", message.Refusal);
        WriteText(writer, "tool_call_id", message.ToolCallId);
        if (message.ToolCalls is { Count: > 0 } calls)
        {
            writer.WriteStartArray("tool_calls"u8);
            foreach (ChatToolCall call in calls)
            {
                writer.WriteStartObject();
                writer.WriteString("id"u8, call.Id);
                writer.WriteString("type"u8, "function"u8);
                writer.WriteStartObject("function"u8);
                writer.WriteString("name"u8, call.Name);
                writer.WriteString("arguments"u8, call.Arguments);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter writer, IReadOnlyList<ChatContentPart> parts)
    {
        writer.WriteStartArray("content"u8);
        foreach (ChatContentPart part in parts)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, part.Type);
            if (part.Type == ChatContentPart.ImageUrlType)
            {
                writer.WriteStartObject("image_url"u8);
                writer.WriteString("url"u8, part.Url);
                WriteText(writer, "detail", part.Detail);
                writer.WriteEndObject();
            }
            else
            {
                writer.WriteString("text"u8, part.Text);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // One stop text goes as text, as the seeds send it.
    private static void WriteStop(Utf8JsonWriter writer, IReadOnlyList<string>? stop)
    {
        if (stop is null || stop.Count == 0)
        {
            return;
        }

        if (stop.Count == 1)
        {
            writer.WriteString("stop"u8, stop[0]);
            return;
        }

        writer.WriteStartArray("stop"u8);
        foreach (string text in stop)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is double number)
        {
            // 0.8 stays 0.8 on every framework; a double's own form on net472 does not.
            writer.WriteNumber(name, (decimal)number);
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteElement(Utf8JsonWriter writer, string name, JsonElement? value)
    {
        if (value is JsonElement element)
        {
            writer.WritePropertyName(name);
            element.WriteTo(writer);
        }
    }
}
