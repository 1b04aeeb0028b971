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
    private readonly RateGates _gates;
    private readonly Lazy<string> _account;
    private readonly CallLog? _log;

    private readonly Lazy<SecretRedactor> _secrets;
    private readonly EndpointPool _endpoints;
    private readonly AttemptSender _attempts;

    public ApiSender(ConnectionOptions options, HttpMessageHandler? handler = null, TimeProvider? clock = null, Func<double>? jitter = null)
    {
        _options = options;
        _secrets = new Lazy<SecretRedactor>(() => SecretRedactor.Of(options));
        _clock = clock ?? TimeProvider.System;
        _jitter = jitter ?? NextRandom;
        // A handler of a test's own, without a clock, is a gateway of its own.
        _gates = handler is not null && clock is null ? new RateGates(_clock) : RateGates.Of(_clock);
        _account = new Lazy<string>(() => RateGates.AccountOf(options));
        _log = options.LogPath is null ? null : new CallLog(options.LogPath);
        _endpoints = new EndpointPool(options.BaseUrls, _clock);
        _client = new HttpClient(handler ?? HandlerFactory.Create(options)) { Timeout = Timeout.InfiniteTimeSpan };
        _attempts = new AttemptSender(options, _client, _clock);
    }

    public ConnectionOptions Options => _options;

    public Uri CurrentEndpoint => _endpoints[_endpoints.Current];

    public Exception? LogProblem => _log?.Problem;

    public SecretRedactor Secrets => _secrets.Value;

    public TimeProvider Clock => _clock;

    public Func<double> Jitter => _jitter;

    /// <summary>Sends a request whose whole answer is wanted as it is.</summary>
    public Task<BufferedResponse> SendAsync(ApiRequest request, CallOptions? call, CancellationToken cancellationToken) =>
        ReadAsync(request, call, Task.FromResult, cancellationToken);

    /// <summary>Sends a request whose whole answer is wanted, and reads it as what it is to be.</summary>
    public Task<T> ReadAsync<T>(ApiRequest request, CallOptions? call, Func<BufferedResponse, T> read, CancellationToken cancellationToken) =>
        ReadAsync(request, call, answer => Task.FromResult(AnswerGuard.Read(answer, read)), cancellationToken);

    /// <inheritdoc cref="ReadAsync{T}(ApiRequest, CallOptions, Func{BufferedResponse, T}, CancellationToken)"/>
    public async Task<T> ReadAsync<T>(ApiRequest request, CallOptions? call, Func<BufferedResponse, Task<T>> read, CancellationToken cancellationToken)
    {
        // The call is over when its answer is read.
        using StreamingResponse response = await SendAsync(request, call, readBody: true, cancellationToken).ConfigureAwait(false);
        var answer = new BufferedResponse(response.Body!, response.MediaType, response.Context, response.Elapsed);
        return await AnswerGuard.ReadAsync(answer, read).ConfigureAwait(false);
    }

    /// <summary>Sends a request whose answer is read as it comes.</summary>
    public Task<StreamingResponse> OpenAsync(ApiRequest request, CallOptions? call, CancellationToken cancellationToken) =>
        SendAsync(request, call, readBody: false, cancellationToken);

    public void Dispose() => _client.Dispose();

    private Task<StreamingResponse> SendAsync(ApiRequest request, CallOptions? call, bool readBody, CancellationToken cancellationToken) => CallRecord.IsWatched(request, _log)
        ? SendWatchedAsync(request, call, readBody, cancellationToken)
        : SendAsync(request, call, readBody, record: null, cancellationToken);

    private async Task<StreamingResponse> SendWatchedAsync(ApiRequest request, CallOptions? call, bool readBody, CancellationToken cancellationToken)
    {
        var record = CallRecord.Begin(request, _log, _clock);
        try
        {
            StreamingResponse response = await SendAsync(request, call, readBody, record, cancellationToken).ConfigureAwait(false);
            record.Context = response.Context;
            response.Record = record;
            return response;
        }
        catch (Exception ex)
        {
            record.Fail(ex);
            throw;
        }
    }

    private async Task<StreamingResponse> SendAsync(ApiRequest request, CallOptions? call, bool readBody, CallRecord? record, CancellationToken cancellationToken)
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
        bool isAgain = false;
        var tried = new HashSet<int>();
        WhataiException? last = null;
        var deadline = new CallDeadline(call.Timeout ?? _options.TotalTimeout, _options.IdleTimeout, _clock, cancellationToken);
        try
        {
            while (true)
            {
                endpoint = endpoint < 0 ? _endpoints.Choose(tried) : endpoint;
                SendSlot? slot = request.MediaUri is null ? await EnterAsync(request, call, _endpoints[endpoint], deadline, last, isAgain).ConfigureAwait(false) : null;
                // Where there is another endpoint, one that is silent need not be waited for as long as a model that thinks.
                bool isPatient = request.Cost != RequestCost.Free || request.MediaUri is not null || tried.Count >= _endpoints.Count - 1;
                var context = new CallContext(request.MediaUri ?? _endpoints.Address(endpoint, request.Path), Secrets.With(call.Headers), ++sent) { IsHostedFile = request.MediaUri is not null, Slot = slot, Record = record };
                if (record is not null)
                {
                    record.Context = context;
                }

                Attempt attempt = await TryAsync(request, call, context, readBody, isPatient, deadline).ConfigureAwait(false);
                if (attempt.Response is not null)
                {
                    if (request.MediaUri is null)
                    {
                        _endpoints.Served(endpoint);
                    }

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

                if (call.LimitWait is not null && slot is not null && Waits(call.LimitWait, attempt, deadline))
                {
                    slot.Refuse(attempt.Limit!, TimeSpan.Zero, isBulk: true);
                    call.Observer?.Invoke(CallEvent.WaitingForLimit(failure.Message));
                    isAgain = true;
                    tried.Clear();
                    endpoint = -1;
                    continue;
                }

                TimeSpan delay = RetryPolicy.Delay(retries + 1, failure.RetryAfter, _jitter());
                bool isOver = !attempt.MayRepeat || retries >= maxRetries || delay > RetryPolicy.LongestWait || call.LimitWait?.Failure is not null;
                if (attempt.Limit is not null)
                {
                    // All calls of the connection wait, this one among them.
                    slot?.Refuse(attempt.Limit, isOver ? TimeSpan.Zero : delay, isBulk: false);
                }

                if (isOver)
                {
                    // The calls of a run that is over are one failure.
                    throw failure.Kind is ErrorKind.RateLimited or ErrorKind.QuotaExceeded ? call.LimitWait?.Failure ?? failure : failure;
                }

                retries++;
                tried.Clear();
                // What may have been read stays on its endpoint: only there a gateway can know that it is the same.
                endpoint = attempt.NotSent || request.Cost == RequestCost.Free ? -1 : endpoint;
                call.Observer?.Invoke(CallEvent.Waiting(delay, retries, maxRetries, failure.Message));
                if (attempt.Limit is null || slot is null)
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

    private async Task<Attempt> TryAsync(ApiRequest request, CallOptions call, CallContext context, bool readBody, bool isPatient, CallDeadline deadline)
    {
        Attempt? attempt = null;
        try
        {
            return attempt = await _attempts.TryAsync(request, call, context, readBody, isPatient, deadline).ConfigureAwait(false);
        }
        finally
        {
            if (attempt?.Response is not null)
            {
                context.Slot?.Accept();
            }
            else if (attempt?.Limit is null || attempt.EndpointFailed)
            {
                // What stands before the gateway tells nothing of its limit.
                context.Slot?.Fail();
            }
        }
    }

    /// <summary>Waits for this request's turn.</summary>
    private async Task<SendSlot> EnterAsync(ApiRequest request, CallOptions call, Uri endpoint, CallDeadline deadline, WhataiException? last, bool isAgain)
    {
        RateGate gate = _gates.Find(_account.Value, endpoint);
        RateLimitWait? run = call.LimitWait;
        run?.ThrowIfEnded();
        var demand = new RateDemand(request.Model, (int)(request.Body?.Length ?? request.Form?.Length ?? 0), run is not null, isAgain)
        {
            RequestsPerMinute = PartOf(_options.RequestsPerMinute),
            TokensPerMinute = PartOf(_options.TokensPerMinute),
        };
        var context = new CallContext(endpoint, Secrets, Attempts: 0);
        if (run is null)
        {
            Task<SendSlot> turn = gate.EnterAsync(demand, deadline.CallToken);
            await WaitAsync(turn, deadline, last).ConfigureAwait(false);
            return await turn.ConfigureAwait(false);
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(deadline.CallToken, run.Ended);
        Task<SendSlot> entering = gate.EnterAsync(demand, ended.Token);
        if (entering.IsCompleted)
        {
            return await entering.ConfigureAwait(false);
        }

        run.BeginWaiting(gate, _clock, last, context);
        try
        {
            return await entering.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (run.Failure is not null && !deadline.CallerCancelled)
        {
            throw run.Failure;
        }
        catch (OperationCanceledException ex) when (!deadline.CallerCancelled)
        {
            throw last ?? ApiFailures.LimitOutlasted(deadline, context, ex);
        }
        finally
        {
            run.EndWaiting();
        }

        int? PartOf(int? limit) => limit is int whole ? Math.Max(1, whole / call.Shares) : null;
    }

    /// <summary>Whether a request of a run waits for the gateway's limit. Where waiting is of no use, the run is over.</summary>
    private static bool Waits(RateLimitWait run, Attempt attempt, CallDeadline deadline)
    {
        WhataiException failure = attempt.Failure!;
        bool isTooLong = attempt.Limit?.Wait is TimeSpan wait
            && ((deadline.Total > TimeSpan.Zero && wait > deadline.Total) || (run.Left is TimeSpan left && wait > left));
        if (failure.Kind == ErrorKind.QuotaExceeded || isTooLong)
        {
            run.End(failure);
            return false;
        }

        return attempt.Limit is not null && attempt.MayRepeat;
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
            throw last ?? ApiFailures.LimitOutlasted(deadline, new CallContext(CurrentEndpoint, Secrets, Attempts: 0), ex);
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
