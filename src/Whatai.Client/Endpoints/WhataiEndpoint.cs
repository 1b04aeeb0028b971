using System;
using System.Globalization;

namespace Whatai.Client.Endpoints;

/// <summary>How well an endpoint serves, as some tries showed. Times are medians in milliseconds over the tries that were answered.</summary>
public sealed record WhataiEndpoint
{
    /// <summary>The endpoint.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>Whether the gateway answered there, in most tries.</summary>
    public bool Works { get; init; }

    /// <summary>DNS and TCP; null where no connection was made, or the framework does not tell (Windows PowerShell).</summary>
    public double? ConnectMs { get; init; }

    /// <summary>TLS; null where there is none, or the framework does not tell.</summary>
    public double? TlsMs { get; init; }

    /// <summary>From the request, sent on a connection that is there, to the first byte of its answer; null where the framework does not tell.</summary>
    public double? FirstByteMs { get; init; }

    /// <summary>All of it, from nothing to the first byte.</summary>
    public double? TotalMs { get; init; }

    /// <summary>How often it was tried. An endpoint that can't be reached is tried once.</summary>
    public int Tries { get; init; }

    /// <summary>How many tries were answered as a gateway does.</summary>
    public int Answered { get; init; }

    /// <summary>Why it does not work, or what is not well although it does; null where nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>Endpoint and time, or why not.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "{0} {1}", BaseUrl, Works ? string.Format(CultureInfo.InvariantCulture, "{0:0} ms", TotalMs) : Problem);
}
