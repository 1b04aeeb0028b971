using System.Collections.Generic;

namespace Whatai.Client.Audio;

/// <summary>A request to write down what is said in a sound. What is null is not sent.</summary>
public sealed record TranscriptionRequest
{
    /// <summary>The longest file that OpenAI's route takes: 25 MB.</summary>
    public const long MaxFileLength = 25 * 1024 * 1024;

    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>The file; it is read while it is sent. Its name tells some gateways what it is.</summary>
    public required string Path { get; init; }

    /// <summary>The file's MIME type.</summary>
    public string MediaType { get; init; } = "application/octet-stream";

    /// <summary>The language that is spoken, as two letters (ISO 639-1), such as <c>zh</c>. Saying it makes the text better.</summary>
    public string? Language { get; init; }

    /// <summary>Names and words that may come, in the language of the sound, or the end of the sound before.</summary>
    public string? Prompt { get; init; }

    /// <summary>0 to 1; higher is more random.</summary>
    public double? Temperature { get; init; }

    /// <summary>Which times are wanted: <c>segment</c>, <c>word</c> or both. Any makes the format <c>verbose_json</c>.</summary>
    public IReadOnlyList<string> Timestamps { get; init; } = [];

    /// <summary>Whether the text is wanted in English, whatever is spoken. It has no language, no times of words and no stream.</summary>
    public bool Translate { get; init; }

    /// <summary>Whether the segments say who speaks, where the model can tell. They have times of their own.</summary>
    public bool Diarize { get; init; }

    /// <summary>Speakers to be told by name, each by a sound of the voice; they go with <see cref="Diarize"/>.</summary>
    public IReadOnlyList<KnownSpeaker> KnownSpeakers { get; init; } = [];

    /// <summary>What to note on the answer as its input; not sent.</summary>
    public object? Input { get; init; }
}
