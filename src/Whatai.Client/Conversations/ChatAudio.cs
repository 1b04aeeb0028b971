namespace Whatai.Client.Conversations;

/// <summary>A spoken answer. What is said in it is the answer's text.</summary>
public sealed record ChatAudio
{
    /// <summary>The server's id of the sound.</summary>
    public string? Id { get; init; }

    /// <summary>The sound: a file of the format that was asked for; of <c>pcm16</c>, samples alone (16 bits, little-endian, one channel, 24,000 a second).</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>The file's MIME type; null for samples alone.</summary>
    public string? MediaType { get; init; }

    /// <summary>What is said.</summary>
    public string? Transcript { get; init; }

    /// <summary>Where it was saved; null where it was not.</summary>
    public string? Path { get; init; }

    /// <summary>What is said.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Transcript ?? $"{Bytes.Length} bytes of sound";
}
