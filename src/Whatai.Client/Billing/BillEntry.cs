using System;
using System.Globalization;

namespace Whatai.Client.Billing;

/// <summary>One row of a key's log at the gateway.</summary>
public sealed record BillEntry
{
    /// <summary>When the gateway wrote it.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What it is about.</summary>
    public required BillEntryType Type { get; init; }

    /// <summary>The model that was asked for.</summary>
    public string? Model { get; init; }

    /// <summary>Tokens of the request. For Claude's models some sites leave those of the cache out.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Tokens of the answer.</summary>
    public long CompletionTokens { get; init; }

    /// <summary>Tokens of the request that came from a cache.</summary>
    public long CachedTokens { get; init; }

    /// <summary>Tokens that were written to a cache.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>The quota units of the row, as the gateway has them.</summary>
    public required long Quota { get; init; }

    /// <summary>What the row adds to the bill, in US dollars: below zero for a refund, null for rows that are neither use nor refund.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The currency of <see cref="Amount"/>.</summary>
    public string Currency { get; init; } = Cost.Dollar;

    /// <summary>The group that was billed.</summary>
    public string? Group { get; init; }

    /// <summary>The ratio of the group that the row was billed with.</summary>
    public decimal? GroupRatio { get; init; }

    /// <summary>The gateway's id of the request, as answers have it; null in versions that do not keep it. Rows of tasks have ids of their own.</summary>
    public string? RequestId { get; init; }

    /// <summary>The task that the row settles or refunds.</summary>
    public string? TaskId { get; init; }

    /// <summary>The key's name.</summary>
    public string? TokenName { get; init; }

    /// <summary>How long the answer took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What the gateway says of the row.</summary>
    public string? Content { get; init; }

    /// <summary>The gateway's JSON.</summary>
    public string RawJson { get; init; } = string.Empty;

    /// <summary>Time, model and amount.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0:u} {1} {2} {3:0.######}", Time, Type, Model, Amount);
}

/// <summary>What a <see cref="BillEntry"/> is about.</summary>
public enum BillEntryType
{
    /// <summary>Something that this version does not know.</summary>
    Unknown,

    /// <summary>The account was topped up.</summary>
    TopUp,

    /// <summary>A call was billed.</summary>
    Consume,

    /// <summary>An administrator changed something.</summary>
    Manage,

    /// <summary>The system did something.</summary>
    System,

    /// <summary>A call failed.</summary>
    Error,

    /// <summary>Something was paid back.</summary>
    Refund,

    /// <summary>A person signed in.</summary>
    Login,
}
