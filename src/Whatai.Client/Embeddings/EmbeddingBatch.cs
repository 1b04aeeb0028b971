using System;

namespace Whatai.Client.Embeddings;

/// <summary>The vectors of one request.</summary>
public sealed record EmbeddingBatch
{
    /// <summary>The vectors, in the order of the texts.</summary>
    public required Embedding[] Embeddings { get; init; }

    /// <summary>The model, as the server named it.</summary>
    public required string Model { get; init; }

    /// <summary>The tokens of all texts, where the server told.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>The gateway's id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>From sending to the last byte, retries included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How often it was sent.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>The server's JSON, without <c>data</c>.</summary>
    public string RawJson { get; init; } = string.Empty;

    /// <summary>How many vectors, and their model.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Embeddings.Length} vectors of {Model}";
}
