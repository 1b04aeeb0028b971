using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Json;

namespace Whatai.Client.Http;

/// <summary>Sends a request once to one endpoint, and says what became of it.</summary>
internal sealed class AttemptSender(ConnectionOptions options, HttpClient client, TimeProvider clock)
{
    private const int LongestErrorBody = 64 * 1024;
    private const int LongestRefusal = 4096;

    private readonly ConnectionOptions _options = options;
    private readonly TimeProvider _clock = clock;
    private readonly RequestMessageFactory _messages = new(options, clock);

    /// <summary>Sends a request once, and follows where it is pointed to.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<Attempt> TryAsync(ApiRequest request, CallOptions call, CallContext context, bool readBody, bool isPatient, CallDeadline deadline)
    {
        SendTrackingContent? content = null;
        HttpResponseMessage? response = null;
        deadline.Renew();
        try
        {
            long start = _clock.GetTimestamp();
            for (int redirects = 0; ; redirects++)
            {
                for (bool isAgain = false; response is null; isAgain = true)
                {
                    content = _messages.CreateContent(request, call, deadline);
                    using HttpRequestMessage message = _messages.Create(request, call, context.RequestUri, content, isStream: !readBody, out bool hasKey);
                    context = context with { HasKey = hasKey };
                    if (!isAgain)
                    {
                        CallTrace.Sending(call, message, request, context);
                    }

                    deadline.ExpectData(isPatient ? deadline.Idle : _options.ConnectTimeout);
                    response = await SendMessageAsync(message, deadline.Token).ConfigureAwait(false);
                }

                deadline.DataCame();
                DecodedContent.Decode(response);
                context = context with { RequestId = context.Redacted(ResponseHeaders.RequestId(response)), Cost = ResponseHeaders.Cost(response) };
                if (RedirectRules.TargetOf(response, context.RequestUri) is not Uri target)
                {
                    break;
                }

                if (RedirectRules.Refuse(request, (int)response.StatusCode, target, redirects, context) is WhataiException refusal)
                {
                    return Attempt.Failed(refusal);
                }

                response.Dispose();
                response = null;
                context = context with { RequestUri = target, IsRedirected = true, IsHostedFile = context.IsHostedFile || !RequestMessageFactory.IsSameHost(context.RequestUri, target) };
            }

            CallTrace.Answered(call, response, context, _clock.GetElapsedTime(start));
            // What a gateway accepted is made and billed, whether its answer can be read or not.
            var answer = new StreamingResponse(response, deadline, context with { MayHaveRun = response.IsSuccessStatusCode && request.Cost == RequestCost.Media }, call.MaxResponseBytes ?? _options.MaxResponseBytes);
            return response.IsSuccessStatusCode
                ? await AcceptAsync(answer, request, call, readBody).ConfigureAwait(false)
                : await RefuseAsync(answer, request, call).ConfigureAwait(false);
        }
        catch (Exception ex) when (ex is HttpRequestException or OperationCanceledException or IOException or ObjectDisposedException or InvalidDataException or System.Net.WebException)
        {
            response?.Dispose();
            return FromException(ex, request, deadline, context, content, answerBegan: response is not null);
        }
        catch (Exception ex) when (response is not null)
        {
            response.Dispose();
            return Attempt.Failed(ex as WhataiException ?? ApiFailures.NotJson([], context with { MayHaveRun = request.Cost != RequestCost.Free }, ex));
        }
    }

    /// <summary>Gives null where the pool's connection takes no more requests: then nothing was sent.</summary>
    private async Task<HttpResponseMessage?> SendMessageAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException ex) when (ex.InnerException is ConnectionRetiredException)
        {
            return null;
        }
    }

    private Attempt FromException(Exception ex, ApiRequest request, CallDeadline deadline, CallContext context, SendTrackingContent? content, bool answerBegan)
    {
        if (deadline.CallerCancelled)
        {
            throw new OperationCanceledException("The call was cancelled.", context.Secrets.Redact(ex));
        }

        bool started = content?.Started ?? !request.HasBody;
        bool sent = answerBegan || (content?.Ended ?? !request.HasBody);
        bool mayRepeat = !started || RetryPolicy.MayRepeatInFlight(request.Cost, _options.RetryAmbiguousChat);
        context = context with { MayHaveRun = sent && request.Cost != RequestCost.Free };
        if (deadline.TotalElapsed)
        {
            return Attempt.Failed(ApiFailures.TimedOut(deadline, context, answerBegan, ex));
        }

        if (deadline.IdleElapsed)
        {
            return Attempt.Failed(ApiFailures.TimedOut(deadline, context, answerBegan, ex), mayRepeat, TellsOfEndpoint(request));
        }

        if (ex is OperationCanceledException && (!started || (!request.HasBody && ex.InnerException is TimeoutException)))
        {
            // Neither of ours, so the handler's, which cancels like this for the connect time-out.
            return Attempt.Unsent(ApiFailures.ConnectTimedOut(_options.ConnectTimeout, context with { MayHaveRun = false }, ex));
        }

        if (ProxyLogin.IsRefusal(ex))
        {
            return Attempt.Failed(ApiFailures.ProxyRefused(context, ex));
        }

        if (ConnectionStage.NeverConnected(ex) ?? !started)
        {
            return Attempt.Unsent(ApiFailures.NotConnected(context with { MayHaveRun = false }, ex));
        }

        if (!sent)
        {
            return Attempt.Unsent(ApiFailures.LostWhileSending(context, ex));
        }

        return Attempt.Failed(
            answerBegan ? ApiFailures.Incomplete(IncompleteReasons.ConnectionLost, context, ex) : ApiFailures.ConnectionLost(context, ex),
            mayRepeat,
            TellsOfEndpoint(request));
    }

    // Only what costs nothing may go on to another endpoint once it was sent.
    private static bool TellsOfEndpoint(ApiRequest request) => request is { Cost: RequestCost.Free, MayBeMissing: false };

    // Below /v1 a relay answers JSON always; elsewhere a page may be its own web site's, which has no such route.
    private static bool IsNoSite(ApiRequest request) => TellsOfEndpoint(request) && request.Path.StartsWith("v1/", StringComparison.Ordinal);

    private async Task<Attempt> AcceptAsync(StreamingResponse answer, ApiRequest request, CallOptions call, bool readBody)
    {
        if (readBody || answer.MediaType is "text/html")
        {
            byte[] body = await answer.ReadAllAsync().ConfigureAwait(false);
            body = request.IsText ? WellFormedJson.OfBody(body) : body;
            answer.Body = body;
            CallTrace.Detail(call, answer.Message, body, answer.Context.Secrets);
            ErrorBody? page = answer.MediaType is "text/html" || EventData.Beginning(body).StartsWith("<"u8) ? ErrorBody.Parse(answer.Context.Redacted(body)) : null;
            if (page is { IsHtml: true })
            {
                WhataiException failure = ApiFailures.WebPage(page, body, (int)answer.Message.StatusCode, answer.Context, request.Wanted);
                answer.Message.Dispose();
                return Attempt.Failed(failure, endpointFailed: IsNoSite(request));
            }
        }
        else
        {
            CallTrace.Detail(call, answer.Message, null, answer.Context.Secrets);
        }

        return RefusedInAnswer(answer, request, call) ?? new Attempt(answer, null, MayRepeat: false, NotSent: false, EndpointFailed: false);
    }

    // Some gateways say with status 200 that there were too many requests.
    private Attempt? RefusedInAnswer(StreamingResponse answer, ApiRequest request, CallOptions call)
    {
        if (call.LimitWait is null || answer.Body is not { Length: > 0 and < LongestRefusal } body || !request.IsText || ErrorBody.Parse(answer.Context.Redacted(body)) is not { IsError: true } error)
        {
            return null;
        }

        WhataiException failure = ApiFailures.FromBody(body, answer.Context);
        if (failure.Kind is not (ErrorKind.RateLimited or ErrorKind.QuotaExceeded))
        {
            return null;
        }

        answer.Message.Dispose();
        return Attempt.Failed(failure, mayRepeat: true) with { Limit = RateLimitNotice.Read(null, error, error.RetryDelay, request.Model, _clock.GetUtcNow()) };
    }

    private async Task<Attempt> RefuseAsync(StreamingResponse answer, ApiRequest request, CallOptions call)
    {
        byte[] body;
        try
        {
            body = answer.Context.Redacted(await answer.ReadAllAsync(LongestErrorBody).ConfigureAwait(false));
        }
        catch (Exception ex) when (ex is IOException or HttpRequestException or InvalidDataException)
        {
            // The status alone says enough.
            body = [];
        }

        using HttpResponseMessage response = answer.Message;
        CallTrace.Detail(call, response, body, answer.Context.Secrets);
        int status = (int)response.StatusCode;
        ErrorBody error = ErrorBody.Parse(body);
        if (status == 407 || ProxyLogin.IsRefusal(response, _options, answer.Context.RequestUri))
        {
            return Attempt.Failed(ApiFailures.ProxyRefused(answer.Context));
        }

        if (error.IsHtml && ResponseHeaders.IsGuard(response, error.Message))
        {
            return Attempt.Failed(ApiFailures.GuardPage(error, body, status, answer.Context), endpointFailed: IsNoSite(request));
        }

        TimeSpan? retryAfter = ResponseHeaders.RetryAfter(response, _clock.GetUtcNow()) ?? (error.RetryDelay > TimeSpan.Zero ? error.RetryDelay : null);
        bool mayRepeat = RetryPolicy.MayRepeat(
            request.Cost, status, error, ResponseHeaders.ShouldRetry(response), answer.Context.Attempts, _options.RetryAmbiguousChat);
        CallContext context = answer.Context with { MayHaveRun = RetryPolicy.MayHaveRun(request.Cost, status, error) };
        bool endpointFailed = status >= 500 ? TellsOfEndpoint(request) : error.IsHtml && IsNoSite(request);
        WhataiException failure = ApiFailures.FromStatus(status, error, body, retryAfter, context);
        return Attempt.Failed(failure, mayRepeat, endpointFailed) with
        {
            Limit = failure.Kind == ErrorKind.RateLimited ? RateLimitNotice.Read(response, error, retryAfter, request.Model, _clock.GetUtcNow()) : null,
        };
    }
}
