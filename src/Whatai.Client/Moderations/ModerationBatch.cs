using System;
using System.Collections.Generic;

namespace Whatai.Client.Moderations;

/// <summary>The results of one request.</summary>
public sealed record ModerationBatch
{
    /// <summary>The results, in the order of the inputs.</summary>
    public required IReadOnlyList<ModerationResult> Results { get; init; }

    /// <summary>The model, as the server named it.</summary>
    public required string Model { get; init; }

    /// <summary>The tokens, where the server told: most tell none, since the API costs nothing there.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>The gateway's id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>From sending to the last byte, retries included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How often it was sent.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>How many results, and their model.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Results.Count} results of {Model}";
}
