namespace Whatai.Emulator;

/// <summary>The price of a model, in new-api's ratios.</summary>
public sealed record EmulatorPrice
{
    /// <summary>The price of a call in dollars; null for a price by tokens.</summary>
    public decimal? ModelPrice { get; init; }

    /// <summary>Quota units per token of the request.</summary>
    public decimal ModelRatio { get; init; } = 1;

    /// <summary>How much dearer the tokens of the answer are.</summary>
    public decimal CompletionRatio { get; init; } = 4;

    /// <summary>The price of tokens from the cache relative to other ones; null for 1, without telling.</summary>
    public decimal? CacheRatio { get; init; }

    /// <summary>The price of tokens that are written to the cache for five minutes; null for 1.25, without telling.</summary>
    public decimal? CreateCacheRatio { get; init; }

    /// <summary>The price.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => ModelPrice is { } call ? $"{call} dollars a call" : $"{ModelRatio}, {CompletionRatio}";
}
