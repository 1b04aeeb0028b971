using System.Net;

namespace WhataiPS.Sessions;

/// <summary>A connection as it is saved: all but its key, which the system keeps where it can, and its headers. What is null is the default.</summary>
public sealed record SavedConnection
{
    /// <summary>The name to give to Connect-Whatai.</summary>
    public required string Name { get; init; }

    /// <summary>The endpoints, best first.</summary>
    public required string[] BaseUrl { get; init; }

    /// <summary>The model to ask.</summary>
    public string? Model { get; init; }

    /// <summary>The name of the secret that holds the key.</summary>
    public string? SecretName { get; init; }

    /// <summary>The vault of the secret.</summary>
    public string? Vault { get; init; }

    /// <summary>What of the system keeps the key: keychain, libsecret or dpapi; null where nothing does.</summary>
    public string? KeyStore { get; init; }

    /// <summary>What dpapi made of the key, which only the same user can read.</summary>
    internal string? ProtectedKey { get; init; }

    /// <summary>The header that carries the key alone.</summary>
    public string? ApiKeyHeader { get; init; }

    /// <summary>The proxy's address.</summary>
    public string? Proxy { get; init; }

    /// <summary>Who to be for the proxy, where somebody wrote it into the file.</summary>
    internal NetworkCredential? ProxyUser { get; init; }

    /// <summary>Whether no proxy is used at all.</summary>
    public bool? NoProxy { get; init; }

    /// <summary>The longest that connecting may take, in seconds.</summary>
    public double? ConnectTimeoutSec { get; init; }

    /// <summary>The longest silence, in seconds.</summary>
    public double? IdleTimeoutSec { get; init; }

    /// <summary>The longest that a call may take, in seconds.</summary>
    public double? TimeoutSec { get; init; }

    /// <summary>How often a failed call is sent again at most.</summary>
    public int? MaximumRetryCount { get; init; }

    /// <summary>How many requests a minute go out at most.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>How many tokens the requests of a minute take at most.</summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>The most that an answer kept in memory may have, in MB.</summary>
    public double? MaximumResponseMB { get; init; }

    /// <summary>Whether chat is sent again after a time-out.</summary>
    public bool? RetryTimeout { get; init; }

    /// <summary>The file of the user's own prices.</summary>
    public string? PriceFile { get; init; }

    /// <summary>The key's group.</summary>
    public string? PriceGroup { get; init; }

    /// <summary>Whether the site is asked for its prices.</summary>
    public bool? TrackCost { get; init; }

    /// <summary>The file that gets a line of each call.</summary>
    public string? LogPath { get; init; }

    /// <summary>The name and the first endpoint.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name} ({BaseUrl[0]})";
}
