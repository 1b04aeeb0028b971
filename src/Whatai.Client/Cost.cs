using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Whatai.Client;

/// <summary>What an answer cost. There is none where it is not known.</summary>
/// <param name="Amount">The amount.</param>
/// <param name="Currency">Its currency, such as <c>USD</c>.</param>
/// <param name="Source">How it is known.</param>
public sealed record Cost(decimal Amount, string Currency, CostSource Source)
{
    /// <summary>The currency of what gateways say themselves, and of the relays' quota units.</summary>
    internal const string Dollar = "USD";

    /// <summary>What the gateway itself said with the answer; null where it said nothing.</summary>
    /// <param name="usage">What the answer took.</param>
    /// <returns>The cost.</returns>
    public static Cost? Told(TokenUsage? usage) => usage?.Cost is decimal amount ? new Cost(amount, Dollar, CostSource.Gateway) : null;

    /// <summary>What several calls of one model cost together.</summary>
    /// <param name="costs">What each cost.</param>
    /// <returns>Null where that of one is not known: half a cost would be a wrong one.</returns>
    public static Cost? Sum(IReadOnlyCollection<Cost?> costs) =>
        costs.Contains(null) ? null : costs.FirstOrDefault() is Cost first ? first with { Amount = costs.Sum(static cost => cost!.Amount) } : null;

    /// <summary>Amount and currency, such as <c>0.00042 USD</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0:0.##########} {1}", Amount, Currency);
}

/// <summary>How a <see cref="Cost"/> is known.</summary>
public enum CostSource
{
    /// <summary>The gateway said it with the answer.</summary>
    Gateway,

    /// <summary>It was computed from the prices that the gateway publishes.</summary>
    Prices,

    /// <summary>It was computed from the user's own price table.</summary>
    PriceFile,
}
