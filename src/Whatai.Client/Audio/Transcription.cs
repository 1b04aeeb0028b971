using System;
using System.Collections.Generic;
using Whatai.Client.Json;

namespace Whatai.Client.Audio;

/// <summary>What is said in a sound.</summary>
public sealed record Transcription
{
    private readonly RawText _rawJson = new(string.Empty);

    /// <summary>What was asked: the file, or what the caller noted for it.</summary>
    public object? Input { get; init; }

    /// <summary>The model that was asked.</summary>
    public required string Model { get; init; }

    /// <summary>The text; empty where nothing is said.</summary>
    public required string Text { get; init; }

    /// <summary>The language, where the server told.</summary>
    public string? Language { get; init; }

    /// <summary>How long the sound is, where the server told.</summary>
    public TimeSpan? Length { get; init; }

    /// <summary>The pieces with their times, where they were asked for.</summary>
    public IReadOnlyList<TranscriptionSegment> Segments { get; init => field = ItemList.Of(value); } = ItemList.Of<TranscriptionSegment>([]);

    /// <summary>The words with their times, where they were asked for.</summary>
    public IReadOnlyList<TranscriptionWord> Words { get; init => field = ItemList.Of(value); } = ItemList.Of<TranscriptionWord>([]);

    /// <summary>The tokens, where the server counts tokens and told; some count seconds instead, which are in the JSON.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>What it cost; null where it is not known.</summary>
    public Cost? Cost { get; init; }

    /// <summary>From sending to the last byte, retries included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How often it was sent.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>The gateway's id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>The server's JSON; of a stream, that of its last event.</summary>
    public string RawJson
    {
        get => _rawJson.ToString();
        init => _rawJson = new RawText(value);
    }

    /// <summary>The same as it came, made to text when it is wanted.</summary>
    internal byte[] RawBytes
    {
        init => _rawJson = new RawText(value);
    }

    /// <summary>The text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text;
}

/// <summary>A piece of what is said.</summary>
/// <param name="Id">Its number, from 0.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends.</param>
/// <param name="Text">The text.</param>
public sealed record TranscriptionSegment(int Id, TimeSpan Start, TimeSpan End, string Text)
{
    /// <summary>Who speaks: a name that was given, or a letter; null where the server did not say.</summary>
    public string? Speaker { get; init; }

    /// <summary>The text, after its speaker.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Speaker is null ? Text : $"{Speaker}: {Text.Trim()}";
}

/// <summary>A word that is said.</summary>
/// <param name="Word">The word.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends.</param>
public sealed record TranscriptionWord(string Word, TimeSpan Start, TimeSpan End)
{
    /// <summary>The word.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Word;
}

/// <summary>A piece of a streamed transcription.</summary>
/// <param name="Text">What is new; empty for the last piece.</param>
public sealed record TranscriptionDelta(string Text)
{
    /// <summary>A segment that is over, where speakers were asked for; its text came before in pieces, or comes at the end.</summary>
    public TranscriptionSegment? Segment { get; init; }

    /// <summary>On the last piece, the whole.</summary>
    public Transcription? Transcription { get; init; }

    /// <summary>The text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text;
}
