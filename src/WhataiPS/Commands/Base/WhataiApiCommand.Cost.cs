using Whatai.Client;

namespace WhataiPS.Commands;

/// <content>What calls cost.</content>
public abstract partial class WhataiApiCommand
{
    /// <summary>Whether the gateway was asked to use tools of its own, which it may bill beside the tokens.</summary>
    private protected virtual bool HasToolFees => false;

    /// <summary>To be called before a call begins: prices are asked for beside it.</summary>
    private protected void BeginCall() => Gateway.Prices.Begin();

    /// <summary>What a call cost; null where it is not known.</summary>
    /// <param name="model">The model that was asked for.</param>
    /// <param name="usage">What it took.</param>
    /// <param name="factor">By what it multiplies the price of a call; null where that is not known.</param>
    private protected Cost? CostOf(string? model, TokenUsage? usage, decimal? factor = 1)
    {
        Gateway.Prices.Begin();
        Await(Gateway.Prices.WhenKnownAsync());
        return model is null ? Cost.Told(usage) : Gateway.Prices.CostOf(model, usage, factor);
    }
}
