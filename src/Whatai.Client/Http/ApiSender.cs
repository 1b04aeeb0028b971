using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Json;

namespace Whatai.Client.Http;

/// <summary>
/// Sends requests over one pooled handler: authentication, lines, redirects, retries, time-outs. It knows no feature.
/// </summary>
internal sealed class ApiSender : IDisposable
{
    private const int MostRedirects = 5;
    private const int LongestErrorBody = 64 * 1024;

    private readonly ConnectionOptions _options;
    private readonly HttpClient _client;
    private readonly TimeProvider _clock;
    private readonly Func<double> _jitter;
    private readonly AdaptiveRateLimiter _rate;

    private readonly Lazy<SecretRedactor> _secrets;
    private readonly EndpointPool _lines;
    private readonly RequestMessageFactory _messages;

    public ApiSender(ConnectionOptions options, HttpMessageHandler? handler = null, TimeProvider? clock = null, Func<double>? jitter = null)
    {
        _options = options;
        _secrets = new Lazy<SecretRedactor>(() => SecretRedactor.Of(options));
        _clock = clock ?? TimeProvider.System;
        _jitter = jitter ?? NextRandom;
        _rate = new AdaptiveRateLimiter(_clock);
        _lines = new EndpointPool(options.BaseUrls, _clock);
        _messages = new RequestMessageFactory(options, _clock);
        _client = new HttpClient(handler ?? HandlerFactory.Create(options)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public ConnectionOptions Options => _options;

    public Uri CurrentLine => _lines[_lines.Current];

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
        int line = -1;
        var tried = new HashSet<int>();
        WhataiException? last = null;
        var deadline = new CallDeadline(call.Timeout ?? _options.TotalTimeout, _options.IdleTimeout, cancellationToken);
        try
        {
            while (true)
            {
                await WaitAsync(_rate.WaitAsync(deadline.CallToken), deadline, last).ConfigureAwait(false);
                line = line < 0 ? _lines.Choose(tried) : line;
                // Where there is another line, one that is silent need not be waited for as long as a model that thinks.
                bool isPatient = request.Cost != RequestCost.Free || request.MediaUri is not null || tried.Count >= _lines.Count - 1;
                Attempt attempt = await TryAsync(request, call, _lines[line], ++sent, readBody, isPatient, deadline).ConfigureAwait(false);
                if (attempt.Response is not null)
                {
                    if (request.MediaUri is null)
                    {
                        _lines.Served(line);
                    }

                    _rate.Accepted();
                    return attempt.Response;
                }

                WhataiException failure = last = attempt.Failure!;
                if (attempt.LineFailed && request.MediaUri is null && _lines.Count > 1)
                {
                    TimeSpan pause = _lines.SetAside(line);
                    tried.Add(line);
                    int next = _lines.Choose(tried);
                    if (next >= 0)
                    {
                        // Nothing was sent, or it costs nothing: another line need not be waited for.
                        call.Observer?.Invoke(new CallEvent(CallStep.SwitchingLine, Invariant(
                            $"{failure.Message.TrimEnd('.')}. The line {Secrets.Redact(_lines[line])} is set aside for {pause.TotalSeconds:0} s. Trying the line {Secrets.Redact(_lines[next])}.")));
                        line = next;
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
                // What may have been read stays on its line: only there a gateway can know that it is the same.
                line = attempt.NotSent || request.Cost == RequestCost.Free ? -1 : line;
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
            throw last ?? ApiFailures.TimedOut(deadline, new CallContext(CurrentLine, Secrets, Attempts: 0), answerBegan: false, ex);
        }
    }

    private async Task<Attempt> TryAsync(ApiRequest request, CallOptions call, Uri line, int number, bool readBody, bool isPatient, CallDeadline deadline)
    {
        Uri uri = request.MediaUri ?? BaseUrl.Resolve(line, request.Path);
        var context = new CallContext(uri, Secrets.With(call.Headers), number) { IsHostedFile = request.MediaUri is not null };
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
                    using HttpRequestMessage message = _messages.Create(request, call, context.RequestUri, content, isStream: !readBody);
                    context = context with { HasKey = message.Headers.Any(static header => ApiKeyText.IsSecretHeader(header.Key) && header.Key != "Proxy-Authorization") };
                    if (!isAgain)
                    {
                        Announce(call, message, request, context);
                    }

                    deadline.ExpectData(isPatient ? deadline.Idle : _options.ConnectTimeout);
                    response = await SendMessageAsync(message, deadline.Token).ConfigureAwait(false);
                }

                deadline.DataCame();
                DecodedContent.Decode(response);
                context = context with { RequestId = context.Redacted(ResponseHeaders.RequestId(response)) };
                if (RedirectTarget(response, context.RequestUri) is not Uri target)
                {
                    break;
                }

                int status = (int)response.StatusCode;
                bool keepsMethod = request.Method == HttpMethod.Get || status is 307 or 308;
                bool staysThere = RequestMessageFactory.IsSameHost(context.RequestUri, target);
                bool mayGoThere = request.MediaUri is not null || request.MayLeaveGateway ? target.Scheme is "http" or "https" : staysThere;
                if (!keepsMethod || !mayGoThere || redirects == MostRedirects)
                {
                    return Attempt.Failed(keepsMethod && mayGoThere
                        ? ApiFailures.RedirectedTooOften(target, status, MostRedirects, context)
                        : ApiFailures.Redirected(target, status, staysThere, context));
                }

                response.Dispose();
                response = null;
                context = context with { RequestUri = target, IsRedirected = true, IsHostedFile = context.IsHostedFile || !staysThere };
            }

            call.Observer?.Invoke(new CallEvent(CallStep.Answered, Invariant(
                $"HTTP/{response.Version} {(int)response.StatusCode} after {_clock.GetElapsedTime(start).TotalMilliseconds:0} ms{(context.RequestId is null ? null : ", request id " + context.RequestId)}")));
            // What a gateway accepted is made and billed, whether its answer can be read or not.
            var answer = new StreamingResponse(response, deadline, context with { MayHaveRun = response.IsSuccessStatusCode && request.Cost == RequestCost.Media }, call.MaxResponseBytes ?? _options.MaxResponseBytes);
            return response.IsSuccessStatusCode
                ? await AcceptAsync(answer, request, call, readBody).ConfigureAwait(false)
                : await RefuseAsync(answer, request, call, number).ConfigureAwait(false);
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
            return await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
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
            return Attempt.Failed(ApiFailures.TimedOut(deadline, context, answerBegan, ex), mayRepeat, ShowsLine(request));
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

        if (NeverConnected(ex) ?? !started)
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
            ShowsLine(request));
    }

    // Only what costs nothing may go on to another line once it was sent.
    private static bool ShowsLine(ApiRequest request) => request is { Cost: RequestCost.Free, MayBeMissing: false };

    // Below /v1 a relay answers JSON always; elsewhere a page may be its own web site's, which has no such route.
    private static bool IsNoSite(ApiRequest request) => ShowsLine(request) && request.Path.StartsWith("v1/", StringComparison.Ordinal);

    /// <summary>What the exception itself says of the connection, where it does.</summary>
    private static bool? NeverConnected(Exception exception)
    {
#if NETFRAMEWORK
        return (exception as System.Net.WebException ?? exception.InnerException as System.Net.WebException)?.Status
            is System.Net.WebExceptionStatus.NameResolutionFailure
            or System.Net.WebExceptionStatus.ConnectFailure
            or System.Net.WebExceptionStatus.ProxyNameResolutionFailure
            or System.Net.WebExceptionStatus.TrustFailure
            or System.Net.WebExceptionStatus.SecureChannelFailure ? true : null;
#else
        return (exception as HttpRequestException)?.HttpRequestError
            is HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError ? true : null;
#endif
    }

    private static async Task<Attempt> AcceptAsync(StreamingResponse answer, ApiRequest request, CallOptions call, bool readBody)
    {
        if (readBody || answer.MediaType is "text/html")
        {
            byte[] body = await answer.ReadAllAsync().ConfigureAwait(false);
            body = request.IsText ? WellFormedJson.OfBody(body) : body;
            answer.Body = body;
            Announce(call, answer.Message, body, answer.Context.Secrets);
            ErrorBody? page = answer.MediaType is "text/html" || FirstByte(body) == (byte)'<' ? ErrorBody.Parse(answer.Context.Redacted(body)) : null;
            if (page is { IsHtml: true })
            {
                WhataiException failure = ApiFailures.WebPage(page, body, (int)answer.Message.StatusCode, answer.Context, request.Wanted);
                answer.Message.Dispose();
                return Attempt.Failed(failure, lineFailed: IsNoSite(request));
            }
        }
        else
        {
            Announce(call, answer.Message, null, answer.Context.Secrets);
        }

        return new Attempt(answer, null, MayRepeat: false, NotSent: false, LineFailed: false);
    }

    private async Task<Attempt> RefuseAsync(StreamingResponse answer, ApiRequest request, CallOptions call, int number)
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
        Announce(call, response, body, answer.Context.Secrets);
        int status = (int)response.StatusCode;
        ErrorBody error = ErrorBody.Parse(body);
        if (status == 407 || ProxyLogin.IsRefusal(response, _options, answer.Context.RequestUri))
        {
            return Attempt.Failed(ApiFailures.ProxyRefused(answer.Context));
        }

        if (error.IsHtml && ResponseHeaders.IsGuard(response, error.Message))
        {
            return Attempt.Failed(ApiFailures.GuardPage(error, body, status, answer.Context), lineFailed: IsNoSite(request));
        }

        TimeSpan? retryAfter = ResponseHeaders.RetryAfter(response, _clock.GetUtcNow()) ?? (error.RetryDelay > TimeSpan.Zero ? error.RetryDelay : null);
        bool mayRepeat = RetryPolicy.MayRepeat(
            request.Cost, status, error, ResponseHeaders.ShouldRetry(response), number, _options.RetryAmbiguousChat);
        CallContext context = answer.Context with { MayHaveRun = RetryPolicy.MayHaveRun(request.Cost, status, error) };
        bool lineFailed = status >= 500 ? ShowsLine(request) : error.IsHtml && IsNoSite(request);
        return Attempt.Failed(ApiFailures.FromStatus(status, error, body, retryAfter, context), mayRepeat, lineFailed);
    }

    private static Uri? RedirectTarget(HttpResponseMessage response, Uri uri) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is Uri location
            && Uri.TryCreate(uri, location, out Uri? target)
            ? target
            : null;

    private static void Announce(CallOptions call, HttpRequestMessage message, ApiRequest request, CallContext context)
    {
        if (call.Observer is not Action<CallEvent> tell)
        {
            return;
        }

        tell(new CallEvent(CallStep.Sending, Invariant(
            $"{message.Method} {context.ShownUri}, {request.Form?.Length ?? request.Body?.Length ?? 0} bytes{(context.Attempts > 1 ? $", attempt {context.Attempts}" : null)}")));
        tell(new CallEvent(CallStep.RequestDetail, HttpTraceFormatter.Describe(
            message.Headers, message.Content?.Headers, request.Form is null ? request.Body : Encoding.UTF8.GetBytes(request.Form.Describe()), request.Form is null ? request.ContentType : "text/plain", context.Secrets)));
    }

    // Redacted as well: servers echo keys.
    private static void Announce(CallOptions call, HttpResponseMessage response, byte[]? body, SecretRedactor secrets) => call.Observer?.Invoke(new CallEvent(
        CallStep.ResponseDetail, HttpTraceFormatter.Describe(response.Headers, response.Content.Headers, body, response.Content.Headers.ContentType?.MediaType, secrets)));

    private static byte FirstByte(byte[] body)
    {
        foreach (byte value in body)
        {
            if (value is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return value;
            }
        }

        return 0;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

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

    private sealed record Attempt(StreamingResponse? Response, WhataiException? Failure, bool MayRepeat, bool NotSent, bool LineFailed)
    {
        public static Attempt Failed(WhataiException failure, bool mayRepeat = false, bool lineFailed = false) =>
            new(null, failure, mayRepeat, NotSent: false, lineFailed);

        public static Attempt Unsent(WhataiException failure) => new(null, failure, MayRepeat: true, NotSent: true, LineFailed: true);
    }
}
