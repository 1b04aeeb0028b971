using System;
using System.Collections.Generic;
using System.Linq;

namespace Whatai.Emulator.Log;

/// <summary>The prices of all models, and what dispatches cost by them.</summary>
internal sealed class PriceList(EmulatorOptions options)
{
    internal const decimal UsualCacheRatio = 1;
    internal const decimal UsualCreateCacheRatio = 1.25m;
    internal const decimal LongCacheFactor = 1.6m;

    // By the beginning of the name; the longest one counts.
    private static readonly Dictionary<string, EmulatorPrice> s_prices = new(StringComparer.Ordinal)
    {
        [string.Empty] = new(),
        ["gpt-4o"] = new() { ModelRatio = 1.25m, CacheRatio = 0.5m },
        ["gpt-4o-mini"] = new() { ModelRatio = 0.075m, CacheRatio = 0.5m },
        ["claude-"] = new() { ModelRatio = 1.5m, CompletionRatio = 5, CacheRatio = 0.1m, CreateCacheRatio = 1.25m },
        ["gemini-"] = new() { ModelRatio = 0.625m, CompletionRatio = 8 },
        ["gemini-2.5-flash-image"] = new() { ModelPrice = 0.04m },
        ["nano-banana"] = new() { ModelPrice = 0.04m },
        ["gpt-image-1"] = new() { ModelRatio = 2.5m, CompletionRatio = 8 },
        ["dall-e-2"] = new() { ModelPrice = 0.02m },
        ["dall-e-3"] = new() { ModelPrice = 0.04m },
        ["flux-"] = new() { ModelPrice = 0.05m },
        ["recraft"] = new() { ModelPrice = 0.03m },
        ["sora-"] = new() { ModelPrice = 0.1m },
        ["veo"] = new() { ModelPrice = 0.5m },
        ["doubao-seedance"] = new() { ModelRatio = 1.2m, CompletionRatio = 1 },
        ["text-embedding-"] = new() { ModelRatio = 0.01m, CompletionRatio = 1 },
        ["tts-1"] = new() { ModelRatio = 7.5m, CompletionRatio = 1 },
        ["whisper-"] = new() { ModelRatio = 15, CompletionRatio = 1 },
    };

    /// <summary>The ratio of the key's group.</summary>
    internal decimal GroupRatio => options.Groups.TryGetValue(options.Group, out decimal ratio) ? ratio : 1;

    /// <summary>The price of a model.</summary>
    internal EmulatorPrice Of(string model) => options.Prices.TryGetValue(model, out EmulatorPrice? own)
        ? own
        : s_prices.Where(price => model.StartsWith(price.Key, StringComparison.Ordinal)).OrderByDescending(price => price.Key.Length).First().Value;

    /// <summary>The quota units of a dispatch.</summary>
    internal long Quota(string model, long promptTokens, long completionTokens, BilledUnits units)
    {
        EmulatorPrice price = Of(model);
        decimal quota;
        if (price.ModelPrice is { } call)
        {
            quota = call * options.QuotaPerUnit * GroupRatio * units.Calls;
        }
        else
        {
            decimal fresh = promptTokens - units.CachedTokens - units.CacheWriteTokens;
            decimal read = units.CachedTokens * (price.CacheRatio ?? UsualCacheRatio);
            decimal written = units.CacheWriteTokens * (price.CreateCacheRatio ?? UsualCreateCacheRatio) * (units.IsLongCache ? LongCacheFactor : 1);
            quota = (fresh + read + written + (completionTokens * price.CompletionRatio)) * price.ModelRatio * GroupRatio;
        }

        long whole = (long)decimal.Round(quota, MidpointRounding.AwayFromZero);
        return whole == 0 && (price.ModelPrice ?? price.ModelRatio) * GroupRatio > 0 ? 1 : whole;
    }
}
