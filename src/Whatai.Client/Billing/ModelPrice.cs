using System.Collections.Generic;
using System.Linq;

namespace Whatai.Client.Billing;

/// <summary>What a model costs, as the gateway or the user's own table says.</summary>
public sealed record ModelPrice
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>What is billed.</summary>
    public required BillingMode BillingMode { get; init; }

    /// <summary>The currency of the prices: the one that the site shows, or that of the user's table.</summary>
    public string Currency { get; init; } = Cost.Dollar;

    /// <summary>The price of a million tokens of the request.</summary>
    public decimal? Input => Price?.Input;

    /// <summary>The price of a million tokens of the request that came from a cache.</summary>
    public decimal? CachedInput => Price?.CachedInput;

    /// <summary>The price of a million tokens that were written to a cache.</summary>
    public decimal? CacheWrite => Price?.CacheWrite;

    /// <summary>The price of a million tokens of the answer.</summary>
    public decimal? Output => Price?.Output;

    /// <summary>The price of a call.</summary>
    public decimal? PerCall => Price?.Call;

    /// <summary>The price of a second of the video or the sound.</summary>
    public decimal? PerSecond => Price?.Second;

    /// <summary>The prices by how long the request is, where there is more than one; in the order in which they are tried.</summary>
    public IReadOnlyList<PriceTier> Tiers { get; init => field = ItemList.Of(value); } = ItemList.Of<PriceTier>([]);

    /// <summary>The site's own formula, where it has one.</summary>
    public string? Expression { get; init; }

    /// <summary>The group that the prices are for; null where it is not known, and the prices are those before any group's ratio.</summary>
    public string? Group { get; init; }

    /// <summary>The ratio of <see cref="Group"/>, which is in the prices already.</summary>
    public decimal? GroupRatio { get; init; }

    /// <summary>The groups that may use the model, each with its ratio.</summary>
    public IReadOnlyList<PriceGroup> Groups { get; init => field = ItemList.Of(value); } = ItemList.Of<PriceGroup>([]);

    /// <summary>The kinds of routes that serve the model, in the site's words.</summary>
    public IReadOnlyList<string> EndpointTypes { get; init => field = ItemList.Of(value); } = ItemList.Of<string>([]);

    /// <summary>The prices in <see cref="Currency"/>; null where they have tiers, are an expression, or can't be read.</summary>
    public PriceAmounts? Price { get; init; }

    /// <summary>The prices in US dollars; null where the table's currency is another one.</summary>
    public PriceAmounts? Usd { get; init; }

    /// <summary>The member of the site's answer without which the price is not known; null where nothing is missing.</summary>
    public string? Missing { get; init; }

    /// <summary>Where the price is from.</summary>
    public CostSource Source { get; init; }

    /// <summary>The site's JSON of it; of a table that is no JSON, empty.</summary>
    public string RawJson { get; init; } = string.Empty;

    /// <summary>The prices that hold for a request; null where they can't be told.</summary>
    internal PriceAmounts? For(TokenUsage? usage) =>
        Tiers.Count == 0 ? Usd ?? Price : usage is null ? null : Tiers.FirstOrDefault(tier => tier.Holds(usage))?.Usd;

    /// <summary>Model and price.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Model}: {(Price is not null ? $"{Price} ({Currency})" : Expression ?? "not known")}";
}

/// <summary>What a gateway bills for a model.</summary>
public enum BillingMode
{
    /// <summary>It can't be told from what the site says.</summary>
    Unknown,

    /// <summary>The tokens.</summary>
    PerToken,

    /// <summary>The call.</summary>
    PerCall,

    /// <summary>The seconds of the video or the sound.</summary>
    PerSecond,

    /// <summary>The tokens, at prices that depend on how long the request is.</summary>
    Tiered,

    /// <summary>What a formula of the site says, which is more than tiers.</summary>
    Expression,
}

/// <summary>A group of a site's users, and what its prices are multiplied by.</summary>
/// <param name="Name">The name.</param>
/// <param name="Ratio">The factor.</param>
public sealed record PriceGroup(string Name, decimal Ratio)
{
    /// <summary>Name and ratio.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name} ×{Ratio}";
}
