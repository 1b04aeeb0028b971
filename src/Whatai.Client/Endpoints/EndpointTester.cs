using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;

namespace Whatai.Client.Endpoints;

/// <summary>How well endpoints serve.</summary>
public static class EndpointTester
{
    /// <summary>Tries an endpoint, each time with a connection of its own: it asks for the models, which costs nothing.</summary>
    /// <param name="endpoint">The endpoint, as <see cref="BaseUrl.Normalize"/> gives it.</param>
    /// <param name="options">The key, the proxy and the time-outs; its endpoints are not used.</param>
    /// <param name="tries">How often, 1 or more. An endpoint that can't be reached is tried once.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What the tries showed; a failure is no exception.</returns>
    public static async Task<WhataiEndpoint> TestAsync(Uri endpoint, ConnectionOptions options, int tries = 3, CancellationToken cancellationToken = default)
    {
        var probes = new List<EndpointProbe>();
        do
        {
            var probe = new EndpointProbe(options with { BaseUrls = [endpoint] });
            await probe.RunAsync(cancellationToken).ConfigureAwait(false);
            probes.Add(probe);
        }
        while (probes.Count < tries && probes[0].TotalMs is not null);

        List<EndpointProbe> answered = probes.FindAll(static probe => probe.IsAnswered);
        return new WhataiEndpoint
        {
            BaseUrl = endpoint,
            Works = answered.Count * 2 > probes.Count,
            ConnectMs = Median(answered, static probe => probe.ConnectMs),
            TlsMs = Median(answered, static probe => probe.TlsMs),
            FirstByteMs = Median(answered, static probe => probe.FirstByteMs),
            TotalMs = Median(answered, static probe => probe.TotalMs),
            Tries = probes.Count,
            Answered = answered.Count,
            Problem = (probes.Find(static probe => !probe.IsAnswered) ?? probes.Find(static probe => probe.Failure is not null))?.Failure?.Message,
        };
    }

    private static double? Median(List<EndpointProbe> probes, Func<EndpointProbe, double?> value)
    {
        double[] sorted = [.. probes.Select(value).OfType<double>().OrderBy(static one => one)];
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
