using System;
using System.Collections.Generic;
using System.Globalization;
using Whatai.Client;
using Whatai.Client.Billing;

namespace WhataiPS.Billing;

/// <summary>A request of a journal beside its row in the key's log.</summary>
public sealed record BilledItem
{
    /// <summary>The inputs that the request answered, as the journal has them; of one that was not answered, none.</summary>
    public IReadOnlyList<string> Input { get; init => field = ItemList.Of(value); } = ItemList.Of<string>([]);

    /// <summary>What became of it.</summary>
    public required BillState State { get; init; }

    /// <summary>The model that was asked.</summary>
    public string? Model { get; init; }

    /// <summary>What it adds to the bill, less what was paid back; null where no row was found.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The currency of <see cref="Amount"/>.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>When the gateway billed it; where no row was found, when it was sent, if the journal says so.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The gateway's id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>The row; null where none was found.</summary>
    public BillEntry? Entry { get; init; }

    /// <summary>State and amount.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0} {1:0.######} {2}", State, Amount, Model);
}

/// <summary>What became of a request of a journal.</summary>
public enum BillState
{
    /// <summary>It was answered, and has a row.</summary>
    Billed,

    /// <summary>It was answered, and no row was found: rows are written a moment later, and a site keeps no more than some.</summary>
    NotFound,

    /// <summary>It has a row, and all of it was paid back.</summary>
    Refunded,

    /// <summary>It was sent, the journal has no answer, and there is a row of that time that no answer explains.</summary>
    BilledWithoutAnswer,

    /// <summary>It was sent, the journal has no answer, and there is no row.</summary>
    NotBilled,
}
