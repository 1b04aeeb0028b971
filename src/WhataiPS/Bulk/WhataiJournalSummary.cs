using System.Collections.Generic;
using System.Globalization;
using Whatai.Client;

namespace WhataiPS.Bulk;

/// <summary>What a journal has in all.</summary>
public sealed record WhataiJournalSummary
{
    /// <summary>The file or the folder.</summary>
    public required string Path { get; init; }

    /// <summary>Items with an answer.</summary>
    public int Answered { get; init; }

    /// <summary>Items that failed, and were not billed.</summary>
    public int Failed { get; init; }

    /// <summary>Items that were sent and of which nothing more is known: they may have been billed.</summary>
    public int Unknown { get; init; }

    /// <summary>The models that were asked.</summary>
    public IReadOnlyList<string> Models { get; init => field = ItemList.Of(value); } = ItemList.Of<string>([]);

    /// <summary>The tokens of the answers, as far as the server told.</summary>
    public long TotalTokens { get; init; }

    /// <summary>What those of the answers cost whose cost is known, all of one currency; null where none is, or where there are several currencies.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The currency of <see cref="Cost"/>.</summary>
    public string? Currency { get; init; }

    /// <summary>The files.</summary>
    public IReadOnlyList<string> Files { get; init => field = ItemList.Of(value); } = ItemList.Of<string>([]);

    /// <summary>Shards that have no file while others of their count have, such as 3/8: they were not run, or had nothing to ask.</summary>
    public IReadOnlyList<string> MissingShards { get; init => field = ItemList.Of(value); } = ItemList.Of<string>([]);

    /// <summary>How many of what.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0} answered, {1} failed, {2} unknown", Answered, Failed, Unknown);
}
