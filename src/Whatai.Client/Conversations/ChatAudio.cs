using System;

namespace Whatai.Client.Conversations;

/// <summary>A spoken answer. What is said in it is the answer's text.</summary>
public sealed record ChatAudio
{
    /// <summary>The server's id of the sound.</summary>
    public string? Id { get; init; }

    /// <summary>The sound: a file of the format that was asked for; of <c>pcm16</c>, and of Gemini, samples alone (16 bits, little-endian, one channel).</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>The file's MIME type; null for samples alone.</summary>
    public string? MediaType { get; init; }

    /// <summary>How many samples a second there are, where it is samples alone.</summary>
    public int SampleRate { get; init; } = 24_000;

    /// <summary>Until when the server knows the sound by its id; null where it did not say.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What is said; null where the server does not say.</summary>
    public string? Transcript { get; init; }

    /// <summary>Where it was saved; null where it was not.</summary>
    public string? Path { get; init; }

    /// <summary>What is said.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Transcript ?? $"{Bytes.Length} bytes of sound";
}
