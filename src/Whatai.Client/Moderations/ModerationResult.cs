using System;
using System.Collections.Generic;

namespace Whatai.Client.Moderations;

/// <summary>What a model thinks of an input: whether it is harmful, and in what way.</summary>
public sealed record ModerationResult
{
    /// <summary>What was judged: the text, or what the caller noted for it.</summary>
    public object? Input { get; init; }

    /// <summary>Whether the model takes it for harmful.</summary>
    public bool Flagged { get; init; }

    /// <summary>The categories that it falls into, the surest first.</summary>
    public IReadOnlyList<ModerationCategory> Categories { get; init => field = ItemList.Of(value); } = ItemList.Of<ModerationCategory>([]);

    /// <summary>How sure the model is of each category, 0 to 1, by its name.</summary>
    public IReadOnlyDictionary<string, double> Scores { get; init => field = NamedValues.Of(value); } = NamedValues.Of(new Dictionary<string, double>());

    /// <summary>The model, as the server named it; the one that was asked where it named none.</summary>
    public required string Model { get; init; }

    /// <summary>From sending to the last byte of the request that brought it, retries included. Its other inputs share it.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The gateway's id of the request that brought it.</summary>
    public string? RequestId { get; init; }

    /// <summary>The server's JSON of this result.</summary>
    public string RawJson { get; init; } = string.Empty;

    /// <summary>The categories, or that there are none.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Flagged ? "Flagged: " + string.Join(", ", Categories) : "Not flagged";
}
