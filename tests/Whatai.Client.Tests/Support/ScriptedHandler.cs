using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Tests;

/// <summary>One step of a script: what becomes of a request.</summary>
internal delegate Task<HttpResponseMessage> Step(SentRequest request, CancellationToken cancellationToken);

/// <summary>Plays a script in place of a network, and remembers the requests. The last step is played again and again.</summary>
internal sealed class ScriptedHandler(params Step[] steps) : HttpMessageHandler
{
    private readonly object _gate = new();
    private readonly List<SentRequest> _requests = [];

    public IReadOnlyList<SentRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = new SentRequest(request);
        Step step;
        lock (_gate)
        {
            _requests.Add(sent);
            step = steps[Math.Min(_requests.Count, steps.Length) - 1];
        }

        return step(sent, cancellationToken);
    }
}

/// <summary>A request as the handler got it.</summary>
internal sealed class SentRequest(HttpRequestMessage request)
{
    public HttpMethod Method { get; } = request.Method;

    public Uri Uri { get; } = request.RequestUri!;

    public IReadOnlyDictionary<string, string> Headers { get; } =
        request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);

    /// <summary>The body, once a step has read it.</summary>
    public byte[]? Body { get; private set; }

    public string BodyText => System.Text.Encoding.UTF8.GetString(Body ?? []);

    /// <summary>From here on the request counts as sent.</summary>
    public async Task ReadAsync()
    {
        if (request.Content is not null)
        {
            Body = await request.Content.ReadAsByteArrayAsync();
        }
    }
}
