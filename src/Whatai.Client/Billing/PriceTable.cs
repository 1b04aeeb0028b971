using System;
using System.Collections.Generic;
using System.Linq;

namespace Whatai.Client.Billing;

/// <summary>The prices of a gateway, or of the user's own table, and what tokens and calls cost by them.</summary>
public sealed class PriceTable
{
    private readonly Dictionary<string, ModelPrice> _byModel = new(StringComparer.Ordinal);
    private readonly decimal? _quotaPerUnit;

    internal PriceTable(IReadOnlyList<ModelPrice> models, decimal? quotaPerUnit = null)
    {
        Models = models;
        _quotaPerUnit = quotaPerUnit;
        foreach (ModelPrice model in models)
        {
            _byModel[model.Model] = model;
        }
    }

    /// <summary>The prices, by model.</summary>
    public IReadOnlyList<ModelPrice> Models { get; }

    /// <summary>Reads a user's own table.</summary>
    /// <param name="text">CSV with a line of names, or JSON.</param>
    /// <returns>The table.</returns>
    /// <exception cref="ArgumentException">It is none, and the message says where.</exception>
    public static PriceTable Parse(string text) => PriceFileReader.Read(text ?? throw new ArgumentNullException(nameof(text)));

    /// <summary>Whether the price of some model depends on a group that is not known.</summary>
    public bool NeedsGroup => Models.Any(static model => model.Group is null && model.Groups.Count > 0);

    /// <summary>The price of a model.</summary>
    /// <param name="model">The model, as it is asked for.</param>
    /// <returns>Null where the table has none.</returns>
    public ModelPrice? Find(string model) => _byModel.TryGetValue(model, out ModelPrice? price) ? price : null;

    /// <summary>What a call costs.</summary>
    /// <param name="model">The model that was asked for.</param>
    /// <param name="usage">What it took.</param>
    /// <param name="size">What it counts as where tokens are not what is paid for; null for one call.</param>
    /// <returns>The cost, to the quota unit where the site bills in these. Null where it is not known: never a guess.</returns>
    public Cost? CostOf(string model, TokenUsage? usage, CallSize? size = null)
    {
        if (Find(model) is not { } price || (price.Source == CostSource.Prices && price.GroupRatio is null) || price.For(usage) is not PriceAmounts amounts)
        {
            return null;
        }

        bool isPerToken = amounts.IsPerToken;
        if ((isPerToken && usage is null or { TotalTokens: 0, PromptTokens: 0 }) || (isPerToken ? amounts.Of(usage!) : amounts.Of(size ?? CallSize.One)) is not decimal amount)
        {
            return null;
        }

        return new Cost(_quotaPerUnit is decimal units ? InUnits(amount, units, isFree: isPerToken ? amounts.Input == 0 : amount == 0) : amount, price.Usd is null && price.Tiers.Count == 0 ? price.Currency : Cost.Dollar, price.Source);
    }

    /// <summary>The most that a call can cost that has no more tokens than these: at the dearest of the prices that may hold.</summary>
    /// <param name="model">The model that is asked for.</param>
    /// <param name="promptTokens">The most tokens of the request.</param>
    /// <param name="completionTokens">The most tokens of the answer.</param>
    /// <param name="size">What it counts as where tokens are not what is paid for; null for one call.</param>
    /// <returns>Null where it is not known.</returns>
    public decimal? MostCostOf(string model, long promptTokens, long completionTokens, CallSize? size = null)
    {
        if (Find(model) is not { } price || (price.Source == CostSource.Prices && price.GroupRatio is null))
        {
            return null;
        }

        PriceAmounts[] all = price.Tiers.Count > 0 ? [.. price.Tiers.Select(static tier => tier.Usd)] : (price.Usd ?? price.Price) is PriceAmounts one ? [one] : [];
        if (all.Max(amounts => amounts.IsPerToken ? amounts.MostOf(promptTokens, completionTokens) : amounts.Of(size ?? CallSize.One)) is not decimal most)
        {
            return null;
        }

        return _quotaPerUnit is decimal units ? Math.Max(most == 0 ? 0 : 1, Math.Ceiling(most * units)) / units : most;
    }

    // As new-api rounds; what is not free costs a unit at least.
    private static decimal InUnits(decimal amount, decimal units, bool isFree)
    {
        decimal quota = Math.Round(amount * units, 0, MidpointRounding.AwayFromZero);
        return (quota == 0 && !isFree ? 1 : quota) / units;
    }

    /// <summary>How many models.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Models.Count} models";
}
