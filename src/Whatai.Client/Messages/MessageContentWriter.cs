using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Messages;

/// <summary>
/// Writes a conversation as Claude's own API has it: the roles user and assistant take turns, and the results of one answer's calls come first
/// in one turn of the user. An answer of this API goes back block by block as it came; of others, text and calls.
/// </summary>
internal static class MessageContentWriter
{
    private const string User = "user";

    public static void Write(Utf8JsonWriter writer, MessageRequest request)
    {
        ChatMessage[] turns = [.. request.Messages.Where(static message => !IsInstruction(message) && !IsEmptyAnswer(message))];
        writer.WriteStartArray("messages"u8);
        for (int i = 0; i < turns.Length; i++)
        {
            string role = RoleOf(turns[i]);
            bool isLast = i == turns.Length - 1;
            writer.WriteStartObject();
            writer.WriteString("role"u8, role);
            if ((isLast ? !request.CacheMessages : RoleOf(turns[i + 1]) != role) && PlainText(turns[i]) is string text)
            {
                writer.WriteString("content"u8, text);
            }
            else
            {
                writer.WriteStartArray("content"u8);
                WriteBlocks(writer, request, turns[i], isLast);
                while (i + 1 < turns.Length && RoleOf(turns[i + 1]) == role)
                {
                    i++;
                    WriteBlocks(writer, request, turns[i], i == turns.Length - 1);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static bool IsInstruction(ChatMessage message) => message.Role is ChatRole.System or "developer";

    // Null where it is more than text.
    private static string? PlainText(ChatMessage message) =>
        message.Role is ChatRole.Tool or "function" || message.Parts is { Count: > 0 } || message.ToolCalls is { Count: > 0 } || message.Native is { Api: NativeMessage.Messages }
            ? null
            : TextOf(message);

    private static void WriteBlocks(Utf8JsonWriter writer, MessageRequest request, ChatMessage message, bool isLast)
    {
        bool isCached = isLast && request.CacheMessages;
        if (message.Role is ChatRole.Tool or "function")
        {
            WriteResult(writer, request, message, isCached);
            return;
        }

        if (RoleOf(message) == ChatRole.Assistant && message.Native is { Api: NativeMessage.Messages } native && TryWriteNative(writer, native.Json))
        {
            return;
        }

        IReadOnlyList<ChatToolCall> calls = message.ToolCalls ?? [];
        WriteParts(writer, request, message, isCached && calls.Count == 0);
        foreach (ChatToolCall call in calls)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "tool_use"u8);
            writer.WriteString("id"u8, Id(call.Id));
            writer.WriteString("name"u8, call.Name);
            WriteInput(writer, call.Arguments);
            writer.WriteEndObject();
        }
    }

    private static void WriteResult(Utf8JsonWriter writer, MessageRequest request, ChatMessage message, bool isCached)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "tool_result"u8);
        writer.WriteString("tool_use_id"u8, Id(message.ToolCallId));
        if (message.Parts is { Count: > 0 })
        {
            writer.WriteStartArray("content"u8);
            WriteParts(writer, request, message, isCached: false);
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteString("content"u8, message.Content ?? string.Empty);
        }

        MessageRequestWriter.WriteCacheControl(writer, request, isCached);
        writer.WriteEndObject();
    }

    // The API refuses a text block without text.
    private static void WriteParts(Utf8JsonWriter writer, MessageRequest request, ChatMessage message, bool isCached)
    {
        ChatContentPart[] parts = message.Parts is { Count: > 0 } given
            ? [.. PartOrder.MediaFirst(given).Where(static part => !PartOrder.IsText(part) || !string.IsNullOrEmpty(part.Text))]
            : TextOf(message) is { Length: > 0 } text ? [new ChatContentPart(ChatContentPart.TextType) { Text = text }] : [];
        for (int i = 0; i < parts.Length; i++)
        {
            writer.WriteStartObject();
            MessageMediaWriter.Write(writer, parts[i], request.CiteDocuments);
            MessageRequestWriter.WriteCacheControl(writer, request, isCached && i == parts.Length - 1);
            writer.WriteEndObject();
        }
    }

    // What a person edited or another program wrote may be no content; the message's own members say it then.
    private static bool TryWriteNative(Utf8JsonWriter writer, string json)
    {
        using JsonDocument? content = Parse(json);
        JsonElement[] blocks = content is null ? [] : [.. content.RootElement.EnumerateArray().Where(IsReturned)];
        foreach (JsonElement block in blocks)
        {
            if (LenientJson.Text(block, "type") is "tool_use" && !(block.TryGetProperty("input", out JsonElement input) && input.ValueKind == JsonValueKind.Object))
            {
                WriteBrokenCall(writer, block);
            }
            else
            {
                writer.WriteRawValue(block.GetRawText(), skipInputValidation: true);
            }
        }

        return blocks.Length > 0;
    }

    private static JsonDocument? Parse(string json)
    {
        try
        {
            var content = JsonDocument.Parse(json);
            if (content.RootElement.ValueKind == JsonValueKind.Array)
            {
                return content;
            }

            content.Dispose();
        }
        catch (JsonException)
        {
        }

        return null;
    }

    // Relays of other models give thinking that nobody signed; the API refuses it, and could do nothing with it.
    private static bool IsReturned(JsonElement block) => block.ValueKind == JsonValueKind.Object && LenientJson.Text(block, "type") switch
    {
        "thinking" => LenientJson.Text(block, "signature") is { Length: > 0 },
        "text" => LenientJson.Text(block, "text") is { Length: > 0 },
        _ => true,
    };

    // The model was told that its arguments are no JSON; here is where they stand.
    private static void WriteBrokenCall(Utf8JsonWriter writer, JsonElement call)
    {
        writer.WriteStartObject();
        foreach (JsonProperty member in call.EnumerateObject())
        {
            if (member.Name != "input")
            {
                writer.WritePropertyName(member.Name);
                LenientJson.Write(writer, member.Value);
            }
        }

        WriteInput(writer, LenientJson.Text(call, "input") ?? string.Empty);
        writer.WriteEndObject();
    }

    // The API takes objects alone.
    private static void WriteInput(Utf8JsonWriter writer, string arguments)
    {
        writer.WritePropertyName("input"u8);
        if (LenientJson.IsObject(arguments))
        {
            writer.WriteRawValue(arguments);
            return;
        }

        writer.WriteStartObject();
        writer.WriteOptional("arguments", arguments.Length == 0 ? null : arguments);
        writer.WriteEndObject();
    }

    // Other APIs make ids with signs that this one refuses.
    private static string Id(string? id) =>
        string.IsNullOrEmpty(id) ? "call" : string.Concat(id!.Select(static c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-' ? c : '_'));

    private static string RoleOf(ChatMessage message) => message.Role is ChatRole.Assistant or "model" ? ChatRole.Assistant : User;

    private static string TextOf(ChatMessage message) => (string.IsNullOrEmpty(message.Content) ? message.Refusal : message.Content) ?? string.Empty;

    private static bool IsEmptyAnswer(ChatMessage message) =>
        RoleOf(message) == ChatRole.Assistant && TextOf(message).Length == 0 && message.Parts is not { Count: > 0 } && message.ToolCalls is not { Count: > 0 }
        && (message.Native is not { Api: NativeMessage.Messages } native || !HasBlocks(native.Json));

    private static bool HasBlocks(string json)
    {
        using JsonDocument? content = Parse(json);
        return content?.RootElement.EnumerateArray().Any(IsReturned) == true;
    }
}
