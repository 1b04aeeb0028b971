namespace Whatai.Client.Embeddings;

/// <summary>What became of one text of many: its vector, or why it has none.</summary>
/// <param name="Embedding">The vector; null where it failed.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
public sealed record EmbeddingOutcome(Embedding? Embedding, WhataiException? Failure)
{
    /// <summary>The vector or the failure.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Embedding?.ToString() ?? Failure?.Message ?? string.Empty;
}
