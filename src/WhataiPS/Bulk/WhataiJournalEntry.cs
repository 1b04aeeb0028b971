using System;
using System.Collections.Generic;
using Whatai.Client;

namespace WhataiPS.Bulk;

/// <summary>An item of a journal, with the last that it says of it.</summary>
public sealed record WhataiJournalEntry
{
    /// <summary>The input, as a text; empty where there is no answer.</summary>
    public string Input { get; init; } = string.Empty;

    /// <summary>What became of it.</summary>
    public required JournalState State { get; init; }

    /// <summary>The answer's text; of what is no text, its files or where it is. Empty where there is none.</summary>
    public string Answer { get; init; } = string.Empty;

    /// <summary>The model that was asked; where an older journal does not say, the one that answered.</summary>
    public string? Model { get; init; }

    /// <summary>What else was asked, by its name in the request, as JSON; long values by their hash.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init => field = NamedValues.Of(value); } = NamedValues.Of(new Dictionary<string, string>());

    /// <summary>The tokens, where the server told.</summary>
    public long? TotalTokens { get; init; }

    /// <summary>What it cost, where that was known when it came.</summary>
    public Cost? Cost { get; init; }

    /// <summary>The files that were written of it.</summary>
    public IReadOnlyList<string> Files { get; init => field = ItemList.Of(value); } = ItemList.Of<string>([]);

    /// <summary>From sending to the last byte, retries included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The gateway's id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>What makes it the same item again: the hash of its request, and behind a # how often the same came before.</summary>
    public required string Key { get; init; }

    /// <summary>The file that says it.</summary>
    public required string Path { get; init; }

    /// <summary>What is kept of the answer; null where there is none.</summary>
    public string? RawJson { get; init; }

    /// <summary>The state and the input.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{State} {Input}".TrimEnd();
}

/// <summary>What became of an item of a journal.</summary>
public enum JournalState
{
    /// <summary>It has an answer.</summary>
    Answered,

    /// <summary>It failed, and was not billed. A next run asks it again.</summary>
    Failed,

    /// <summary>It was sent, and nothing more is known: it may have been billed.</summary>
    Unknown,
}
