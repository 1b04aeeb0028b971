using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Chat;

/// <summary>Reads the <c>message</c> or <c>delta</c> of a chat answer.</summary>
internal static class ChatMessageReader
{
    /// <summary>The names that gateways give reasoning in text.</summary>
    public static readonly string[] ReasoningNames = ["reasoning_content", "reasoning", "reasoning_text", "thinking", "thinking_content"];

    private static readonly byte[][] s_reasoningNames = [.. ReasoningNames.Select(Encoding.UTF8.GetBytes)];

    // Objects with signatures and the like, which may or may not repeat the text.
    private static readonly byte[][] s_structures = ["reasoning_details"u8.ToArray(), "thinking_blocks"u8.ToArray()];

    public static void Read(ref Utf8JsonReader reader, ChatChunkChoice choice, byte[] json)
    {
        if (!LenientJson.ReadStartObject(ref reader))
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.TextIs("content"u8))
            {
                ReadContent(ref reader, choice, json);
            }
            else if (reader.TextIs("role"u8))
            {
                choice.Role = LenientJson.ReadText(ref reader);
            }
            else if (reader.TextIs("refusal"u8))
            {
                choice.Refusal = LenientJson.ReadText(ref reader, isPiece: true) ?? choice.Refusal;
            }
            else if (reader.TextIs("tool_calls"u8))
            {
                ReadToolCalls(ref reader, choice);
            }
            else if (reader.TextIs("function_call"u8))
            {
                ReadFunctionCall(ref reader, choice);
            }
            else if (reader.TextIs("images"u8))
            {
                ReadImages(ref reader, choice);
            }
            else if (!TryReadReasoning(ref reader, choice, choice.MessageOthers, json))
            {
                ReadOther(ref reader, choice, json);
            }
        }
    }

    /// <summary>Reads a content, whatever its form.</summary>
    public static void ReadContent(ref Utf8JsonReader reader, ChatChunkChoice choice, byte[] json)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            choice.Content = LenientText.Read(ref reader, isPiece: true);
            return;
        }

        var value = JsonSlice.Take(ref reader, json);
        using JsonDocument document = value.Parse();
        var pieces = ContentPieces.Read(document.RootElement, isPiece: true);
        choice.Content = pieces.Text ?? choice.Content;
        choice.PartReasoning = pieces.Reasoning;
        choice.PartImages = pieces.Images;
        choice.Refusal = pieces.Refusal ?? choice.Refusal;
        choice.Parts = pieces.HasMore ? value : default;
    }

    /// <summary>Reads the member at whose name the reader stands, if it is reasoning by its name.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="choice">What it belongs to.</param>
    /// <param name="others">Where it is kept if it is more than text.</param>
    /// <param name="json">The whole JSON.</param>
    public static bool TryReadReasoning(ref Utf8JsonReader reader, ChatChunkChoice choice, OtherMembers others, byte[] json)
    {
        // All of the names begin so.
        if (reader.ValueSpan.IsEmpty || reader.ValueSpan[0] is not ((byte)'r' or (byte)'t' or (byte)'\\'))
        {
            return false;
        }

        for (int i = 0; i < s_reasoningNames.Length; i++)
        {
            if (reader.TextIs(s_reasoningNames[i]))
            {
                Utf8JsonReader value = reader;
                value.Read();
                if (value.TokenType != JsonTokenType.String)
                {
                    ReadStructure(ref reader, choice, others, json);
                    return true;
                }

                // Some send several names, one of them empty or all of them the same.
                string? text = LenientJson.ReadText(ref reader, isPiece: true);
                choice.Reasoning = string.IsNullOrEmpty(choice.Reasoning) ? text : choice.Reasoning;
                choice.ReasoningNames |= 1 << i;
                return true;
            }
        }

        foreach (byte[] name in s_structures)
        {
            if (reader.TextIs(name))
            {
                ReadStructure(ref reader, choice, others, json);
                return true;
            }
        }

        return false;
    }

    private static void ReadStructure(ref Utf8JsonReader reader, ChatChunkChoice choice, OtherMembers others, byte[] json)
    {
        JsonSlice value = others.Read(ref reader, json);
        if (!value.IsEmpty && string.IsNullOrEmpty(choice.StructuredReasoning))
        {
            using JsonDocument document = value.Parse();
            choice.StructuredReasoning = ContentPieces.ReadReasoning(document.RootElement, isPiece: true);
        }
    }

    private static void ReadOther(ref Utf8JsonReader reader, ChatChunkChoice choice, byte[] json)
    {
        if (reader.TextIs("finish_reason"u8))
        {
            Utf8JsonReader reason = reader;
            choice.FinishReason ??= EndReason.Read(ref reason);
        }

        bool isAudio = reader.TextIs("audio"u8);
        bool isParsed = reader.TextIs("parsed"u8);
        JsonSlice value = choice.MessageOthers.Read(ref reader, json);
        if (value.IsEmpty || !(isAudio || isParsed))
        {
            return;
        }

        using JsonDocument document = value.Parse();
        if (isAudio)
        {
            choice.TextElsewhere = LenientJson.Text(document.RootElement, "transcript", isPiece: true);
            choice.Audio = LenientJson.Text(document.RootElement, "data") is { Length: > 0 } data ? Base64Data.Decode(data) : null;
        }
        else if (document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            // The answer, where it was parsed on the way and the content left empty.
            choice.TextElsewhere = LenientJson.Compact(document.RootElement);
        }
    }

    private static void ReadImages(ref Utf8JsonReader reader, ChatChunkChoice choice)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        using JsonDocument images = JsonDocument.ParseValue(ref reader);
        foreach (JsonElement image in images.RootElement.EnumerateArray())
        {
            if (ContentPieces.ImageAddress(image, isImage: true) is string address)
            {
                (choice.Images ??= []).Add(address);
            }
        }
    }

    private static void ReadToolCalls(ref Utf8JsonReader reader, ChatChunkChoice choice)
    {
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            reader.Skip();
            return;
        }

        var calls = new List<ChatChunkToolCall>();
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement call in document.RootElement.EnumerateArray())
            {
                AddCall(calls, call);
            }
        }
        else if (document.RootElement.TryGetProperty("function", out _))
        {
            AddCall(calls, document.RootElement);
        }

        choice.ToolCalls = calls;
    }

    private static void AddCall(List<ChatChunkToolCall> calls, JsonElement call)
    {
        if (call.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        JsonElement function = call.TryGetProperty("function", out JsonElement found) && found.ValueKind == JsonValueKind.Object ? found
            : call.TryGetProperty("custom", out JsonElement custom) && custom.ValueKind == JsonValueKind.Object ? custom
            : default;
        calls.Add(new ChatChunkToolCall(
            LenientJson.Count(call, "index") is long key and >= 0 and <= int.MaxValue ? (int)key : null,
            calls.Count,
            LenientJson.Text(call, "id"),
            LenientJson.Text(function, "name"),
            LenientJson.Text(function, "arguments", isPiece: true) ?? LenientJson.Text(function, "input", isPiece: true))
        {
            Json = HasMore(call, function) ? call.Clone() : default,
        });
    }

    private static void ReadFunctionCall(ref Utf8JsonReader reader, ChatChunkChoice choice)
    {
        if (!LenientJson.ReadStartObject(ref reader))
        {
            return;
        }

        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        choice.FunctionCall = new ChatChunkToolCall(
            null, 0, null, LenientJson.Text(document.RootElement, "name"), LenientJson.Text(document.RootElement, "arguments", isPiece: true));
    }

    private static bool HasMore(JsonElement call, JsonElement function)
    {
        foreach (JsonProperty member in call.EnumerateObject())
        {
            bool isPlain = member.Name is "index" or "id" or "function" || (member.Name is "type" && member.Value.ValueKind == JsonValueKind.String && member.Value.ValueEquals("function"));
            if (!isPlain && member.Value.ValueKind != JsonValueKind.Null)
            {
                return true;
            }
        }

        if (function.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in function.EnumerateObject())
            {
                if (member.Name is not ("name" or "arguments") && member.Value.ValueKind != JsonValueKind.Null)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
