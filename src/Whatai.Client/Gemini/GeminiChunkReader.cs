using System;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Gemini;

/// <summary>
/// Reads Gemini answers from bytes without a document in between. Members may be spelt as the API writes them or in snake case, as
/// some relays do.
/// </summary>
internal static class GeminiChunkReader
{
    /// <summary>Fills the chunk from one event's data. It never throws on bad input, but sets <see cref="WireChunk.IsMalformed"/>.</summary>
    public static GeminiChunk Read(string name, ReadOnlySpan<byte> data, GeminiChunk chunk) => WireChunk.Read(name, data, chunk, ReadRoot);

    /// <summary>The same for one whole body.</summary>
    public static GeminiChunk Read(byte[] body) => WireChunk.ReadBody(body, new GeminiChunk(), ReadRoot);

    private static void ReadRoot(ref Utf8JsonReader reader, GeminiChunk chunk)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.TextIs("candidates"u8))
            {
                ReadCandidates(ref reader, chunk);
            }
            else if (reader.TextIs("usageMetadata"u8) || reader.TextIs("usage_metadata"u8) || reader.TextIs("usage"u8))
            {
                reader.Read();
                bool isObject = reader.TokenType == JsonTokenType.StartObject;
                var usage = JsonSlice.Take(ref reader, chunk.Raw);
                chunk.Usage = isObject ? usage : chunk.Usage;
            }
            else if (reader.TextIs("responseId"u8) || reader.TextIs("response_id"u8))
            {
                chunk.Id = LenientJson.ReadRepeated(ref reader, chunk.Id);
            }
            else if (reader.TextIs("modelVersion"u8) || reader.TextIs("model_version"u8))
            {
                chunk.Model = LenientJson.ReadRepeated(ref reader, chunk.Model);
            }
            else if (reader.TextIs("promptFeedback"u8) || reader.TextIs("prompt_feedback"u8))
            {
                ReadFeedback(ref reader, chunk);
            }
            else if (reader.TextIs("error"u8))
            {
                chunk.HasError = LenientJson.ReadIsError(ref reader);
            }
            else
            {
                chunk.Others.Read(ref reader, chunk.Raw);
            }
        }
    }

    private static void ReadFeedback(ref Utf8JsonReader reader, GeminiChunk chunk)
    {
        if (!LenientJson.ReadStartObject(ref reader))
        {
            return;
        }

        int start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.TextIs("blockReason"u8) || reader.TextIs("block_reason"u8))
            {
                chunk.BlockReason = EndReason.Read(ref reader);
            }
            else if (reader.TextIs("blockReasonMessage"u8) || reader.TextIs("block_reason_message"u8))
            {
                chunk.BlockMessage = LenientJson.ReadText(ref reader);
            }
            else
            {
                LenientJson.SkipValue(ref reader);
            }
        }

        chunk.Others.Add("promptFeedback", new JsonSlice(chunk.Raw, start, (int)reader.BytesConsumed - start));
    }

    // An array; some relays that know of one candidate alone leave the brackets out.
    private static void ReadCandidates(ref Utf8JsonReader reader, GeminiChunk chunk)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (LenientJson.ReadElement(ref reader))
            {
                ReadCandidate(ref reader, chunk);
            }
        }
        else if (LenientJson.HasMembers(reader))
        {
            ReadCandidate(ref reader, chunk);
        }
        else
        {
            reader.Skip();
        }
    }

    private static void ReadCandidate(ref Utf8JsonReader reader, GeminiChunk chunk)
    {
        GeminiChunkCandidate candidate = chunk.AddCandidate();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.TextIs("content"u8))
            {
                ReadContent(ref reader, candidate, chunk.Raw);
            }
            else if (reader.TextIs("index"u8))
            {
                candidate.Index = (int)LenientJson.ReadNumber(ref reader);
            }
            else if (reader.TextIs("finishReason"u8) || reader.TextIs("finish_reason"u8))
            {
                candidate.FinishReason = EndReason.Read(ref reader);
            }
            else if (reader.TextIs("finishMessage"u8) || reader.TextIs("finish_message"u8))
            {
                candidate.FinishMessage = LenientJson.ReadText(ref reader);
            }
            else if (reader.TextIs("error"u8))
            {
                chunk.NoteError(ref reader);
            }
            else
            {
                candidate.Others.Read(ref reader, chunk.Raw);
            }
        }

        if (EndReason.IsFailure(candidate.FinishReason))
        {
            chunk.HasError = true;
            chunk.ErrorMessage ??= candidate.FinishMessage;
        }
    }

    private static void ReadContent(ref Utf8JsonReader reader, GeminiChunkCandidate candidate, byte[] json)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            ReadPart(ref reader, candidate, json);
            return;
        }

        int start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.TextIs("parts"u8))
            {
                ReadParts(ref reader, candidate, json);
            }
            else if (reader.TextIs("role"u8))
            {
                reader.Read();
                candidate.Role = reader.TokenType != JsonTokenType.String ? null : reader.TextIs("model"u8) ? "model" : LenientText.Read(ref reader);
                reader.Skip();
            }
            else
            {
                LenientJson.SkipValue(ref reader);
            }
        }

        candidate.Content = new JsonSlice(json, start, (int)reader.BytesConsumed - start);
    }

    private static void ReadParts(ref Utf8JsonReader reader, GeminiChunkCandidate candidate, byte[] json)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            ReadPart(ref reader, candidate, json);
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            ReadPart(ref reader, candidate, json);
        }
    }

    // An object; some relays write a text alone.
    private static void ReadPart(ref Utf8JsonReader reader, GeminiChunkCandidate candidate, byte[] json)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.StartObject))
        {
            reader.Skip();
            return;
        }

        int start = (int)reader.TokenStartIndex;
        GeminiChunkPart part = candidate.AddPart();
        if (reader.TokenType == JsonTokenType.String)
        {
            part.Text = LenientText.Read(ref reader, isPiece: true);
        }
        else
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadPartMember(ref reader, part);
            }
        }

        part.Json = new JsonSlice(json, start, (int)reader.BytesConsumed - start);
    }

    private static void ReadPartMember(ref Utf8JsonReader reader, GeminiChunkPart part)
    {
        if (reader.TextIs("text"u8))
        {
            part.Text = LenientJson.ReadText(ref reader, isPiece: true);
        }
        else if (reader.TextIs("thought"u8))
        {
            reader.Read();
            part.IsThought = reader.TokenType == JsonTokenType.True;
            reader.Skip();
        }
        else if (reader.TextIs("inlineData"u8) || reader.TextIs("inline_data"u8)
            || reader.TextIs("fileData"u8) || reader.TextIs("file_data"u8))
        {
            ReadMedia(ref reader, part);
        }
        else if (reader.TextIs("functionCall"u8) || reader.TextIs("function_call"u8))
        {
            ReadCall(ref reader, part);
        }
        else if (reader.TextIs("executableCode"u8) || reader.TextIs("executable_code"u8)
            || reader.TextIs("codeExecutionResult"u8) || reader.TextIs("code_execution_result"u8))
        {
            GeminiCodeReader.Read(ref reader, part);
        }
        else
        {
            reader.Read();
            part.IsPlain &= reader.TokenType == JsonTokenType.Null;
            reader.Skip();
        }
    }

    private static void ReadMedia(ref Utf8JsonReader reader, GeminiChunkPart part)
    {
        if (!ReadStart(ref reader, part))
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.TextIs("data"u8))
            {
                part.Data = LenientJson.ReadBase64(ref reader);
            }
            else if (reader.TextIs("fileUri"u8) || reader.TextIs("file_uri"u8))
            {
                part.Address = LenientJson.ReadText(ref reader);
            }
            else if (reader.TextIs("mimeType"u8) || reader.TextIs("mime_type"u8))
            {
                part.MediaType = LenientJson.ReadText(ref reader);
            }
            else
            {
                LenientJson.SkipValue(ref reader);
            }
        }
    }

    private static void ReadCall(ref Utf8JsonReader reader, GeminiChunkPart part)
    {
        if (!ReadStart(ref reader, part))
        {
            return;
        }

        part.CallName = string.Empty;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.TextIs("name"u8))
            {
                part.CallName = LenientJson.ReadText(ref reader) ?? string.Empty;
            }
            else if (reader.TextIs("id"u8))
            {
                part.CallId = LenientJson.ReadText(ref reader) is { Length: > 0 } id ? id : null;
            }
            else if (reader.TextIs("args"u8))
            {
                reader.Read();
                using JsonDocument arguments = JsonDocument.ParseValue(ref reader);
                part.CallArguments = arguments.RootElement.ValueKind switch
                {
                    // Some relays send them as text, as chat has them.
                    JsonValueKind.String => LenientText.Read(arguments.RootElement),
                    JsonValueKind.Null => null,
                    _ => LenientJson.Compact(arguments.RootElement),
                };
            }
            else
            {
                LenientJson.SkipValue(ref reader);
            }
        }
    }

    // A member that is null is none.
    private static bool ReadStart(ref Utf8JsonReader reader, GeminiChunkPart part)
    {
        reader.Read();
        part.IsPlain &= reader.TokenType == JsonTokenType.Null;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        reader.Skip();
        return false;
    }
}
