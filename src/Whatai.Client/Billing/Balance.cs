using System;
using System.Globalization;

namespace Whatai.Client.Billing;

/// <summary>What is left on a key. What the gateway did not tell is null.</summary>
public sealed record Balance
{
    /// <summary>What the key was given in all; null where it has no limit.</summary>
    public decimal? Granted { get; init; }

    /// <summary>What it has used.</summary>
    public decimal? Used { get; init; }

    /// <summary>What is left; below zero where the last request took more than there was. Null where there is no limit.</summary>
    public decimal? Remaining { get; init; }

    /// <summary>The unit of the three. Relays may show their own currency under the same name.</summary>
    public required string Unit { get; init; }

    /// <summary>Whether the key has no limit. Its account may have one that the gateway does not tell.</summary>
    public bool Unlimited { get; init; }

    /// <summary>When the key expires; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The key's name, where the gateway told.</summary>
    public string? Name { get; init; }

    /// <summary>The routes that answered.</summary>
    public required string Source { get; init; }

    /// <summary>The server's JSON: an object with the answer of each route under the route's name.</summary>
    public string RawJson { get; init; } = string.Empty;

    /// <summary>What is left.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Unlimited ? "unlimited" : string.Format(CultureInfo.InvariantCulture, "{0:0.####} {1}", Remaining, Unit);
}
