using System;
using System.IO;
using System.Management.Automation;
using Whatai.Client.Billing;
using WhataiPS.Errors;

namespace WhataiPS.Commands;

/// <content>What calls of the connection cost.</content>
public sealed partial class ConnectWhataiCommand
{
    /// <summary>A table of your own prices, CSV or JSON: for gateways that publish none, and for groups with prices of their own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PriceFile { get; set; }

    /// <summary>The group of the key at the site, whose ratio the published prices are multiplied by.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PriceGroup { get; set; }

    /// <summary>Asks the site for its prices when the first call begins, so that answers have a cost.</summary>
    [Parameter]
    public SwitchParameter TrackCost { get; set; }

    /// <summary>The most that all calls of this connection may cost together, in US dollars, or in the currency of -PriceFile. It is not saved.</summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public decimal? MaxCost { get; set; }

    // A table that can't be read ends the cmdlet: without it, costs would be others than the user means.
    private PriceTable? ReadPrices(string? file)
    {
        if (file is null)
        {
            return null;
        }

        try
        {
            return PriceTable.Parse(File.ReadAllText(file));
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            ThrowTerminatingError(WhataiErrors.PriceFileUnreadable(file, ex));
            return null;
        }
    }
}
