using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Messages;

/// <summary>Reads a whole message, plain or put together from a stream.</summary>
internal static class MessageReader
{
    /// <summary>Whether the JSON is a message at all, by its own word or by its shape.</summary>
    public static bool IsMessage(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && (LenientJson.Text(root, "type") is "message" || (root.TryGetProperty("content", out JsonElement content) && content.ValueKind is JsonValueKind.Array or JsonValueKind.String));

    /// <summary>Reads the message.</summary>
    /// <param name="json">The message.</param>
    /// <param name="root">The same, parsed.</param>
    /// <param name="sent">The messages of the request.</param>
    public static MessageCompletion Read(byte[] json, JsonElement root, IReadOnlyList<ChatMessage> sent)
    {
        JsonElement details = root.TryGetProperty("stop_details", out JsonElement given) ? given : default;
        string? reason = EndReason.Known(LenientJson.Text(root, "stop_reason"));
        var content = new MessageContentReader(sent.Count);
        JsonElement blocks = root.TryGetProperty("content", out JsonElement found) ? found : default;
        content.AddAll(blocks);
        bool hasBlocks = blocks.ValueKind == JsonValueKind.Array && blocks.GetArrayLength() > 0;
        ChatMessage message = content.ToMessage(hasBlocks ? new RawText(() => BlocksOf(json)) : null, MessageFinish.Refusal(root));

        // Arrays throughout: PowerShell can't index the collections that the compiler makes up for an interface.
        return new MessageCompletion
        {
            Id = LenientJson.Text(root, "id"),
            Model = LenientJson.Text(root, "model"),
            Choices = new[] { new ChatChoice(0, message, MessageFinish.Translate(reason)) },
            NativeFinishReason = reason,
            StopSequence = LenientJson.Text(root, "stop_sequence"),
            RefusalCategory = LenientJson.Text(details, "category"),
            Usage = UsageReader.Find(root, leavesOutCache: true),
            Citations = content.Citations.ToArray(),
            WebSearches = content.WebSearches.ToArray(),
            Messages = sent.Append(message).ToArray(),
        };
    }

    private static byte[] BlocksOf(byte[] json)
    {
        using JsonDocument document = LenientJson.Parse(json)!;
        return Encoding.UTF8.GetBytes(document.RootElement.GetProperty("content").GetRawText());
    }
}
