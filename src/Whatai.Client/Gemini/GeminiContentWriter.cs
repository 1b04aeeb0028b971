using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Gemini;

/// <summary>
/// Writes a conversation as Gemini has it: <c>systemInstruction</c>, and <c>contents</c> whose roles are user and model alone
/// (googleapis/js-genai, Content). What a model thought and the images of answers that other APIs made are not sent back.
/// </summary>
internal static class GeminiContentWriter
{
    private const string UserRole = "user";
    private const string ModelRole = "model";

    private enum Turn
    {
        User,
        Model,
        Results,
    }

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages)
    {
        WriteInstruction(writer, messages);
        writer.WriteStartArray("contents"u8);
        ChatMessage[] turns = [.. messages.Where(message => !IsInstruction(message) && !IsEmptyAnswer(message))];
        for (int i = 0; i < turns.Length; i++)
        {
            if (NativeJson(turns[i]) is string content)
            {
                writer.WriteRawValue(content, skipInputValidation: true);
                continue;
            }

            // The results of one answer's calls belong into one content, and models have refused roles that do not take turns.
            Turn turn = TurnOf(turns[i]);
            writer.WriteStartObject();
            writer.WriteString("role"u8, turn == Turn.Model ? ModelRole : UserRole);
            writer.WriteStartArray("parts"u8);
            WriteTurn(writer, turn, turns, i);
            while (i + 1 < turns.Length && TurnOf(turns[i + 1]) == turn && NativeJson(turns[i + 1]) is null)
            {
                WriteTurn(writer, turn, turns, ++i);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTurn(Utf8JsonWriter writer, Turn turn, ChatMessage[] turns, int at)
    {
        switch (turn)
        {
            case Turn.Results:
                WriteResult(writer, turns, at);
                break;
            case Turn.Model:
                WriteAnswer(writer, turns[at]);
                break;
            default:
                WriteParts(writer, turns[at]);
                break;
        }
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
        if (message.Parts is { Count: > 0 })
        {
            WriteParts(writer, message);
        }
        else if (TextOf(message) is { Length: > 0 } text)
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
    }

    private static void WriteResult(Utf8JsonWriter writer, ChatMessage[] turns, int at)
    {
        (string name, string? id) = FindCall(turns, at);
        writer.WriteStartObject();
        writer.WriteStartObject("functionResponse"u8);
        writer.WriteOptional("id", id);
        writer.WriteString("name"u8, name);
        WriteObject(writer, "response", turns[at].Content ?? string.Concat((turns[at].Parts ?? []).Select(part => part.Text)), "result");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // The name comes from the call that is answered; an id of our own making says nothing to the API.
    private static (string Name, string? Id) FindCall(ChatMessage[] messages, int at)
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

    private static void WriteParts(Utf8JsonWriter writer, ChatMessage message)
    {
        if (message.Parts is not { Count: > 0 } parts)
        {
            WriteText(writer, message.Content ?? string.Empty);
            return;
        }

        foreach (ChatContentPart part in PartOrder.MediaFirst(parts))
        {
            if (PartOrder.IsText(part))
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
        if (LenientJson.IsObject(text))
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
        message.Native is { Api: NativeMessage.Gemini } native && LenientJson.IsObject(native.Json) ? native.Json : null;

    private static Turn TurnOf(ChatMessage message) => message.Role switch
    {
        ChatRole.Assistant or ModelRole => Turn.Model,
        ChatRole.Tool or "function" => Turn.Results,
        _ => Turn.User,
    };

    private static string? TextOf(ChatMessage message) => string.IsNullOrEmpty(message.Content) ? message.Refusal : message.Content;

    // The API refuses a content without parts; an answer that was empty says nothing anyway.
    private static bool IsEmptyAnswer(ChatMessage message) =>
        TurnOf(message) == Turn.Model && NativeJson(message) is null && message.Parts is not { Count: > 0 } && message.ToolCalls is not { Count: > 0 }
        && string.IsNullOrEmpty(TextOf(message));

    private static bool IsInstruction(ChatMessage message) => message.Role is ChatRole.System or "developer";
}
