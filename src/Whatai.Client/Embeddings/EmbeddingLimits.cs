using System;

namespace Whatai.Client.Embeddings;

/// <summary>What one request of the embeddings API may hold, as OpenAI's reference says. A gateway's upstream may allow less.</summary>
public static class EmbeddingLimits
{
    /// <summary>The most texts of one request: 2,048.</summary>
    public const int MostInputs = 2048;

    /// <summary>The most tokens of all texts of one request together: 300,000.</summary>
    public const int MostTokens = 300_000;

    /// <summary>
    /// About how many tokens a text has, rather too many than too few: no tokenizer is at hand. Three letters, digits or signs of
    /// ASCII are taken as one, and each other character (Chinese, emoji) as one.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>At least 1.</returns>
    public static int EstimateTokens(string text)
    {
        int wide = 0;
        foreach (char c in text ?? throw new ArgumentNullException(nameof(text)))
        {
            if (c > '\u007F')
            {
                wide++;
            }
        }

        return Math.Max(1, wide + ((text.Length - wide + 2) / 3));
    }
}
