namespace Whatai.Client.Embeddings;

/// <summary>What one request of the embeddings API may hold, as OpenAI's reference says. A gateway's upstream may allow less.</summary>
public static class EmbeddingLimits
{
    /// <summary>The most texts of one request: 2,048.</summary>
    public const int MostInputs = 2048;

    /// <summary>The most tokens of all texts of one request together: 300,000.</summary>
    public const int MostTokens = 300_000;
}
