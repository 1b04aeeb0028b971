using System;
using System.Globalization;

namespace WhataiPS.Bulk;

/// <summary>What became of the inputs of one run.</summary>
public sealed record WhataiRunSummary
{
    /// <summary>The cmdlet.</summary>
    public required string Command { get; init; }

    /// <summary>Inputs that were answered, those from the journal among them.</summary>
    public int Answered { get; init; }

    /// <summary>Inputs that are errors.</summary>
    public int Failed { get; init; }

    /// <summary>Inputs that were not answered, since the run ended before: the quota was used up, or a limit held it up for too long.</summary>
    public int Left { get; init; }

    /// <summary>Answers that came from the journal and cost nothing again.</summary>
    public int FromJournal { get; init; }

    /// <summary>Tokens of the answers that were paid for in this run.</summary>
    public long TotalTokens { get; init; }

    /// <summary>What those of these cost whose cost is known; null where none is.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The currency of <see cref="Cost"/>.</summary>
    public string? Currency { get; init; }

    /// <summary>The time of the run.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How many were answered and how many failed.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, Left > 0 ? "{0} answered, {1} failed, {2} from the journal, {3} left" : "{0} answered, {1} failed, {2} from the journal", Answered, Failed, FromJournal, Left);
}
