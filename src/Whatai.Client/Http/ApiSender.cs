using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;

namespace Whatai.Client.Http;

/// <summary>
/// Sends requests over one pooled handler: authentication, endpoints, redirects, retries, time-outs. It knows no feature.
/// </summary>
internal sealed class ApiSender : IDisposable
{
    private readonly ConnectionOptions _options;
    private readonly HttpClient _client;
    private readonly TimeProvider _clock;
    private readonly Func<double> _jitter;
    private readonly AdaptiveRateLimiter _rate;

    private readonly Lazy<SecretRedactor> _secrets;
    private readonly EndpointPool _endpoints;
    private readonly AttemptSender _attempts;

    public ApiSender(ConnectionOptions options, HttpMessageHandler? handler = null, TimeProvider? clock = null, Func<double>? jitter = null)
    {
        _options = options;
        _secrets = new Lazy<SecretRedactor>(() => SecretRedactor.Of(options));
        _clock = clock ?? TimeProvider.System;
        _jitter = jitter ?? NextRandom;
        _rate = new AdaptiveRateLimiter(_clock);
        _endpoints = new EndpointPool(options.BaseUrls, _clock);
        _client = new HttpClient(handler ?? HandlerFactory.Create(options)) { Timeout = Timeout.InfiniteTimeSpan };
        _attempts = new AttemptSender(options, _client, _clock);
    }

    public ConnectionOptions Options => _options;

    public Uri CurrentEndpoint => _endpoints[_endpoints.Current];

    public SecretRedactor Secrets => _secrets.Value;

    public TimeProvider Clock => _clock;

    public Func<double> Jitter => _jitter;

    /// <summary>Sends a request whose whole answer is wanted, and reads it.</summary>
    public async Task<BufferedResponse> SendAsync(ApiRequest request, CallOptions? call, CancellationToken cancellationToken)
    {
        long start = _clock.GetTimestamp();
        using StreamingResponse response = await SendAsync(request, call, readBody: true, cancellationToken).ConfigureAwait(false);
        return new BufferedResponse(response.Body!, response.MediaType, response.Context, _clock.GetElapsedTime(start));
    }

    /// <summary>Sends a request whose whole answer is wanted, and reads it as what it is to be.</summary>
    public async Task<T> ReadAsync<T>(ApiRequest request, CallOptions? call, Func<BufferedResponse, T> read, CancellationToken cancellationToken) =>
        AnswerGuard.Read(await SendAsync(request, call, cancellationToken).ConfigureAwait(false), read);

    /// <summary>Sends a request whose answer is read as it comes.</summary>
    public Task<StreamingResponse> OpenAsync(ApiRequest request, CallOptions? call, CancellationToken cancellationToken) =>
        SendAsync(request, call, readBody: false, cancellationToken);

    public void Dispose() => _client.Dispose();

    private async Task<StreamingResponse> SendAsync(ApiRequest request, CallOptions? call, bool readBody, CancellationToken cancellationToken)
    {
        call ??= new CallOptions();
        if (call.MakesMedia && request.Cost == RequestCost.Chat)
        {
            request = request with { Cost = RequestCost.Media };
        }

        int maxRetries = call.MaxRetries ?? _options.MaxRetries;
        int sent = 0;
        int retries = 0;
        int endpoint = -1;
        var tried = new HashSet<int>();
        WhataiException? last = null;
        var deadline = new CallDeadline(call.Timeout ?? _options.TotalTimeout, _options.IdleTimeout, cancellationToken);
        try
        {
            while (true)
            {
                await WaitAsync(_rate.WaitAsync(deadline.CallToken), deadline, last).ConfigureAwait(false);
                endpoint = endpoint < 0 ? _endpoints.Choose(tried) : endpoint;
                // Where there is another endpoint, one that is silent need not be waited for as long as a model that thinks.
                bool isPatient = request.Cost != RequestCost.Free || request.MediaUri is not null || tried.Count >= _endpoints.Count - 1;
                var context = new CallContext(request.MediaUri ?? BaseUrl.Resolve(_endpoints[endpoint], request.Path), Secrets.With(call.Headers), ++sent) { IsHostedFile = request.MediaUri is not null };
                Attempt attempt = await _attempts.TryAsync(request, call, context, readBody, isPatient, deadline).ConfigureAwait(false);
                if (attempt.Response is not null)
                {
                    if (request.MediaUri is null)
                    {
                        _endpoints.Served(endpoint);
                    }

                    _rate.Accepted();
                    return attempt.Response;
                }

                WhataiException failure = last = attempt.Failure!;
                if (attempt.EndpointFailed && request.MediaUri is null && _endpoints.Count > 1)
                {
                    TimeSpan pause = _endpoints.SetAside(endpoint);
                    tried.Add(endpoint);
                    int next = _endpoints.Choose(tried);
                    if (next >= 0)
                    {
                        // Nothing was sent, or it costs nothing: another endpoint need not be waited for.
                        CallTrace.Switching(call, failure, Secrets.Redact(_endpoints[endpoint]), pause, Secrets.Redact(_endpoints[next]));
                        endpoint = next;
                        continue;
                    }
                }

                TimeSpan delay = RetryPolicy.Delay(retries + 1, failure.RetryAfter, _jitter());
                if (!attempt.MayRepeat || retries >= maxRetries || delay > RetryPolicy.LongestWait)
                {
                    throw failure;
                }

                retries++;
                tried.Clear();
                // What may have been read stays on its endpoint: only there a gateway can know that it is the same.
                endpoint = attempt.NotSent || request.Cost == RequestCost.Free ? -1 : endpoint;
                call.Observer?.Invoke(CallEvent.Waiting(delay, retries, maxRetries, failure.Message));
                if (failure.Kind == ErrorKind.RateLimited)
                {
                    // All calls of the connection wait, this one among them.
                    _rate.Refused(delay);
                }
                else
                {
                    await WaitAsync(_clock.DelayAsync(delay, deadline.CallToken), deadline, failure).ConfigureAwait(false);
                }
            }
        }
        catch
        {
            deadline.Dispose();
            throw;
        }
    }

    private async Task WaitAsync(Task pause, CallDeadline deadline, WhataiException? last)
    {
        try
        {
            await pause.ConfigureAwait(false);
        }
        catch (OperationCanceledException ex) when (!deadline.CallerCancelled)
        {
            // The time is up while waiting: what the server said is the better reason.
            throw last ?? ApiFailures.TimedOut(deadline, new CallContext(CurrentEndpoint, Secrets, Attempts: 0), answerBegan: false, ex);
        }
    }

#pragma warning disable CA5394 // Jitter is no secret.
    private static readonly Random s_random = new();

    private static double NextRandom()
    {
        lock (s_random)
        {
            return s_random.NextDouble();
        }
    }
#pragma warning restore CA5394
}
