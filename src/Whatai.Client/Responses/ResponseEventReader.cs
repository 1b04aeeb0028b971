using System;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Responses;

/// <summary>Reads a response's events from bytes without a document in between. Unknown members are skipped.</summary>
internal static class ResponseEventReader
{
    // What the parser calls an event that has no name.
    private const string NoName = "message";

    /// <summary>Fills the event from its data. It never throws on bad input, but sets <see cref="WireChunk.IsMalformed"/>.</summary>
    public static ResponseEvent Read(string name, ReadOnlySpan<byte> data, ResponseEvent into)
    {
        into.LastType = into.Type;
        into.LastItemId = into.ItemId;
        into.Type = into.ItemId = null;
        WireChunk.Read(name, data, into, ReadRoot);
        // A cut event is not what it began to say that it is.
        into.Type = into.IsMalformed || into.IsDone ? null : into.Type ?? (name is NoName || into.IsBare ? null : name);
        return into;
    }

    private static void ReadRoot(ref Utf8JsonReader reader, ResponseEvent into)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadMember(ref reader, into);
        }
    }

    // What every piece of text has comes first.
    private static void ReadMember(ref Utf8JsonReader reader, ResponseEvent into)
    {
        if (reader.TextIs("type"u8))
        {
            into.Type = ReadRepeated(ref reader, into.LastType);
        }
        else if (reader.TextIs("item_id"u8))
        {
            into.ItemId = ReadRepeated(ref reader, into.LastItemId);
        }
        else if (reader.TextIs("output_index"u8))
        {
            into.OutputIndex = (int)LenientJson.ReadNumber(ref reader);
        }
        else if (reader.TextIs("content_index"u8) || reader.TextIs("summary_index"u8))
        {
            into.PartIndex = (int)LenientJson.ReadNumber(ref reader);
        }
        else if (reader.TextIs("delta"u8))
        {
            into.Delta = ReadForms(ref reader, into.Raw);
        }
        else if (reader.TextIs("sequence_number"u8))
        {
            LenientJson.SkipValue(ref reader);
        }
        else if (reader.TextIs("text"u8) || reader.TextIs("refusal"u8) || reader.TextIs("arguments"u8))
        {
            into.Whole = ReadForms(ref reader, into.Raw);
        }
        else if (reader.TextIs("item"u8))
        {
            into.ItemAt = SkipObject(ref reader);
        }
        else if (reader.TextIs("response"u8))
        {
            into.ResponseAt = SkipObject(ref reader);
        }
        else if (reader.TextIs("annotation"u8))
        {
            into.AnnotationAt = SkipObject(ref reader);
        }
        else if (reader.TextIs("logprobs"u8))
        {
            into.LogProbsAt = SkipList(ref reader);
        }
        else if (reader.TextIs("part"u8))
        {
            into.PartAt = SkipObject(ref reader);
        }
        else if (reader.TextIs("usage"u8))
        {
            into.UsageAt = SkipObject(ref reader);
        }
        else if (reader.TextIs("partial_image_b64"u8))
        {
            into.PartialImage = LenientJson.ReadText(ref reader);
        }
        else if (reader.TextIs("output_format"u8))
        {
            into.OutputFormat = LenientJson.ReadText(ref reader);
        }
        else if (reader.TextIs("error"u8))
        {
            into.HasError = LenientJson.ReadIsError(ref reader);
        }
        else if (reader.TextIs("object"u8))
        {
            into.IsResponse |= LenientJson.ReadText(ref reader) is "response";
        }
        else if (reader.TextIs("output"u8))
        {
            reader.Read();
            into.IsResponse |= reader.TokenType == JsonTokenType.StartArray;
            reader.Skip();
        }
        else
        {
            LenientJson.SkipValue(ref reader);
        }
    }

    // As in the event before, most often; but what is not said here is not that.
    private static string? ReadRepeated(ref Utf8JsonReader reader, string? last)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return last is not null && LenientJson.IsText(ref reader, last) ? last : LenientText.Read(ref reader);
        }

        reader.Skip();
        return null;
    }

    // Text, most often; or a part with it.
    private static string? ReadForms(ref Utf8JsonReader reader, byte[] json)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return LenientText.Read(ref reader, isPiece: true);
        }

        using JsonDocument document = JsonSlice.Take(ref reader, json).Parse();
        return document.RootElement.ValueKind == JsonValueKind.Object ? ContentPieces.ReadReasoning(document.RootElement, isPiece: true) : null;
    }

    // Each piece of every stream has one, which is empty unless they were asked for.
    private static (int Start, int Length) SkipList(ref Utf8JsonReader reader)
    {
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        bool isList = reader.TokenType == JsonTokenType.StartArray;
        reader.Skip();
        int length = (int)reader.BytesConsumed - start;
        return isList && length > "[]".Length ? (start, length) : default;
    }

    private static (int Start, int Length) SkipObject(ref Utf8JsonReader reader)
    {
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        reader.Skip();
        return isObject ? (start, (int)reader.BytesConsumed - start) : default;
    }
}
