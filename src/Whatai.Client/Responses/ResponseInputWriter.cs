using System;
using System.Collections.Generic;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Responses;

/// <summary>Writes a message of a conversation as input items. Its name is not sent: the Responses API has no place for it.</summary>
internal static class ResponseInputWriter
{
    public static void Write(Utf8JsonWriter writer, ChatMessage message)
    {
        if (message.Native is { Api: NativeMessage.Responses } native && TryWriteNative(writer, native.Json))
        {
            return;
        }

        if (message.Role == ChatRole.Tool)
        {
            WriteOutput(writer, message);
            return;
        }

        bool hasCalls = message.ToolCalls is { Count: > 0 };
        if (message.Parts is { Count: > 0 } || message.Refusal is not null || !string.IsNullOrEmpty(message.Content) || !hasCalls)
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, message.Role);
            writer.WritePropertyName("content"u8);
            WriteContent(writer, message);
            writer.WriteEndObject();
        }

        // Behind the text: the API wants a turn in the order in which a model makes it.
        foreach (ChatToolCall call in message.ToolCalls ?? [])
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "function_call"u8);
            writer.WriteString("call_id"u8, call.Id);
            writer.WriteString("name"u8, call.Name);
            writer.WriteString("arguments"u8, call.Arguments);
            writer.WriteEndObject();
        }
    }

    // What a person edited or another program wrote may not be JSON; the message's own members say it then.
    private static bool TryWriteNative(Utf8JsonWriter writer, string json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return false;
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                return false;
            }

            foreach (JsonElement item in document.RootElement.EnumerateArray())
            {
                LenientJson.Write(writer, item);
            }

            return true;
        }
    }

    private static void WriteOutput(Utf8JsonWriter writer, ChatMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "function_call_output"u8);
        writer.WriteString("call_id"u8, message.ToolCallId);
        writer.WritePropertyName("output"u8);
        WriteContent(writer, message);
        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, ChatMessage message)
    {
        if (message.Parts is not { Count: > 0 } && message.Refusal is null)
        {
            writer.WriteStringValue(message.Content ?? string.Empty);
            return;
        }

        string textType = message.Role == ChatRole.Assistant ? "output_text" : "input_text";
        IReadOnlyList<ChatContentPart> parts = message.Parts is { Count: > 0 } given ? given
            : string.IsNullOrEmpty(message.Content) ? []
            : [new ChatContentPart(ChatContentPart.TextType) { Text = message.Content }];
        writer.WriteStartArray();
        foreach (ChatContentPart part in parts)
        {
            writer.WriteStartObject();
            WritePart(writer, part, textType);
            writer.WriteEndObject();
        }

        if (message.Refusal is not null)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "refusal"u8);
            writer.WriteString("refusal"u8, message.Refusal);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WritePart(Utf8JsonWriter writer, ChatContentPart part, string textType)
    {
        switch (part.Type)
        {
            case ChatContentPart.ImageUrlType:
                writer.WriteString("type"u8, "input_image"u8);
                writer.WriteString("image_url"u8, part.Url);
                // The reference has it as a required member.
                writer.WriteString("detail"u8, part.Detail ?? "auto");
                break;
            case ChatContentPart.InputAudioType:
                writer.WriteString("type"u8, part.Type);
                writer.WriteInputAudio(part);
                break;
            case ChatContentPart.FileType when part.Url?.StartsWith("http", StringComparison.OrdinalIgnoreCase) == true:
                writer.WriteString("type"u8, "input_file"u8);
                writer.WriteString("file_url"u8, part.Url);
                break;
            case ChatContentPart.FileType:
                writer.WriteString("type"u8, "input_file"u8);
                writer.WriteOptional("filename", part.FileName);
                writer.WriteString("file_data"u8, part.Url);
                break;
            default:
                writer.WriteString("type"u8, textType);
                writer.WriteString("text"u8, part.Text);
                break;
        }
    }
}
