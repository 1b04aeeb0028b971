using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Whatai.Client.Billing;

/// <summary>
/// Reads new-api's formulas as far as they are plain tiers: <c>len &lt;= 200000 ? tier("a", p*3+c*15) : tier("b", p*6+c*22.5)</c>. Coefficients are
/// dollars for a million tokens. Whatever else a formula has, it is one that nobody but the site should compute.
/// </summary>
internal static class TierExpression
{
    private static readonly Regex s_version = new(@"^\s*v\d+\s*:", RegexOptions.CultureInvariant);
    private static readonly Regex s_condition = new(@"^\s*(?<v>len|p|c)\s*(?<op><=|>=|<|>)\s*(?<n>\d[\d_.]*(?:e\d+)?)\s*\?", RegexOptions.CultureInvariant);
    private static readonly Regex s_tier = new("""^\s*tier\(\s*(?:"(?<name>[^"]*)"|'(?<name>[^']*)')\s*,(?<sum>[^()]*)\)\s*""", RegexOptions.CultureInvariant);
    private static readonly Regex s_term = new(@"^\s*(?:(?<v>[a-z_0-9]*[a-z][a-z_0-9]*)\s*\*\s*(?<n>[\d.]+(?:e-?\d+)?)|(?<n>[\d.]+(?:e-?\d+)?)\s*\*\s*(?<v>[a-z][a-z_0-9]*))\s*$", RegexOptions.CultureInvariant);

    /// <summary>The tiers, without the group's ratio.</summary>
    /// <returns>Null where it is more than tiers.</returns>
    public static IReadOnlyList<PriceTier>? Read(string expression)
    {
        string rest = s_version.Replace(expression, string.Empty);
        var tiers = new List<PriceTier>();
        while (true)
        {
            Match condition = s_condition.Match(rest);
            rest = rest.Substring(condition.Length);
            Match tier = s_tier.Match(rest);
            if (!tier.Success || ReadSum(tier.Groups["sum"].Value) is not PriceAmounts price)
            {
                return null;
            }

            rest = rest.Substring(tier.Length);
            tiers.Add(new PriceTier { Name = tier.Groups["name"].Value, Price = price, Usd = price });
            if (!condition.Success)
            {
                return rest.Length == 0 ? tiers : null;
            }

            if (rest.Length == 0 || rest[0] != ':' || Number(condition.Groups["n"].Value.Replace("_", string.Empty)) is not decimal limit)
            {
                return null;
            }

            rest = rest.Substring(1);
            tiers[tiers.Count - 1] = tiers[tiers.Count - 1] with
            {
                Condition = condition.Value.TrimEnd('?').Trim(),
                Variable = condition.Groups["v"].Value,
                Comparison = condition.Groups["op"].Value,
                Limit = limit,
            };
        }
    }

    // What has no coefficient of its own is counted with the input or the output.
    private static PriceAmounts? ReadSum(string sum)
    {
        var prices = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (Match term in sum.Split('+').Select(static part => s_term.Match(part)))
        {
            string variable = term.Groups["v"].Value;
            if (!term.Success || Number(term.Groups["n"].Value) is not decimal price || prices.ContainsKey(variable)
                || variable is not ("p" or "c" or "cr" or "cc" or "cc1h" or "img" or "ai" or "ao"))
            {
                return null;
            }

            prices[variable] = price;
        }

        decimal? Of(string name) => prices.TryGetValue(name, out decimal price) ? price : null;
        decimal input = Of("p") ?? 0;
        return new PriceAmounts
        {
            Input = input,
            Output = Of("c") ?? 0,
            CachedInput = Of("cr") ?? input,
            CacheWrite = Of("cc") ?? input,
            LongCacheWrite = Of("cc1h") ?? Of("cc") ?? input,
            ImageInput = Of("img"),
            AudioInput = Of("ai"),
            AudioOutput = Of("ao"),
        };
    }

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) && number is >= 0 and < PricingReader.MostRatio ? number : null;
}
