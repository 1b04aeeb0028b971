using System;
using System.Text;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Chat;

/// <summary>
/// Reads chat answers from bytes without a document in between. It is tolerant as the family needs: unknown members are
/// kept as they are, numbers may be strings, content may be text or parts.
/// </summary>
internal static class ChatChunkReader
{
    /// <summary>Fills the chunk from one event's data. It never throws on bad input, but sets <see cref="WireChunk.IsMalformed"/>.</summary>
    public static ChatChunk Read(string name, ReadOnlySpan<byte> data, ChatChunk chunk) => WireChunk.Read(name, data, chunk, ReadRoot);

    /// <summary>The same for one whole body.</summary>
    public static ChatChunk Read(byte[] body) => WireChunk.ReadBody(body, new ChatChunk(), ReadRoot);

    private static void ReadRoot(ref Utf8JsonReader reader, ChatChunk chunk)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.TextIs("choices"u8))
            {
                ReadChoices(ref reader, chunk);
            }
            else if (reader.TextIs("id"u8))
            {
                chunk.Id = LenientJson.ReadRepeated(ref reader, chunk.Id);
            }
            else if (reader.TextIs("model"u8))
            {
                chunk.Model = LenientJson.ReadRepeated(ref reader, chunk.Model);
            }
            else if (reader.TextIs("created"u8))
            {
                chunk.Created = LenientJson.ReadRepeated(ref reader, chunk.Created);
            }
            else if (reader.TextIs("system_fingerprint"u8))
            {
                chunk.SystemFingerprint = LenientJson.ReadRepeated(ref reader, chunk.SystemFingerprint);
            }
            else if (reader.TextIs("usage"u8))
            {
                ReadUsage(ref reader, chunk);
            }
            else if (reader.TextIs("error"u8))
            {
                chunk.HasError = LenientJson.ReadIsError(ref reader);
            }
            else if (reader.TextIs("object"u8) || reader.TextIs("obfuscation"u8))
            {
                LenientJson.SkipValue(ref reader);
            }
            else
            {
                FindUsage(chunk.Others.Read(ref reader, chunk.Raw), chunk);
            }
        }
    }

    // An array; some relays that know of one choice alone leave the brackets out.
    private static void ReadChoices(ref Utf8JsonReader reader, ChatChunk chunk)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            chunk.HasChoices = true;
            while (LenientJson.ReadElement(ref reader))
            {
                ReadChoice(ref reader, chunk);
            }
        }
        else if (LenientJson.HasMembers(reader))
        {
            chunk.HasChoices = true;
            ReadChoice(ref reader, chunk);
        }
        else
        {
            reader.Skip();
        }
    }

    private static void ReadChoice(ref Utf8JsonReader reader, ChatChunk chunk)
    {
        ChatChunkChoice choice = chunk.AddChoice();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.TextIs("delta"u8))
            {
                ChatMessageReader.Read(ref reader, choice, chunk.Raw);
            }
            else if (reader.TextIs("message"u8))
            {
                choice.IsMessage = true;
                ChatMessageReader.Read(ref reader, choice, chunk.Raw);
            }
            else if (reader.TextIs("finish_reason"u8))
            {
                choice.FinishReason = EndReason.Read(ref reader) ?? choice.FinishReason;
            }
            else if (reader.TextIs("text"u8))
            {
                // A legacy completion has its text here.
                choice.IsLegacy = true;
                ChatMessageReader.ReadContent(ref reader, choice, chunk.Raw);
            }
            else if (reader.TextIs("index"u8))
            {
                choice.Index = (int)LenientJson.ReadNumber(ref reader);
            }
            else if (reader.TextIs("usage"u8))
            {
                ReadUsage(ref reader, chunk);
            }
            else if (reader.TextIs("error"u8))
            {
                chunk.NoteError(ref reader);
            }
            else if (!ChatMessageReader.TryReadReasoning(ref reader, choice, choice.Others, chunk.Raw))
            {
                ReadOther(ref reader, choice, chunk.Raw);
            }
        }

        chunk.HasError |= EndReason.IsFailure(choice.FinishReason);
    }

    // Some say why it ended in the word of another API alone.
    private static void ReadOther(ref Utf8JsonReader reader, ChatChunkChoice choice, byte[] json)
    {
        if (reader.TextIs("stop_reason"u8))
        {
            Utf8JsonReader reason = reader;
            choice.FinishReason ??= EndReason.Read(ref reason);
        }

        choice.Others.Read(ref reader, json);
    }

    private static void ReadUsage(ref Utf8JsonReader reader, ChatChunk chunk)
    {
        if (!LenientJson.ReadStartObject(ref reader))
        {
            return;
        }

        TakeUsage(JsonSlice.Take(ref reader, chunk.Raw), chunk);
    }

    // Some keep it in an extension of theirs, as Groq's x_groq.
    private static void FindUsage(JsonSlice member, ChatChunk chunk)
    {
        if (chunk.Usage is not null || member.IsEmpty || member.Span[0] != (byte)'{')
        {
            return;
        }

        using JsonDocument document = member.Parse();
        if (document.RootElement.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object)
        {
            byte[] json = Encoding.UTF8.GetBytes(usage.GetRawText());
            TakeUsage(new JsonSlice(json, 0, json.Length), chunk);
        }
    }

    private static void TakeUsage(JsonSlice json, ChatChunk chunk)
    {
        using JsonDocument document = json.Parse();
        TokenUsage usage = UsageReader.Read(document.RootElement);
        if (UsageReader.Replaces(usage, chunk.Usage))
        {
            chunk.Usage = usage;
            chunk.RawUsage = json.Span.ToArray();
        }
    }
}
