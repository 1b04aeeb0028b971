using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Billing;

/// <summary>Reads <c>/api/pricing</c> of the new-api family, from its first versions on.</summary>
internal static class PricingReader
{
    /// <summary>More than any price; sums stay far from where a decimal ends.</summary>
    public const decimal MostRatio = 1_000_000_000;

    private const decimal Million = 1_000_000;
    private const decimal LongWrite = 1.6m;

    // What new-api bills where a model has no ratio of its own for it.
    private const decimal UsualCacheRead = 1;
    private const decimal UsualCacheWrite = 1.25m;

    // Members that versions without ratios for the cache do not have.
    private static readonly string[] s_newer = ["vendors", "supported_endpoint", "auto_groups", "pricing_version"];

    /// <summary>Reads the answer.</summary>
    /// <param name="root">The answer.</param>
    /// <param name="status">The site's units.</param>
    /// <param name="group">The key's group, and its ratio where the log told it; null where it is not known.</param>
    /// <param name="missing">What is missing where null is returned.</param>
    public static PriceTable? Read(JsonElement root, SiteStatus status, KeyGroup? group, out string missing)
    {
        missing = "data";
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("data", out JsonElement data) || data.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        missing = "group_ratio";
        Dictionary<string, decimal>? ratios = ReadRatios(root);
        if (ratios is null)
        {
            return null;
        }

        bool isNewer = s_newer.Any(name => root.TryGetProperty(name, out _)) || data.EnumerateArray().Any(static item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty("cache_ratio", out _));
        missing = "model_name";
        var models = new List<ModelPrice>();
        foreach (JsonElement item in data.EnumerateArray())
        {
            if (LenientJson.Text(item, "model_name") is not { Length: > 0 } model)
            {
                return null;
            }

            models.Add(ReadItem(item, model, status, ratios, group, isNewer));
        }

        return new PriceTable(models, status.QuotaPerUnit);
    }

    private static ModelPrice ReadItem(JsonElement item, string model, SiteStatus status, Dictionary<string, decimal> ratios, KeyGroup? group, bool isNewer)
    {
        List<string> enabled = Texts(item, "enable_groups") is { Count: > 0 } named ? named : Texts(item, "enable_group");
        List<PriceGroup> groups = [.. ratios.Where(ratio => enabled.Count == 0 || enabled.Contains("all") || enabled.Contains(ratio.Key)).Select(static ratio => new PriceGroup(ratio.Key, ratio.Value))];
        KeyGroup? applied = Choose(groups, group);
        decimal ratio = applied?.Ratio ?? 1;
        var price = new ModelPrice
        {
            Model = model,
            BillingMode = BillingMode.Unknown,
            Currency = status.Currency,
            Group = applied?.Name,
            GroupRatio = applied?.Ratio,
            Groups = groups,
            EndpointTypes = Texts(item, "supported_endpoint_types"),
            Source = CostSource.Prices,
            RawJson = LenientJson.Compact(item),
        };
        if (LenientJson.Text(item, "billing_mode") is { Length: > 0 } mode && mode is not ("ratio" or "token" or "price"))
        {
            return ReadExpression(item, mode, price, ratio, status);
        }

        string missing = "quota_type";
        PriceAmounts? usd = null;
        switch (LenientJson.Count(item, missing))
        {
            case 0:
                usd = ReadRatios(item, status.QuotaPerUnit, isNewer, out missing);
                break;
            case 1:
                missing = "model_price";
                usd = Amount(item, missing) is decimal call ? new PriceAmounts { Call = call } : null;
                break;
        }

        usd = usd?.Times(ratio);
        return usd is null ? price with { Missing = missing } : price with
        {
            BillingMode = usd.Call is null ? BillingMode.PerToken : BillingMode.PerCall,
            Usd = usd,
            Price = usd.Times(status.ExchangeRate),
        };
    }

    private static ModelPrice ReadExpression(JsonElement item, string mode, ModelPrice price, decimal ratio, SiteStatus status)
    {
        if (mode != "tiered_expr")
        {
            return price with { Missing = "billing_mode" };
        }

        if (LenientJson.Text(item, "billing_expr") is not { Length: > 0 } expression)
        {
            return price with { Missing = "billing_expr" };
        }

        price = price with { Expression = expression };
        if (TierExpression.Read(expression) is not { } tiers)
        {
            return price with { BillingMode = BillingMode.Expression };
        }

        tiers = [.. tiers.Select(tier => tier with { Usd = tier.Usd.Times(ratio), Price = tier.Usd.Times(ratio * status.ExchangeRate) })];
        return tiers.Count == 1
            ? price with { BillingMode = BillingMode.PerToken, Usd = tiers[0].Usd, Price = tiers[0].Price }
            : price with { BillingMode = BillingMode.Tiered, Tiers = tiers };
    }

    // A ratio of 1 is one quota unit a token.
    private static PriceAmounts? ReadRatios(JsonElement item, decimal quotaPerUnit, bool isNewer, out string missing)
    {
        missing = "model_ratio";
        if (Amount(item, missing) is not decimal ratio)
        {
            return null;
        }

        missing = "completion_ratio";
        if (Amount(item, missing) is not decimal completion)
        {
            return null;
        }

        decimal input = ratio * Million / quotaPerUnit;
        decimal? write = Amount(item, "create_cache_ratio") ?? (isNewer ? UsualCacheWrite : null);
        decimal? sound = Amount(item, "audio_ratio");
        return new PriceAmounts
        {
            Input = input,
            Output = input * completion,
            CachedInput = input * (Amount(item, "cache_ratio") ?? (isNewer ? UsualCacheRead : null)),
            CacheWrite = input * write,
            LongCacheWrite = input * write * LongWrite,
            ImageInput = input * Amount(item, "image_ratio"),
            AudioInput = input * sound,
            AudioOutput = input * sound * Amount(item, "audio_completion_ratio"),
        };
    }

    // The group of the key, or the ratio that all groups have.
    private static KeyGroup? Choose(List<PriceGroup> groups, KeyGroup? wanted)
    {
        if (wanted is not null)
        {
            decimal? ratio = wanted.Ratio ?? groups.Find(group => group.Name == wanted.Name)?.Ratio;
            return ratio is null ? null : wanted with { Ratio = ratio };
        }

        return groups.Count > 0 && groups.TrueForAll(group => group.Ratio == groups[0].Ratio) ? new KeyGroup(groups[0].Name, groups[0].Ratio) : null;
    }

    private static Dictionary<string, decimal>? ReadRatios(JsonElement root)
    {
        if (!root.TryGetProperty("group_ratio", out JsonElement given) || given.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var ratios = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (JsonProperty member in given.EnumerateObject())
        {
            // What is no number is no group to compute with.
            if (Amount(given, member.Name) is decimal ratio)
            {
                ratios[member.Name] = ratio;
            }
        }

        return ratios;
    }

    private static decimal? Amount(JsonElement element, string name) => LenientJson.Amount(element, name) is >= 0 and < MostRatio and decimal amount ? amount : null;

    private static List<string> Texts(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.String).Select(static one => LenientText.Read(one)!)]
        : [];
}

/// <summary>The group of a key, and the ratio that it is billed with; null where that is the group's own.</summary>
/// <param name="Name">The name.</param>
/// <param name="Ratio">The ratio.</param>
public sealed record KeyGroup(string Name, decimal? Ratio = null)
{
    /// <summary>The name.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Name;
}
