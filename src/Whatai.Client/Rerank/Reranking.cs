using System;
using System.Collections.Generic;

namespace Whatai.Client.Rerank;

/// <summary>Documents in the order in which they fit a query.</summary>
public sealed record Reranking
{
    /// <summary>The best first.</summary>
    public required IReadOnlyList<RerankedDocument> Documents { get; init; }

    /// <summary>The model, as the server named it; the one that was asked where it named none.</summary>
    public required string Model { get; init; }

    /// <summary>The tokens, where the server told.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>The gateway's id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>From sending to the last byte, retries included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How often it was sent.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>The server's JSON.</summary>
    public string RawJson { get; init; } = string.Empty;

    /// <summary>How many documents, and the model.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Documents.Count} documents by {Model}";
}
