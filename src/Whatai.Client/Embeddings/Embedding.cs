using System;

namespace Whatai.Client.Embeddings;

/// <summary>A text's vector.</summary>
public sealed record Embedding
{
    /// <summary>What was embedded: the text, or what the caller noted for it.</summary>
    public object? Input { get; init; }

    /// <summary>The model, as the server named it; the one that was asked where it named none.</summary>
    public required string Model { get; init; }

    /// <summary>How many numbers the vector has.</summary>
    public int Dimensions => Vector.Length;

    /// <summary>The vector.</summary>
    public required float[] Vector { get; init; }

    /// <summary>What the request that brought it cost. Its other texts share it. Null where it is not known.</summary>
    public Cost? Cost { get; init; }

    /// <summary>From sending to the last byte of the request that brought it, retries included. Its other texts share it.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The gateway's id of the request that brought it.</summary>
    public string? RequestId { get; init; }

    /// <summary>The server's JSON of this vector, without the numbers, which are <see cref="Vector"/>.</summary>
    public string RawJson { get; init; } = string.Empty;

    /// <summary>The input and the length of the vector.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Input} ({Dimensions} dimensions)";
}
