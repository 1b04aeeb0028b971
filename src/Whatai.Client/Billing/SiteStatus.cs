using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Billing;

/// <summary>In which units a site counts and shows money (<c>/api/status</c>).</summary>
public sealed record SiteStatus
{
    /// <summary>The currency of a site that shows quota units.</summary>
    public const string QuotaUnits = "quota";

    /// <summary>How many quota units make one US dollar.</summary>
    public required decimal QuotaPerUnit { get; init; }

    /// <summary>The currency that the site shows: <c>USD</c>, <c>CNY</c>, a symbol of its own, or <c>quota</c>.</summary>
    public string Currency { get; init; } = Cost.Dollar;

    /// <summary>How much of <see cref="Currency"/> the site takes for one US dollar.</summary>
    public decimal ExchangeRate { get; init; } = 1;

    /// <summary>The site's name.</summary>
    public string? Name { get; init; }

    /// <summary>The version of the site's program.</summary>
    public string? Version { get; init; }

    /// <summary>The site's JSON.</summary>
    public string RawJson { get; init; } = string.Empty;

    /// <summary>Reads the answer of the route.</summary>
    /// <param name="root">The answer.</param>
    /// <param name="missing">What is missing where null is returned.</param>
    internal static SiteStatus? Read(JsonElement root, out string missing)
    {
        missing = "data";
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("data", out JsonElement data) || data.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        missing = "quota_per_unit";
        if (LenientJson.Amount(data, "quota_per_unit") is not (> 0 and decimal units))
        {
            return null;
        }

        var status = new SiteStatus
        {
            QuotaPerUnit = units,
            Name = LenientJson.Text(data, "system_name"),
            Version = LenientJson.Text(data, "version"),
            RawJson = LenientJson.Compact(data),
        };
        // Sites before the types had a switch: dollars or quota units.
        string type = LenientJson.Text(data, "quota_display_type") is { Length: > 0 } told ? told.ToUpperInvariant()
            : data.TryGetProperty("display_in_currency", out JsonElement flag) && flag.ValueKind == JsonValueKind.False ? "TOKENS" : Cost.Dollar;
        missing = type switch { "CNY" => "usd_exchange_rate", "CUSTOM" => "custom_currency_exchange_rate", _ => "quota_display_type" };
        return type switch
        {
            Cost.Dollar => status,
            "TOKENS" => status with { Currency = QuotaUnits, ExchangeRate = units },
            "CNY" or "CUSTOM" when LenientJson.Amount(data, missing) is > 0 and decimal rate => status with
            {
                Currency = type == "CNY" ? type : LenientJson.Text(data, "custom_currency_symbol") is { Length: > 0 } symbol ? symbol : type,
                ExchangeRate = rate,
            },
            _ => null,
        };
    }

    /// <summary>Currency and units.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Currency}, {QuotaPerUnit} units a dollar";
}
