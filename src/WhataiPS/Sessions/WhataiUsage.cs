using System;

namespace WhataiPS.Sessions;

/// <summary>What this session spent on one model, as far as the gateway told.</summary>
public sealed record WhataiUsage
{
    /// <summary>The model that was asked.</summary>
    public required string Model { get; init; }

    /// <summary>Calls that were answered.</summary>
    public int Requests { get; init; }

    /// <summary>Calls that failed in the end.</summary>
    public int Failures { get; init; }

    /// <summary>How often a call was sent again.</summary>
    public int Retries { get; init; }

    /// <summary>Tokens of the requests.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Tokens of the answers.</summary>
    public long CompletionTokens { get; init; }

    /// <summary>All tokens.</summary>
    public long TotalTokens { get; init; }

    /// <summary>The part of the requests' tokens that came from a cache.</summary>
    public long CachedTokens { get; init; }

    /// <summary>The part of the requests' tokens that was written to a cache.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>The part of the answers' tokens spent on reasoning.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>What the answers cost whose cost is known; null where none is.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The currency of <see cref="Cost"/>. A model that is paid for in several has an entry for each.</summary>
    public string? Currency { get; init; }

    /// <summary>Images that the answers brought.</summary>
    public int Images { get; init; }

    /// <summary>The time of all calls together; side by side they take less.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Model, requests and tokens.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Model}: {Requests} requests, {TotalTokens} tokens";
}
