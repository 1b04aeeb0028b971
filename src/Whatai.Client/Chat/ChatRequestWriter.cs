using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Chat;

/// <summary>Writes a chat request's body.</summary>
internal static class ChatRequestWriter
{
    private static readonly string[] s_spoken = ["text", "audio"];

    public static byte[] Write(ChatRequest request, bool stream, JsonObject? extra) =>
        JsonBody.Write(writer => Write(writer, request, stream), extra);

    private static void Write(Utf8JsonWriter writer, ChatRequest request, bool stream)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, request.Model);
        writer.WriteStartArray("messages"u8);
        foreach (ChatMessage message in request.Messages)
        {
            WriteMessage(writer, message);
        }

        writer.WriteEndArray();
        writer.WriteOptional("temperature", request.Temperature);
        writer.WriteOptional("top_p", request.TopP);
        writer.WriteOptional("n", request.Count);
        writer.WriteStream(stream);
        writer.WriteTexts("stop", request.Stop);
        writer.WriteOptional("max_tokens", request.MaxTokens);
        writer.WriteOptional("max_completion_tokens", request.MaxCompletionTokens);
        writer.WriteOptional("presence_penalty", request.PresencePenalty);
        writer.WriteOptional("frequency_penalty", request.FrequencyPenalty);
        writer.WriteBiases(request.LogitBias);
        writer.WriteOptional("user", request.User);
        writer.WriteOptional("seed", request.Seed);
        if (request.LogProbs is int top)
        {
            writer.WriteBoolean("logprobs"u8, true);
            writer.WriteNumber("top_logprobs"u8, top);
        }

        writer.WriteOptional("reasoning_effort", request.ReasoningEffort);
        writer.WriteOptional("verbosity", request.Verbosity);
        writer.WriteOptional("service_tier", request.ServiceTier);
        writer.WriteOptional("safety_identifier", request.SafetyIdentifier);
        writer.WriteOptional("prompt_cache_key", request.PromptCacheKey);
        WriteVoice(writer, request);
        WriteWebSearch(writer, request.WebSearch);
        WritePrediction(writer, request.Prediction);
        WriteFormat(writer, request.ResponseFormat);
        WriteTools(writer, request);
        writer.WriteEndObject();
    }

    private static void WriteVoice(Utf8JsonWriter writer, ChatRequest request)
    {
        if (request.Voice is null)
        {
            return;
        }

        writer.WriteList("modalities", s_spoken);
        writer.WriteStartObject("audio"u8);
        writer.WriteString("voice"u8, request.Voice);
        writer.WriteString("format"u8, request.AudioFormat);
        writer.WriteEndObject();
    }

    private static void WriteWebSearch(Utf8JsonWriter writer, ChatWebSearch? search)
    {
        if (search is null)
        {
            return;
        }

        writer.WriteStartObject("web_search_options"u8);
        writer.WriteOptional("search_context_size", search.ContextSize);
        if (search.Location is SearchLocation location)
        {
            writer.WriteStartObject("user_location"u8);
            writer.WriteString("type"u8, "approximate"u8);
            writer.WriteStartObject("approximate"u8);
            writer.WritePlace(location);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WritePrediction(Utf8JsonWriter writer, string? prediction)
    {
        if (prediction is not null)
        {
            writer.WriteStartObject("prediction"u8);
            writer.WriteString("type"u8, "content"u8);
            writer.WriteString("content"u8, prediction);
            writer.WriteEndObject();
        }
    }

    // With what was said, which relays know that drop the id.
    private static void WriteSound(Utf8JsonWriter writer, ChatAudio? sound)
    {
        if (sound?.Id is string id && !(sound.ExpiresAt <= DateTimeOffset.UtcNow))
        {
            writer.WriteStartObject("audio"u8);
            writer.WriteString("id"u8, id);
            writer.WriteEndObject();
        }
    }

    // Reasoning and images of answers are left out, since several models refuse them there; what an answer must bring back stands in its native form.
    private static void WriteMessage(Utf8JsonWriter writer, ChatMessage message)
    {
        if (message.Native is { Api: NativeMessage.Chat } native && LenientJson.IsObject(native.Json))
        {
            writer.WriteRawValue(native.Json);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role"u8, message.Role);
        if (message.Parts is { Count: > 0 } parts)
        {
            WriteParts(writer, parts);
        }
        else if (message.Content is null && (message.ToolCalls is { Count: > 0 } || message.Refusal is not null))
        {
            writer.WriteNull("content"u8);
        }
        else
        {
            // An answer of images alone has no text, and null is refused where there is nothing else.
            writer.WriteString("content"u8, message.Content ?? string.Empty);
        }

        writer.WriteOptional("name", message.Name);
        writer.WriteOptional("refusal", message.Refusal);
        WriteSound(writer, message.Audio);
        writer.WriteOptional("tool_call_id", message.ToolCallId);
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

    private static void WriteFormat(Utf8JsonWriter writer, ResponseFormat? format)
    {
        if (format is null)
        {
            return;
        }

        writer.WriteStartObject("response_format"u8);
        if (format.Schema is JsonElement schema)
        {
            writer.WriteString("type"u8, "json_schema"u8);
            writer.WriteStartObject("json_schema"u8);
            writer.WriteString("name"u8, format.Name);
            writer.WriteOptional("description", format.Description);
            writer.WriteOptional("schema", schema);
            writer.WriteBoolean("strict"u8, format.Strict);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("type"u8, "json_object"u8);
        }

        writer.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter writer, ChatRequest request)
    {
        if (request.Tools is { Count: > 0 } tools)
        {
            writer.WriteStartArray("tools"u8);
            foreach (FunctionTool tool in tools)
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, "function"u8);
                writer.WriteStartObject("function"u8);
                writer.WriteFunction(tool);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (request.ToolChoice is string choice && ToolChoice.IsName(choice))
        {
            writer.WriteStartObject("tool_choice"u8);
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, choice);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteOptional("tool_choice", request.ToolChoice?.ToLowerInvariant());
        }
    }

    private static void WriteParts(Utf8JsonWriter writer, IReadOnlyList<ChatContentPart> parts)
    {
        writer.WriteStartArray("content"u8);
        foreach (ChatContentPart part in parts)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, part.Type);
            switch (part.Type)
            {
                case ChatContentPart.ImageUrlType:
                    writer.WriteStartObject("image_url"u8);
                    writer.WriteString("url"u8, part.Url);
                    writer.WriteOptional("detail", part.Detail);
                    writer.WriteEndObject();
                    break;
                case ChatContentPart.InputAudioType:
                    writer.WriteInputAudio(part);
                    break;
                case ChatContentPart.FileType:
                    writer.WriteStartObject("file"u8);
                    writer.WriteOptional("filename", part.FileName);
                    writer.WriteString("file_data"u8, part.Url);
                    writer.WriteEndObject();
                    break;
                default:
                    writer.WriteString("text"u8, part.Text);
                    break;
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
