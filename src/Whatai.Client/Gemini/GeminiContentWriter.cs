using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Chat;
using Whatai.Client.Protocol;

namespace Whatai.Client.Gemini;

/// <summary>
/// Writes a conversation as Gemini has it: <c>systemInstruction</c>, and <c>contents</c> whose roles are user and model alone
/// (googleapis/js-genai, Content). What a model thought and the images of answers that other APIs made are not sent back.
/// </summary>
internal static class GeminiContentWriter
{
    private const string UserRole = "user";
    private const string ModelRole = "model";

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages)
    {
        WriteInstruction(writer, messages);
        writer.WriteStartArray("contents"u8);
        for (int i = 0; i < messages.Count; i++)
        {
            ChatMessage message = messages[i];
            if (NativeJson(message) is string content)
            {
                writer.WriteRawValue(content, skipInputValidation: true);
            }
            else if (IsToolResult(message))
            {
                i = WriteResults(writer, messages, i);
            }
            else if (message.Role == ChatRole.Assistant || message.Role == ModelRole)
            {
                WriteAnswer(writer, message);
            }
            else if (!IsInstruction(message))
            {
                Begin(writer, UserRole);
                WriteParts(writer, message);
                End(writer);
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteInstruction(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages)
    {
        ChatMessage[] instructions = [.. messages.Where(IsInstruction)];
        if (instructions.Length == 0)
        {
            return;
        }

        writer.WriteStartObject("systemInstruction"u8);
        writer.WriteStartArray("parts"u8);
        foreach (ChatMessage instruction in instructions)
        {
            WriteParts(writer, instruction);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteAnswer(Utf8JsonWriter writer, ChatMessage message)
    {
        bool hasParts = message.Parts is { Count: > 0 };
        string text = (message.Content is { Length: > 0 } content ? content : message.Refusal) ?? string.Empty;
        if (!hasParts && text.Length == 0 && message.ToolCalls is not { Count: > 0 })
        {
            // The API refuses a content without parts; an answer that was empty says nothing anyway.
            return;
        }

        Begin(writer, ModelRole);
        if (hasParts)
        {
            WriteParts(writer, message);
        }
        else if (text.Length > 0)
        {
            WriteText(writer, text);
        }

        foreach (ChatToolCall call in message.ToolCalls ?? [])
        {
            writer.WriteStartObject();
            writer.WriteStartObject("functionCall"u8);
            writer.WriteString("id"u8, call.Id);
            writer.WriteString("name"u8, call.Name);
            WriteObject(writer, "args", call.Arguments, "arguments");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        End(writer);
    }

    // The results of one answer's calls belong into one content.
    private static int WriteResults(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages, int first)
    {
        Begin(writer, UserRole);
        int i = first;
        for (; i < messages.Count && IsToolResult(messages[i]); i++)
        {
            ChatMessage result = messages[i];
            (string name, string? id) = FindCall(messages, i);
            writer.WriteStartObject();
            writer.WriteStartObject("functionResponse"u8);
            writer.WriteOptional("id", id);
            writer.WriteString("name"u8, name);
            WriteObject(writer, "response", result.Content ?? string.Concat((result.Parts ?? []).Select(part => part.Text)), "result");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        End(writer);
        return i - 1;
    }

    // The name comes from the call that is answered; an id of our own making says nothing to the API.
    private static (string Name, string? Id) FindCall(IReadOnlyList<ChatMessage> messages, int at)
    {
        string? id = messages[at].ToolCallId;
        for (int i = at - 1; i >= 0; i--)
        {
            if (messages[i].ToolCalls?.FirstOrDefault(call => call.Id == id) is ChatToolCall call)
            {
                return (call.Name, NativeJson(messages[i]) is string content && !HasCallId(content, call.Id) ? null : call.Id);
            }
        }

        return (messages[at].Name ?? id ?? string.Empty, id);
    }

    private static bool HasCallId(string json, string id)
    {
        using var content = JsonDocument.Parse(json);
        return content.RootElement.TryGetProperty("parts", out JsonElement parts) && parts.ValueKind == JsonValueKind.Array
            && parts.EnumerateArray().Any(part => part.ValueKind == JsonValueKind.Object
                && (part.TryGetProperty("functionCall", out JsonElement call) || part.TryGetProperty("function_call", out call))
                && call.ValueKind == JsonValueKind.Object && call.TryGetProperty("id", out JsonElement found)
                && found.ValueKind == JsonValueKind.String && found.GetString() == id);
    }

    // Text first with media behind is how the other APIs have it; Gemini wants the media first. Any other order is the caller's own.
    private static void WriteParts(Utf8JsonWriter writer, ChatMessage message)
    {
        if (message.Parts is not { Count: > 0 } parts)
        {
            WriteText(writer, message.Content ?? string.Empty);
            return;
        }

        bool isTextFirst = parts.Count > 1 && IsText(parts[0]) && !parts.Skip(1).Any(IsText);
        foreach (ChatContentPart part in isTextFirst ? parts.Skip(1).Append(parts[0]) : parts)
        {
            if (IsText(part))
            {
                WriteText(writer, part.Text ?? string.Empty);
            }
            else
            {
                GeminiMediaWriter.Write(writer, part);
            }
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
    }

    // Both ways the API takes objects alone.
    private static void WriteObject(Utf8JsonWriter writer, string name, string text, string nameOfOther)
    {
        if (IsObject(text))
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(text);
            return;
        }

        writer.WriteStartObject(name);
        if (text.Length > 0)
        {
            writer.WriteString(nameOfOther, text);
        }

        writer.WriteEndObject();
    }

    // It may have been through a file, and through a person's hands.
    private static string? NativeJson(ChatMessage message) =>
        message.Native is { Api: NativeMessage.Gemini } native && IsObject(native.Json) ? native.Json : null;

    private static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Begin(Utf8JsonWriter writer, string role)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
        writer.WriteStartArray("parts"u8);
    }

    private static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static bool IsText(ChatContentPart part) => part.Type is not (ChatContentPart.ImageUrlType or ChatContentPart.FileType);

    private static bool IsInstruction(ChatMessage message) => message.Role is ChatRole.System or "developer";

    private static bool IsToolResult(ChatMessage message) => message.Role is ChatRole.Tool or "function";
}
