using System;
using System.Collections.Generic;

namespace WhataiPS.Billing;

/// <summary>What a journal says of a request that went out.</summary>
internal sealed record JournaledRequest
{
    /// <summary>The gateway's id of it; null where it was not answered, and where the answer had none.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether there is an answer.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>The inputs that it answered.</summary>
    public IReadOnlyList<string> Input { get; init; } = [];

    /// <summary>The task that it started; null where it started none.</summary>
    public string? TaskId { get; init; }

    /// <summary>When it was sent; null where the journal does not say.</summary>
    public DateTimeOffset? Sent { get; init; }

    /// <summary>The model that was asked; null where the journal does not say, as those of earlier versions do not.</summary>
    public string? Model { get; init; }

    /// <summary>What the items have in common that it asked for together; null where it asked for one.</summary>
    public string? Batch { get; init; }
}
