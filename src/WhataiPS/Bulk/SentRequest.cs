using System;
using System.Collections.Generic;

namespace WhataiPS.Bulk;

/// <summary>What a journal keeps of a request that goes out.</summary>
/// <param name="Time">When.</param>
/// <param name="Model">The model that is asked.</param>
/// <param name="Files">Where its files will be.</param>
internal sealed record SentRequest(DateTimeOffset Time, string Model, IReadOnlyList<string> Files)
{
    /// <summary>What the lines of one request have in common that asks for several items; null where it asks for one.</summary>
    public string? Batch { get; init; }
}
