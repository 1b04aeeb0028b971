using System.Globalization;

namespace WhataiPS.Embeddings;

/// <summary>How like something is to what it was compared with.</summary>
public sealed record Similarity
{
    /// <summary>1 for the best one.</summary>
    public int Position { get; init; }

    /// <summary>The cosine: 1 for the same direction, 0 for nothing in common, −1 for the opposite.</summary>
    public double Score { get; init; }

    /// <summary>The text, where there is one.</summary>
    public string? Text { get; init; }

    /// <summary>What was compared, as it was given.</summary>
    public object? Input { get; init; }

    /// <summary>Score and text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0:0.0000} {1}", Score, Text);
}
