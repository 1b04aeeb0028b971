using System.Globalization;

namespace Whatai.Client.Billing;

/// <summary>Prices that hold for requests of some length.</summary>
public sealed record PriceTier
{
    /// <summary>The site's name for it.</summary>
    public required string Name { get; init; }

    /// <summary>When it holds, in the site's words: <c>len</c> stands for all tokens of the request, <c>p</c> for those that no other price is for, <c>c</c> for those of the answer. Null: for all that no earlier one holds for.</summary>
    public string? Condition { get; init; }

    /// <summary>The prices in the currency that the site shows.</summary>
    public required PriceAmounts Price { get; init; }

    /// <summary>The prices in US dollars.</summary>
    public required PriceAmounts Usd { get; init; }

    internal string? Variable { get; init; }

    internal string? Comparison { get; init; }

    internal decimal Limit { get; init; }

    /// <summary>Whether it holds for a request.</summary>
    internal bool Holds(TokenUsage usage)
    {
        long apart = usage.CachedTokens + usage.CacheWriteTokens;
        long value = Variable switch
        {
            "c" => usage.CompletionTokens,
            "p" when apart <= usage.PromptTokens => usage.PromptTokens - apart,
            _ => usage.PromptTokens,
        };
        return Comparison switch
        {
            "<" => value < Limit,
            "<=" => value <= Limit,
            ">" => value > Limit,
            ">=" => value >= Limit,
            _ => true,
        };
    }

    /// <summary>Condition and prices.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}: {1}", Condition ?? "else", Price);
}
