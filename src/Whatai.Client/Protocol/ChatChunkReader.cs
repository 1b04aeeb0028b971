using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace Whatai.Client.Protocol;

/// <summary>
/// Reads chat answers from bytes without a document in between. It is tolerant as the family needs: unknown members are
/// skipped, numbers may be strings, content may be text or an array of parts.
/// </summary>
internal static class ChatChunkReader
{
    /// <summary>Fills the chunk from one event's data or one whole body. It never throws on bad input, but sets <see cref="WireChunk.IsMalformed"/>.</summary>
    public static ChatChunk Read(ReadOnlySpan<byte> data, ChatChunk chunk) => WireChunk.Read(data, chunk, ReadRoot);

    private static void ReadRoot(ReadOnlySpan<byte> data, ChatChunk chunk)
    {
        var reader = new Utf8JsonReader(data);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            chunk.IsMalformed = true;
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8))
            {
                ReadChoices(ref reader, chunk);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                chunk.Id = LenientJson.ReadRepeated(ref reader, chunk.Id);
            }
            else if (reader.ValueTextEquals("model"u8))
            {
                chunk.Model = LenientJson.ReadRepeated(ref reader, chunk.Model);
            }
            else if (reader.ValueTextEquals("created"u8))
            {
                chunk.Created = LenientJson.ReadNumber(ref reader);
            }
            else if (reader.ValueTextEquals("system_fingerprint"u8))
            {
                chunk.SystemFingerprint = LenientJson.ReadRepeated(ref reader, chunk.SystemFingerprint);
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                ReadUsage(ref reader, chunk);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                chunk.HasError = LenientJson.ReadIsError(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private static void ReadChoices(ref Utf8JsonReader reader, ChatChunk chunk)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        chunk.HasChoices = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            ChatChunkChoice choice = chunk.AddChoice();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8))
                {
                    ReadMessage(ref reader, choice);
                }
                else if (reader.ValueTextEquals("finish_reason"u8))
                {
                    choice.FinishReason = LenientJson.ReadText(ref reader) is { Length: > 0 } reason ? reason : null;
                }
                else if (reader.ValueTextEquals("text"u8))
                {
                    // A legacy completion has its text here.
                    choice.Content = LenientJson.ReadText(ref reader);
                }
                else if (reader.ValueTextEquals("index"u8))
                {
                    choice.Index = (int)LenientJson.ReadNumber(ref reader);
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
        }
    }

    private static void ReadMessage(ref Utf8JsonReader reader, ChatChunkChoice choice)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8))
            {
                choice.Content = ReadContent(ref reader, choice);
            }
            else if (reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("reasoning"u8))
            {
                // Some send both names, one of them empty.
                choice.Reasoning = LenientJson.ReadText(ref reader) is { Length: > 0 } reasoning ? reasoning : choice.Reasoning;
            }
            else if (reader.ValueTextEquals("role"u8))
            {
                choice.Role = LenientJson.ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("refusal"u8))
            {
                choice.Refusal = LenientJson.ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("images"u8))
            {
                ReadImages(ref reader, choice);
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                ReadToolCalls(ref reader, choice);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    // Text, or parts: text and images.
    private static string? ReadContent(ref Utf8JsonReader reader, ChatChunkChoice choice)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return LenientText.Read(ref reader);
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        using JsonDocument parts = JsonDocument.ParseValue(ref reader);
        StringBuilder? text = null;
        foreach (JsonElement part in parts.RootElement.EnumerateArray())
        {
            if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out JsonElement value) && value.ValueKind == JsonValueKind.String)
            {
                (text ??= new StringBuilder()).Append(LenientText.Read(value));
            }

            AddImage(part, choice);
        }

        return text?.ToString();
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
            AddImage(image, choice);
        }
    }

    // image_url is an object with url, or the address itself.
    private static void AddImage(JsonElement part, ChatChunkChoice choice)
    {
        if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("image_url", out JsonElement image)
            && (image.ValueKind == JsonValueKind.String ? image.GetString() : LenientJson.Text(image, "url")) is string address)
        {
            (choice.Images ??= []).Add(address);
        }
    }

    private static void ReadToolCalls(ref Utf8JsonReader reader, ChatChunkChoice choice)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        var calls = new List<ChatChunkToolCall>();
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        foreach (JsonElement call in document.RootElement.EnumerateArray())
        {
            if (call.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            JsonElement function = call.TryGetProperty("function", out JsonElement found) && found.ValueKind == JsonValueKind.Object ? found : default;
            calls.Add(new ChatChunkToolCall(
                LenientJson.Count(call, "index") is long key and >= 0 and <= int.MaxValue ? (int)key : calls.Count,
                LenientJson.Text(call, "id"),
                LenientJson.Text(function, "name"),
                LenientJson.Text(function, "arguments")));
        }

        choice.ToolCalls = calls;
    }

    private static void ReadUsage(ref Utf8JsonReader reader, ChatChunk chunk)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement usage = document.RootElement;
        chunk.RawUsage = Encoding.UTF8.GetBytes(usage.GetRawText());
        chunk.Usage = UsageReader.Read(usage);
    }
}
