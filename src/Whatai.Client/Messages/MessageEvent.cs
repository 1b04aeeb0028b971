using System;
using System.Text.Json;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Messages;

/// <summary>
/// One event of a message's stream as it stands on the wire. One instance is filled again for each event. What only few events have is left as
/// JSON, for whoever wants it.
/// </summary>
internal sealed class MessageEvent : WireChunk
{
    // What the parser calls an event that has no name.
    private const string NoName = "message";

    private string? _lastType;

    /// <summary>The JSON's <c>type</c>, else the name on the <c>event:</c> line.</summary>
    public string? Type { get; private set; }

    /// <summary>The block; null where the event says none.</summary>
    public int? ContentIndex { get; private set; }

    /// <summary>A piece of text, of thinking or of a call's arguments.</summary>
    public string? Piece { get; private set; }

    /// <summary>Which of them.</summary>
    public PieceKind Kind { get; private set; }

    /// <summary>The <c>delta</c>, where it is more than a piece of text.</summary>
    public JsonSlice Delta { get; private set; }

    /// <summary>The block that begins.</summary>
    public JsonSlice Block { get; private set; }

    /// <summary>The message that begins.</summary>
    public JsonSlice Message { get; private set; }

    /// <summary>The counts so far.</summary>
    public JsonSlice Usage { get; private set; }

    /// <summary>Whether it is no event, but a whole message.</summary>
    public bool IsWhole { get; private set; }

    public override bool HasAnswer => IsWhole || Type is "ping" or "message_stop" or "content_block_stop" || Piece is not null || !Delta.IsEmpty || !Block.IsEmpty || !Message.IsEmpty;

    public override bool HasContent => Piece is not null || !Block.IsEmpty;

    public override bool IsError => Type is "error" || (HasError && !IsWhole);

    public override bool IsLast => IsDone || IsWhole || Type is "message_stop";

    /// <summary>Fills the event from its data. It never throws on bad input, but sets <see cref="WireChunk.IsMalformed"/>.</summary>
    public static MessageEvent Read(string name, ReadOnlySpan<byte> data, MessageEvent into)
    {
        into._lastType = into.Type;
        WireChunk.Read(name, data, into, ReadRoot);
        // A cut event is not what it began to say that it is.
        into.Type = into.IsMalformed || into.IsDone ? null : into.Type ?? (name is NoName || into.IsBare ? null : name);
        return into;
    }

    protected override void ClearMembers()
    {
        Type = Piece = null;
        ContentIndex = null;
        Delta = Block = Message = Usage = default;
        IsWhole = false;
    }

    // What every piece of text has comes first.
    private static void ReadRoot(ref Utf8JsonReader reader, MessageEvent into)
    {
        bool hasContent = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.TextIs("type"u8))
            {
                into.Type = LenientJson.ReadRepeated(ref reader, into._lastType);
            }
            else if (reader.TextIs("index"u8))
            {
                into.ContentIndex = (int)LenientJson.ReadNumber(ref reader);
            }
            else if (reader.TextIs("delta"u8))
            {
                ReadDelta(ref reader, into);
            }
            else if (reader.TextIs("content_block"u8))
            {
                into.Block = TakeObject(ref reader, into.Raw);
            }
            else if (reader.TextIs("message"u8))
            {
                into.Message = TakeObject(ref reader, into.Raw);
            }
            else if (reader.TextIs("usage"u8))
            {
                into.Usage = TakeObject(ref reader, into.Raw);
            }
            else if (reader.TextIs("error"u8))
            {
                into.HasError = LenientJson.ReadIsError(ref reader);
            }
            else if (reader.TextIs("content"u8))
            {
                reader.Read();
                hasContent = reader.TokenType is JsonTokenType.StartArray or JsonTokenType.String;
                reader.Skip();
            }
            else
            {
                LenientJson.SkipValue(ref reader);
            }
        }

        into.IsWhole = hasContent && into.Type is "message" or null && into.Piece is null;
    }

    // A piece of text is all that most deltas have; others are read as they are.
    private static void ReadDelta(ref Utf8JsonReader reader, MessageEvent into)
    {
        Utf8JsonReader whole = reader;
        bool hasMore = false;
        if (!LenientJson.ReadStartObject(ref reader))
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            PieceKind? kind = reader.TextIs("text"u8) ? PieceKind.Text
                : reader.TextIs("partial_json"u8) ? PieceKind.Arguments
                : reader.TextIs("thinking"u8) ? PieceKind.Thinking
                : null;
            if (kind is PieceKind known)
            {
                into.Kind = known;
                into.Piece = LenientJson.ReadText(ref reader, isPiece: true);
            }
            else
            {
                hasMore |= !reader.TextIs("type"u8);
                LenientJson.SkipValue(ref reader);
            }
        }

        if (hasMore)
        {
            whole.Read();
            into.Delta = JsonSlice.Take(ref whole, into.Raw);
        }
    }

    private static JsonSlice TakeObject(ref Utf8JsonReader reader, byte[] json)
    {
        reader.Read();
        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        var value = JsonSlice.Take(ref reader, json);
        return isObject ? value : default;
    }
}

/// <summary>What a piece of text belongs to.</summary>
internal enum PieceKind
{
    Text,
    Thinking,
    Arguments,
}
