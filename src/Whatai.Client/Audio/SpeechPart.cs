using System;
using Whatai.Client.Files;

namespace Whatai.Client.Audio;

/// <summary>How far a text is spoken.</summary>
/// <param name="Part">How many parts are, from 1.</param>
/// <param name="Parts">How many there are.</param>
public sealed record SpeechPart(int Part, int Parts)
{
    /// <summary>The file; null before the last part.</summary>
    public SavedFile? File { get; init; }

    /// <summary>How often this part was sent.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>From sending this part to its last byte, retries included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What it took; null where the gateway said nothing, as most do not.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>The gateway's id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>Such as <c>2/5</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => File?.ToString() ?? $"{Part}/{Parts}";
}
