using System;
using System.Collections.Generic;

namespace Whatai.Client.Models;

/// <summary>A model that the key may use.</summary>
public sealed record WhataiModel
{
    /// <summary>The id to ask for.</summary>
    public required string Id { get; init; }

    /// <summary>Who serves it, in the gateway's words.</summary>
    public string? OwnedBy { get; init; }

    /// <summary>When the gateway says that it was made; null where it did not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The endpoint families that serve it, such as <c>openai</c> or <c>gemini</c> (new-api).</summary>
    public IReadOnlyList<string> Endpoints { get; init => field = ItemList.Of(value); } = ItemList.Of<string>([]);

    /// <summary>The server's JSON of this model.</summary>
    public string RawJson { get; init; } = string.Empty;

    /// <summary>The id.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Id;
}
