using System.Collections.Generic;

namespace Whatai.Client.Embeddings;

/// <summary>A request of the embeddings API. What is null is not sent.</summary>
public sealed record EmbeddingRequest
{
    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>The texts, 1 to <see cref="EmbeddingLimits.MostInputs"/>, none empty. Each gets a vector.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>How long the vectors are to be, above 0; null leaves it to the model. Older models have one length alone.</summary>
    public int? Dimensions { get; init; }

    /// <summary>The end user's id, for the gateway's abuse control.</summary>
    public string? User { get; init; }

    /// <summary>
    /// Whether the vectors come as base64 of their bytes, which is a third of the length that numbers take and the same bit for
    /// bit. On by default; a gateway that refuses it is asked for numbers.
    /// </summary>
    public bool AsBase64 { get; init; } = true;
}
