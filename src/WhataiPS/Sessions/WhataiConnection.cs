using System;
using System.Collections.Generic;
using Whatai.Client;
using Whatai.Client.Billing;
using Whatai.Client.Http;

namespace WhataiPS.Sessions;

/// <summary>A connection of this session: where requests go and how. The key is inside, but no property shows it.</summary>
public sealed class WhataiConnection : IDisposable
{
    private const double MegaByte = 1024 * 1024;

    internal WhataiConnection(string name, ConnectionOptions options, string model)
    {
        Name = name;
        Model = model;
        Client = new WhataiClient(options);
        Models = new ModelCache(Client);
        Prices = new ConnectionPrices(Client);
    }

    /// <summary>The name to give as <c>-Connection</c>.</summary>
    public string Name { get; }

    /// <summary>The endpoints of the account, best first.</summary>
    public IReadOnlyList<Uri> BaseUrl => ItemList.Of(Client.Options.BaseUrls);

    /// <summary>The endpoint that is used now.</summary>
    public Uri CurrentEndpoint => Client.CurrentEndpoint;

    /// <summary>The model that is asked where <c>-Model</c> is not given.</summary>
    public string Model { get; }

    /// <summary>Whether requests carry a key.</summary>
    public bool HasApiKey => Client.Options.ApiKey is { Length: > 0 };

    /// <summary>The header that carries the key; null for Authorization: Bearer.</summary>
    public string? ApiKeyHeader => Client.Options.ApiKeyHeader;

    /// <summary>The longest that connecting may take, in seconds; 0 means no limit.</summary>
    public double ConnectTimeoutSec => Client.Options.ConnectTimeout.TotalSeconds;

    /// <summary>The longest silence, in seconds; 0 means no limit.</summary>
    public double IdleTimeoutSec => Client.Options.IdleTimeout.TotalSeconds;

    /// <summary>The longest that a call may take in all, in seconds; 0 means no limit.</summary>
    public double TimeoutSec => Client.Options.TotalTimeout.TotalSeconds;

    /// <summary>How often a failed call is sent again at most, where that is safe.</summary>
    public int MaximumRetryCount => Client.Options.MaxRetries;

    /// <summary>How many requests a minute go out at most; 0 means no limit.</summary>
    public int RequestsPerMinute => Client.Options.RequestsPerMinute ?? 0;

    /// <summary>How many tokens the requests of a minute take at most; 0 means no limit.</summary>
    public int TokensPerMinute => Client.Options.TokensPerMinute ?? 0;

    /// <summary>The most that an answer kept in memory may have, in MB; 0 means no limit.</summary>
    public double MaximumResponseMB => Client.Options.MaxResponseBytes / MegaByte;

    /// <summary>Whether certificate checks are off.</summary>
    public bool SkipCertificateCheck => Client.Options.SkipCertificateCheck;

    /// <summary>The file of the user's own prices; null for none.</summary>
    public string? PriceFile { get; private set; }

    /// <summary>The key's group, which the site's prices are for; null where nobody said.</summary>
    public string? PriceGroup { get; private set; }

    /// <summary>Whether the site is asked for its prices when the first call begins, so that answers have a cost.</summary>
    public bool TrackCost { get; private set; }

    /// <summary>The most that all calls of the connection may cost; null for no limit.</summary>
    public decimal? MaxCost { get; private set; }

    /// <summary>Whether this is the connection that is used where <c>-Connection</c> is not given.</summary>
    public bool IsDefault { get; internal set; }

    /// <summary>What is to be said of it to whoever uses it first.</summary>
    internal string? Notice { get; set; }

    /// <summary>What was talked about last; null where nothing was.</summary>
    internal LastConversation? LastConversation { get; set; }

    internal WhataiClient Client { get; }

    internal ModelCache Models { get; }

    internal ConnectionPrices Prices { get; private set; }

    /// <summary>Sets how calls are priced.</summary>
    internal void SetPrices(string? file, PriceTable? own, string? group, bool trackCost, decimal? maxCost)
    {
        PriceFile = file;
        PriceGroup = group;
        TrackCost = trackCost;
        MaxCost = maxCost;
        Prices = new ConnectionPrices(Client) { Own = own, Group = group, IsTracking = trackCost, Limit = maxCost is decimal most ? new CostLimit(most) : null };
    }

    /// <summary>What writes requests as a connection does, and sends none.</summary>
    internal static WhataiConnection Offline(string model) => new(WhataiSession.DefaultName, new ConnectionOptions { BaseUrls = [new Uri("http://offline.invalid/")] }, model);

    internal static long ToBytes(double megaBytes) => (long)Math.Ceiling(megaBytes * MegaByte);

    /// <summary>The name and the endpoint in use.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name} ({CurrentEndpoint})";

    /// <summary>Closes the connections to the gateway.</summary>
    public void Dispose() => Client.Dispose();
}
