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
    /// <param name="size">What it counts as where tokens are not what is paid for; null for one call.</param>
    private protected Cost? CostOf(string? model, TokenUsage? usage, CallSize? size = null)
    {
        Gateway.Prices.Begin();
        Await(Gateway.Prices.WhenKnownAsync());
        return model is null ? Cost.Told(usage) : Gateway.Prices.CostOf(model, usage, size);
    }
}
