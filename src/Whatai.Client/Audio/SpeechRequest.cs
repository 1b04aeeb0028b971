namespace Whatai.Client.Audio;

/// <summary>A request to speak a text. What is null is not sent.</summary>
public sealed record SpeechRequest
{
    /// <summary>The longest text of one request, as OpenAI's reference says: 4,096 characters.</summary>
    public const int DefaultMaxLength = 4096;

    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>The text, of any length; not empty. A long one is spoken in parts, cut at the ends of sentences.</summary>
    public required string Input { get; init; }

    /// <summary>The voice, such as <c>alloy</c>.</summary>
    public required string Voice { get; init; }

    /// <summary>The format: <c>mp3</c>, <c>opus</c>, <c>aac</c>, <c>flac</c>, <c>wav</c> or <c>pcm</c>. Parts of flac can't be joined.</summary>
    public string Format { get; init; } = "mp3";

    /// <summary>0.25 to 4; 1 is normal.</summary>
    public double? Speed { get; init; }

    /// <summary>How to speak, for models that take instructions.</summary>
    public string? Instructions { get; init; }

    /// <summary>The longest text of one request, 1 or more characters.</summary>
    public int MaxLength { get; init; } = DefaultMaxLength;
}
