using System;
using System.Globalization;
using System.Text;
using Whatai.Client.Http;
using Whatai.Client.Media;

namespace Whatai.Client.Errors;

/// <summary>Every <see cref="WhataiException"/> is made here.</summary>
internal static partial class ApiFailures
{
    private const int LongestBody = 4096;
    private const double MegaByte = 1024 * 1024;

    public static WhataiException FromStatus(int status, ErrorBody error, byte[] body, TimeSpan? retryAfter, CallContext context)
    {
        error = context.Redacted(error);
        ErrorKind kind = context.IsHostedFile && status == 410 ? ErrorKind.NotFound : KindOf(status, error, context);
        string says = error.Message is { Length: > 0 } message ? ": " + message : error.IsHtml ? ", with a web page." : ".";
        string where = status is 404 or 405 && !context.IsHostedFile ? Invariant($" at {context.ShownUri}") : string.Empty;
        string bill = context.MayHaveRun ? "; the request may have run and been billed" : string.Empty;
        string wait = retryAfter is TimeSpan asked ? Invariant($" (the server asks to wait {asked.TotalSeconds:0.###} s)") : string.Empty;
        return Create(
            kind, Invariant($"{(context.IsHostedFile ? HostedSummary(kind) : Summary(kind))}{bill} (HTTP {status}{where}){says}{wait}"), context, error, body, status, retryAfter);
    }

    /// <summary>A page of something that guards the gateway: it saw neither the key nor the request.</summary>
    public static WhataiException GuardPage(ErrorBody error, ReadOnlySpan<byte> body, int status, CallContext context) => Create(
        ErrorKind.InvalidResponse,
        new LocalizableMessage("GuardPage", $"A page stands before {context.RequestUri.Authority} (HTTP {status}): \"{context.Redacted(error).Message}\". It takes the call for a robot's, or blocks this network; the gateway itself, and the key, were not asked. Try another endpoint, network or proxy, or ask the gateway's operator."),
        context with { MayHaveRun = false },
        error,
        body,
        status);

    /// <summary>The proxy did not let the call through.</summary>
    public static WhataiException ProxyRefused(CallContext context, Exception? inner = null) => Create(
        ErrorKind.ProxyAuthenticationFailed,
        new LocalizableMessage("ProxyRefused", $"The proxy on the way to {context.RequestUri.Authority} wants a user name and password, or did not accept those that it got (HTTP 407). The gateway was not reached."),
        context with { MayHaveRun = false },
        status: 407,
        inner: inner);

    /// <summary>An answer whose status said 200 and that is not what was asked for: an error inside, or something else.</summary>
    public static WhataiException NotTheAnswer(ReadOnlySpan<byte> body, CallContext context)
    {
        ErrorBody error = ErrorBody.Parse(context.Redacted(body));
        // Where the answer should be, the words of whoever has none are the reason.
        return error.IsError || error.IsHtml || error.SaysWhy ? FromBody(body, context) : NotJson(body, context);
    }

    /// <summary>A stream that ended without any of an answer: for the reason that its last event said in words, where it did.</summary>
    public static WhataiException NoAnswer(byte[]? words, LocalizableMessage how, CallContext context) =>
        words is not null && ErrorBody.Parse(words).SaysWhy ? FromBody(words, context) : Incomplete(how, context);

    /// <summary>An error inside an answer whose status said 200.</summary>
    public static WhataiException FromBody(ReadOnlySpan<byte> received, CallContext context, bool midStream = false, LocalizableMessage? wanted = null)
    {
        byte[] body = context.Redacted(received);
        ErrorBody error = context.Redacted(ErrorBody.Parse(body));
        if (error.IsHtml)
        {
            return WebPage(error, body, 200, context, wanted);
        }

        ErrorKind kind = KindOf(error.Status, error, context);
        // Who is refused for the key, the quota or the request is not billed, whatever the status said.
        context = context with { MayHaveRun = context.MayHaveRun && kind is ErrorKind.ServiceUnavailable or ErrorKind.TimedOut };
        string head = midStream
            ? "The gateway reported an error while it answered; the answer is incomplete"
            : "The gateway reported an error";
        return Create(kind, error.Message is { Length: > 0 } ? $"{head}: {error.Message}" : head + ".", context, error, body);
    }

    /// <summary>A prompt that the model was not given.</summary>
    /// <param name="reason">The API's word for why.</param>
    /// <param name="message">The same in words, where it said more.</param>
    /// <param name="received">The answer.</param>
    /// <param name="context">Which call it was.</param>
    public static WhataiException Blocked(string reason, string? message, ReadOnlySpan<byte> received, CallContext context)
    {
        string says = context.Redacted(string.IsNullOrEmpty(message) ? reason : $"{reason}: {message}")!;
        return Create(
            ErrorKind.ContentBlocked,
            $"The prompt was blocked: {says}",
            context,
            new ErrorBody { Message = says, Code = reason },
            context.Redacted(received));
    }

    /// <summary>A web page. Who answers with one is most likely not the gateway, so that nothing has run.</summary>
    public static WhataiException WebPage(ErrorBody error, ReadOnlySpan<byte> body, int status, CallContext context, LocalizableMessage? wanted = null) => Create(
        ErrorKind.InvalidResponse,
        context.IsHostedFile && wanted is not null
            ? error.Message is null
                ? new LocalizableMessage("HostedPage", $"{context.ShownUri} answered with a web page instead of {wanted}. The address leads to a page, not to the file itself.")
                : new LocalizableMessage("TitledHostedPage", $"{context.ShownUri} answered with a web page (\"{error.Message}\") instead of {wanted}. The address leads to a page, not to the file itself.")
            : error.Message is null
                ? new LocalizableMessage("WebPage", $"{context.ShownUri} answered with a web page instead of JSON. Check the base URL, and whether a proxy or sign-in page stands between.")
                : new LocalizableMessage("TitledWebPage", $"{context.ShownUri} answered with a web page (\"{error.Message}\") instead of JSON. Check the base URL, and whether a proxy or sign-in page stands between."),
        context with { MayHaveRun = false },
        error,
        body,
        status);

    public static WhataiException NotJson(ReadOnlySpan<byte> body, CallContext context, Exception? inner = null) => Create(
        ErrorKind.InvalidResponse,
        body.IsEmpty && inner is null ? EmptyBody(context) : new LocalizableMessage("NotExpectedJson", $"{context.ShownUri} answered with something that is not the expected JSON."),
        context,
        null,
        body,
        200,
        inner);

    /// <summary>An answer to a request for images in which there is none that can be read: an error, or a shape of another site, which may be paid for.</summary>
    public static WhataiException NoImage(ReadOnlySpan<byte> body, CallContext context)
    {
        ErrorBody error = ErrorBody.Parse(context.Redacted(body));
        return body.IsEmpty || error.IsError || error.IsHtml || error.SaysWhy ? NotTheAnswer(body, context) : Create(
            ErrorKind.InvalidResponse,
            new LocalizableMessage("NoImage", $"{context.ShownUri} answered, but no image can be read from the answer. The exception's RawJson has all of it."),
            context,
            null,
            body,
            200);
    }

    /// <summary>A route would refuse one more call for now; none was sent.</summary>
    public static WhataiException SiteLimit(Uri address, TimeSpan wait, int calls, TimeSpan window)
    {
        var text = new LocalizableMessage("SiteLimit", $"{address} takes {calls} calls in {window.TotalMinutes} minutes from one address, and this process has made them. Nothing was sent; ask again in {Math.Ceiling(wait.TotalSeconds)} seconds.");
        return text.AttachTo(new WhataiException(ErrorKind.RateLimited, text.ToString()) { RequestUri = address, RetryAfter = wait, Attempts = 0 });
    }

    /// <summary>A route refused without a word, since too many calls came from this address.</summary>
    public static WhataiException SiteRefusal(WhataiException refusal, int calls, TimeSpan window)
    {
        var text = new LocalizableMessage("SiteRefusal", $"{refusal.RequestUri} refused (HTTP 429): it takes about {calls} calls in {window.TotalMinutes} minutes from one address, other programs' among them. In {window.TotalMinutes} minutes it may be asked again.");
        return text.AttachTo(new WhataiException(ErrorKind.RateLimited, text.ToString(), refusal)
        {
            StatusCode = refusal.StatusCode,
            RequestUri = refusal.RequestUri,
            RequestId = refusal.RequestId,
            RetryAfter = window,
            Attempts = refusal.Attempts,
        });
    }

    /// <summary>A wait that ended before the answer was there, which the server goes on to make.</summary>
    public static WhataiException Unfinished(string? id, WhataiException? why)
    {
        LocalizableMessage text = why is null
            ? new("Unfinished", $"Response {id} is not done yet. The server goes on with it; ask for it by its id.")
            : new("UnfinishedBy", $"It is not known how response {id} stands. The server goes on with it; ask for it by its id. {why.Message}");
        return text.AttachTo(new WhataiException(why?.Kind ?? ErrorKind.TimedOut, text.ToString(), why) { MayHaveRun = true, RequestId = why?.RequestId, RequestUri = why?.RequestUri });
    }

    /// <summary>Text came that is not of the format that was asked for.</summary>
    public static WhataiException NotSubtitles(string format, ReadOnlySpan<byte> body, CallContext context) => Create(
        ErrorKind.InvalidResponse,
        new LocalizableMessage("NotSubtitles", $"What {context.ShownUri} answered with is not {format}. The model may not make subtitles; whisper-1 does."),
        context,
        null,
        body,
        200);

    /// <summary>What was fetched is not media: an error inside an answer that said 200, or something else.</summary>
    public static WhataiException NotMedia(LocalizableMessage wanted, ReadOnlySpan<byte> body, CallContext context)
    {
        ErrorBody error = ErrorBody.Parse(context.Redacted(body));
        return error.IsError || error.IsHtml || error.SaysWhy ? FromBody(body, context, wanted: wanted) : Create(
            ErrorKind.InvalidResponse,
            body.IsEmpty ? EmptyBody(context) : new LocalizableMessage("NotMedia", $"What {context.ShownUri} answered with is not {wanted}."),
            context,
            null,
            TextContent.IsText(body) ? body : default,
            200);
    }

    /// <summary>Redirects without end, on one host or between several.</summary>
    public static WhataiException RedirectedTooOften(Uri target, int status, int most, CallContext context) => Create(
        ErrorKind.InvalidResponse,
        new LocalizableMessage("RedirectedAgain", $"{context.ShownUri} redirects again and again: after {most} redirects the next would be to {target.Scheme}://{target.Authority}. It was given up."),
        context,
        status: status);

    /// <summary>A redirect that is not followed: elsewhere, or by a status that would make the request another one.</summary>
    public static WhataiException Redirected(Uri target, int status, bool staysThere, CallContext context)
    {
        Uri shown = (context with { RequestUri = target, IsRedirected = true }).ShownUri;
        return Create(
            ErrorKind.InvalidResponse,
            !staysThere
                ? new LocalizableMessage("Redirected", $"{context.ShownUri} redirects to {target.Scheme}://{target.Authority}, where neither the key nor the request is sent. If that is your gateway, use it as the base URL.")
                : new LocalizableMessage("RedirectedHere", $"{context.ShownUri} redirects to {shown} on the same host by HTTP {status}, which carries no request body on. Give the base URL as the redirect has it."),
            context,
            status: status);
    }

    public static WhataiException Incomplete(LocalizableMessage how, CallContext context, Exception? inner = null) => Create(
        ErrorKind.IncompleteAnswer,
        new LocalizableMessage("Incomplete", $"The answer is incomplete: {how}"),
        context,
        inner: inner);

    /// <summary>An answer that is larger than the call allows.</summary>
    public static WhataiException TooLarge(long most, CallContext context) => Create(
        ErrorKind.ResponseTooLarge,
        new LocalizableMessage("ResponseTooLarge", $"The answer of {context.ShownUri} has more than {most / MegaByte:0.###} MB, the most that an answer may have (MaximumResponseMB), and was given up. Raise that limit if it is to be so large; 0 takes it away."),
        context);

    /// <summary>An event that is larger than any may be.</summary>
    public static WhataiException EventTooLarge(long most, CallContext context) => Create(
        ErrorKind.ResponseTooLarge,
        new LocalizableMessage("EventTooLarge", $"An event in the stream of {context.ShownUri} has more than {most / MegaByte:0.###} MB, the most that an event may have, and was given up. This limit can't be raised; a whole answer, asked for without a stream, may be larger."),
        context);

    /// <summary>An answer that was compressed to do harm.</summary>
    public static WhataiException Inflated(int ratio, CallContext context) => Create(
        ErrorKind.ResponseTooLarge,
        new LocalizableMessage("ResponseInflated", $"The answer of {context.ShownUri} is compressed more than {ratio} times over, as no honest answer is, and was given up. If it is to be so, take its limit away (MaximumResponseMB 0)."),
        context);

    private static ErrorKind KindOf(int status, ErrorBody error, CallContext context) =>
        KindOf(status, error) is ErrorKind kind && kind == ErrorKind.AuthenticationFailed && !context.HasKey && !context.IsHostedFile ? ErrorKind.ApiKeyMissing : kind;

    private static ErrorKind KindOf(int status, ErrorBody error) => status switch
    {
        401 => ErrorKind.AuthenticationFailed,
        407 => ErrorKind.ProxyAuthenticationFailed,
        403 or 429 or 402 when error.SaysQuotaUsedUp => ErrorKind.QuotaExceeded,
        402 => ErrorKind.QuotaExceeded,
        403 => ErrorKind.PermissionDenied,
        404 => ErrorKind.NotFound,
        400 => CodeKind(error) ?? ErrorKind.InvalidRequest,
        429 => ErrorKind.RateLimited,
        408 or 504 or 522 or 524 or 598 or 599 => ErrorKind.TimedOut,
        500 when error.Code is "invalid_request" or "sensitive_words_detected" => ErrorKind.InvalidRequest,
        503 when error.Code is "model_not_found" => ErrorKind.NotFound,
        >= 500 => ErrorKind.ServiceUnavailable,
        >= 400 => ErrorKind.InvalidRequest,
        >= 300 => ErrorKind.InvalidResponse,
        _ when error.BlamesRequest => ErrorKind.InvalidRequest,
        _ => CodeKind(error) ?? ErrorCodes.KindOf(error.Type) ?? ErrorKind.ServiceUnavailable,
    };

    private static ErrorKind? CodeKind(ErrorBody error) => error.Kind ?? ErrorCodes.KindOf(error.Code);

    private static string Summary(ErrorKind kind) => kind switch
    {
        ErrorKind.AuthenticationFailed => "The gateway did not accept the key: it is wrong, expired or used up",
        ErrorKind.ApiKeyMissing => "The gateway wants a key, and none was sent",
        ErrorKind.ProxyAuthenticationFailed => "The proxy wants a user name and password",
        ErrorKind.PermissionDenied => "The key may not do this",
        ErrorKind.QuotaExceeded => "The quota is used up",
        ErrorKind.NotFound => "The gateway has no such route, model or response",
        ErrorKind.RateLimited => "Too many requests",
        ErrorKind.TimedOut => "The gateway's upstream did not answer in time",
        ErrorKind.InvalidRequest => "The gateway refused the request",
        ErrorKind.InvalidResponse => "The gateway answered in an unexpected way",
        _ => "The gateway or its upstream failed",
    };

    private static string HostedSummary(ErrorKind kind) => kind switch
    {
        ErrorKind.NotFound or ErrorKind.PermissionDenied or ErrorKind.AuthenticationFailed =>
            "The host does not give the file: it may have vanished, or its signed address has expired",
        ErrorKind.RateLimited => Summary(kind),
        _ => "The file's host failed",
    };

    private static LocalizableMessage EmptyBody(CallContext context) => new("EmptyBody", $"{context.ShownUri} answered with an empty body.");

    private static WhataiException Create(
        ErrorKind kind,
        LocalizableMessage text,
        CallContext context,
        ErrorBody? error = null,
        ReadOnlySpan<byte> body = default,
        int? status = null,
        Exception? inner = null)
    {
        LocalizableMessage shown = text.Redacted(context.Secrets);
        return shown.AttachTo(Create(kind, shown.ToString(), context, error, body, status, inner: inner));
    }

    private static WhataiException Create(
        ErrorKind kind,
        string message,
        CallContext context,
        ErrorBody? error = null,
        ReadOnlySpan<byte> body = default,
        int? status = null,
        TimeSpan? retryAfter = null,
        Exception? inner = null)
    {
        error = context.Redacted(error ?? ErrorBody.Empty);
        string? text = body.IsEmpty ? null : context.Redacted(Encoding.UTF8.GetString(body.ToArray()));
        return new WhataiException(kind, context.Secrets.RedactUnique(message)!, context.Secrets.Redact(inner))
        {
            StatusCode = status,
            Code = error.Code,
            Type = error.Type,
            Param = error.Param,
            ServerMessage = error.Message,
            RequestId = context.Redacted(context.RequestId ?? error.RequestId),
            RetryAfter = retryAfter,
            ResponseBody = text is { Length: > LongestBody } ? text.Substring(0, LongestBody) : text,
            RawJson = status == 200 && !error.IsHtml ? text : null,
            RequestUri = context.ShownUri,
            Attempts = context.Attempts,
            IsHostedFile = context.IsHostedFile,
            MayHaveRun = context.MayHaveRun,
        };
    }

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is not null)
        {
            exception = exception.InnerException;
        }

        return exception.Message;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
