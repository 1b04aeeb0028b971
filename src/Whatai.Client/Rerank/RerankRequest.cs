using System.Collections.Generic;

namespace Whatai.Client.Rerank;

/// <summary>A request of the rerank API.</summary>
public sealed record RerankRequest
{
    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>What the documents are to fit.</summary>
    public required string Query { get; init; }

    /// <summary>The documents.</summary>
    public required IReadOnlyList<string> Documents { get; init; }

    /// <summary>How many of the best are wanted; all where it is null. It is always sent: some gateways rank one document where it is not.</summary>
    public int? TopN { get; init; }
}
