using System;
using System.Text.Json;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Audio;

/// <summary>One event of a transcription's stream, or a whole transcription, as it stands on the wire.</summary>
internal sealed class TranscriptionEvent : WireChunk
{
    private bool _hasText;

    public string? Type { get; private set; }

    /// <summary>A piece of the text.</summary>
    public string? Delta { get; private set; }

    /// <summary>Whether it has the whole text.</summary>
    public bool IsWhole => Type is "transcript.text.done" || (Type is null && _hasText);

    public override bool IsError => HasError || Type is "error";

    public override bool IsLast => IsDone || IsWhole;

    public override bool HasAnswer => Type is not null || _hasText;

    public static TranscriptionEvent Read(string name, ReadOnlySpan<byte> data, TranscriptionEvent into) => Read(name, data, into, ReadRoot);

    protected override void ClearMembers()
    {
        Type = Delta = null;
        _hasText = false;
    }

    private static void ReadRoot(ref Utf8JsonReader reader, TranscriptionEvent into)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.TextIs("type"u8))
            {
                into.Type = LenientJson.ReadText(ref reader);
            }
            else if (reader.TextIs("delta"u8))
            {
                into.Delta = LenientJson.ReadText(ref reader, isPiece: true);
            }
            else if (reader.TextIs("error"u8))
            {
                into.HasError = LenientJson.ReadIsError(ref reader);
            }
            else
            {
                into._hasText |= reader.TextIs("text"u8);
                LenientJson.SkipValue(ref reader);
            }
        }
    }
}
