using System;
using System.Globalization;
using System.Text;
using Whatai.Client.Http;
using Whatai.Client.Media;

namespace Whatai.Client.Errors;

/// <summary>Every <see cref="WhataiException"/> is made here.</summary>
internal static class ApiFailures
{
    private const int LongestBody = 4096;
    private const double MegaByte = 1024 * 1024;

    public static WhataiException FromStatus(int status, ErrorBody error, byte[] body, TimeSpan? retryAfter, CallFacts facts)
    {
        error = facts.Redacted(error);
        ErrorKind kind = facts.IsHostedFile && status == 410 ? ErrorKind.NotFound : KindOf(status, error, facts);
        string says = error.Message is { Length: > 0 } message ? ": " + message : error.IsHtml ? ", with a web page." : ".";
        string where = status is 404 or 405 && !facts.IsHostedFile ? Invariant($" at {facts.ShownUri}") : string.Empty;
        string bill = facts.MayHaveRun ? "; the request may have run and been billed" : string.Empty;
        string wait = retryAfter is TimeSpan asked ? Invariant($" (the server asks to wait {asked.TotalSeconds:0.###} s)") : string.Empty;
        return Create(
            kind, Invariant($"{(facts.IsHostedFile ? HostedSummary(kind) : Summary(kind))}{bill} (HTTP {status}{where}){says}{wait}"), facts, error, body, status, retryAfter);
    }

    /// <summary>A page of something that guards the gateway: it saw neither the key nor the request.</summary>
    public static WhataiException GuardPage(ErrorBody error, ReadOnlySpan<byte> body, int status, CallFacts facts) => Create(
        ErrorKind.InvalidResponse,
        new KnownText("GuardPage", $"A page stands before {facts.RequestUri.Authority} (HTTP {status}): \"{facts.Redacted(error).Message}\". It takes the call for a robot's, or blocks this network; the gateway itself, and the key, were not asked. Try another line, network or proxy, or ask the gateway's operator."),
        facts with { MayHaveRun = false },
        error,
        body,
        status);

    /// <summary>The proxy did not let the call through.</summary>
    public static WhataiException ProxyRefused(CallFacts facts, Exception? inner = null) => Create(
        ErrorKind.ProxyAuthenticationFailed,
        new KnownText("ProxyRefused", $"The proxy on the way to {facts.RequestUri.Authority} wants a user name and password, or did not accept those that it got (HTTP 407). The gateway was not reached."),
        facts with { MayHaveRun = false },
        status: 407,
        inner: inner);

    /// <summary>An answer whose status said 200 and that is not what was asked for: an error inside, or something else.</summary>
    public static WhataiException NotTheAnswer(ReadOnlySpan<byte> body, CallFacts facts)
    {
        ErrorBody error = ErrorBody.Parse(facts.Redacted(body));
        // Where the answer should be, the words of whoever has none are the reason.
        return error.IsError || error.IsHtml || error.SaysWhy ? FromBody(body, facts) : NotJson(body, facts);
    }

    /// <summary>A stream that ended without any of an answer: for the reason that its last event said in words, where it did.</summary>
    public static WhataiException NoAnswer(byte[]? words, KnownText how, CallFacts facts) =>
        words is not null && ErrorBody.Parse(words).SaysWhy ? FromBody(words, facts) : Incomplete(how, facts);

    /// <summary>An error inside an answer whose status said 200.</summary>
    public static WhataiException FromBody(ReadOnlySpan<byte> received, CallFacts facts, bool midStream = false, KnownText? wanted = null)
    {
        byte[] body = facts.Redacted(received);
        ErrorBody error = facts.Redacted(ErrorBody.Parse(body));
        if (error.IsHtml)
        {
            return WebPage(error, body, 200, facts, wanted);
        }

        ErrorKind kind = KindOf(error.Status, error, facts);
        // Who is refused for the key, the quota or the request is not billed, whatever the status said.
        facts = facts with { MayHaveRun = facts.MayHaveRun && kind is ErrorKind.ServiceUnavailable or ErrorKind.TimedOut };
        string head = midStream
            ? "The gateway reported an error while it answered; the answer is incomplete"
            : "The gateway reported an error";
        return Create(kind, error.Message is { Length: > 0 } ? $"{head}: {error.Message}" : head + ".", facts, error, body);
    }

    /// <summary>A prompt that the model was not given.</summary>
    /// <param name="reason">The API's word for why.</param>
    /// <param name="message">The same in words, where it said more.</param>
    /// <param name="received">The answer.</param>
    /// <param name="facts">Which call it was.</param>
    public static WhataiException Blocked(string reason, string? message, ReadOnlySpan<byte> received, CallFacts facts)
    {
        string says = facts.Redacted(string.IsNullOrEmpty(message) ? reason : $"{reason}: {message}")!;
        return Create(
            ErrorKind.ContentBlocked,
            $"The prompt was blocked: {says}",
            facts,
            new ErrorBody { Message = says, Code = reason },
            facts.Redacted(received));
    }

    /// <summary>A web page. Who answers with one is most likely not the gateway, so that nothing has run.</summary>
    public static WhataiException WebPage(ErrorBody error, ReadOnlySpan<byte> body, int status, CallFacts facts, KnownText? wanted = null) => Create(
        ErrorKind.InvalidResponse,
        facts.IsHostedFile && wanted is not null
            ? error.Message is null
                ? new KnownText("HostedPage", $"{facts.ShownUri} answered with a web page instead of {wanted}. The address leads to a page, not to the file itself.")
                : new KnownText("TitledHostedPage", $"{facts.ShownUri} answered with a web page (\"{error.Message}\") instead of {wanted}. The address leads to a page, not to the file itself.")
            : error.Message is null
                ? new KnownText("WebPage", $"{facts.ShownUri} answered with a web page instead of JSON. Check the base URL, and whether a proxy or sign-in page stands between.")
                : new KnownText("TitledWebPage", $"{facts.ShownUri} answered with a web page (\"{error.Message}\") instead of JSON. Check the base URL, and whether a proxy or sign-in page stands between."),
        facts with { MayHaveRun = false },
        error,
        body,
        status);

    public static WhataiException NotJson(ReadOnlySpan<byte> body, CallFacts facts, Exception? inner = null) => Create(
        ErrorKind.InvalidResponse,
        body.IsEmpty && inner is null ? EmptyBody(facts) : new KnownText("NotExpectedJson", $"{facts.ShownUri} answered with something that is not the expected JSON."),
        facts,
        null,
        body,
        200,
        inner);

    /// <summary>An answer to a request for images in which there is none that can be read: an error, or a shape of another site, which may be paid for.</summary>
    public static WhataiException NoImage(ReadOnlySpan<byte> body, CallFacts facts)
    {
        ErrorBody error = ErrorBody.Parse(facts.Redacted(body));
        return body.IsEmpty || error.IsError || error.IsHtml || error.SaysWhy ? NotTheAnswer(body, facts) : Create(
            ErrorKind.InvalidResponse,
            new KnownText("NoImage", $"{facts.ShownUri} answered, but no image can be read from the answer. The exception's RawJson has all of it."),
            facts,
            null,
            body,
            200);
    }

    /// <summary>An answer of a route for balances that tells none: an error with status 200, or a shape of another site.</summary>
    public static WhataiException NoBalance(byte[] body, CallFacts facts)
    {
        ErrorBody error = ErrorBody.Parse(facts.Redacted(body));
        return Create(
            error.IsError ? KindOf(error.Status, error, facts) : ErrorKind.InvalidResponse,
            error is { IsError: true, Message.Length: > 0 }
                ? new KnownText("NoBalanceSaying", $"The gateway tells no balance: {error.Message}")
                : new KnownText("NoBalance", $"{facts.ShownUri} answered without a balance."),
            facts,
            error,
            body,
            200);
    }

    /// <summary>Text came that is not of the format that was asked for.</summary>
    public static WhataiException NotSubtitles(string format, ReadOnlySpan<byte> body, CallFacts facts) => Create(
        ErrorKind.InvalidResponse,
        new KnownText("NotSubtitles", $"What {facts.ShownUri} answered with is not {format}. The model may not make subtitles; whisper-1 does."),
        facts,
        null,
        body,
        200);

    /// <summary>Vectors came, but not one for each text.</summary>
    public static WhataiException WrongVectors(KnownText how, ApiAnswer answer) => Create(
        ErrorKind.InvalidResponse,
        new KnownText("WrongVectors", $"{answer.Facts.ShownUri} did not answer with one vector for each text: {how}."),
        answer.Facts,
        null,
        answer.Body,
        200);

    /// <summary>What was fetched is not media: an error inside an answer that said 200, or something else.</summary>
    public static WhataiException NotMedia(KnownText wanted, ReadOnlySpan<byte> body, CallFacts facts)
    {
        ErrorBody error = ErrorBody.Parse(facts.Redacted(body));
        return error.IsError || error.IsHtml || error.SaysWhy ? FromBody(body, facts, wanted: wanted) : Create(
            ErrorKind.InvalidResponse,
            body.IsEmpty ? EmptyBody(facts) : new KnownText("NotMedia", $"What {facts.ShownUri} answered with is not {wanted}."),
            facts,
            null,
            TextContent.IsText(body) ? body : default,
            200);
    }

    /// <summary>Redirects without end, on one host or between several.</summary>
    public static WhataiException RedirectedTooOften(Uri target, int status, int most, CallFacts facts) => Create(
        ErrorKind.InvalidResponse,
        new KnownText("RedirectedAgain", $"{facts.ShownUri} redirects again and again: after {most} redirects the next would be to {target.Scheme}://{target.Authority}. It was given up."),
        facts,
        status: status);

    /// <summary>A redirect that is not followed: elsewhere, or by a status that would make the request another one.</summary>
    public static WhataiException Redirected(Uri target, int status, bool staysThere, CallFacts facts)
    {
        Uri shown = (facts with { RequestUri = target, IsRedirected = true }).ShownUri;
        return Create(
            ErrorKind.InvalidResponse,
            !staysThere
                ? new KnownText("Redirected", $"{facts.ShownUri} redirects to {target.Scheme}://{target.Authority}, where neither the key nor the request is sent. If that is your gateway, use it as the base URL.")
                : new KnownText("RedirectedHere", $"{facts.ShownUri} redirects to {shown} on the same host by HTTP {status}, which carries no request body on. Give the base URL as the redirect has it."),
            facts,
            status: status);
    }

    public static WhataiException Incomplete(KnownText how, CallFacts facts, Exception? inner = null) => Create(
        ErrorKind.IncompleteAnswer,
        new KnownText("Incomplete", $"The answer is incomplete: {how}"),
        facts,
        inner: inner);

    /// <summary>An answer that is larger than the call allows.</summary>
    public static WhataiException TooLarge(long most, CallFacts facts) => Create(
        ErrorKind.ResponseTooLarge,
        new KnownText("ResponseTooLarge", $"The answer of {facts.ShownUri} has more than {most / MegaByte:0.###} MB, the most that an answer may have (MaximumResponseMB), and was given up. Raise that limit if it is to be so large; 0 takes it away."),
        facts);

    /// <summary>An event that is larger than any may be.</summary>
    public static WhataiException EventTooLarge(long most, CallFacts facts) => Create(
        ErrorKind.ResponseTooLarge,
        new KnownText("EventTooLarge", $"An event in the stream of {facts.ShownUri} has more than {most / MegaByte:0.###} MB, the most that an event may have, and was given up. This limit can't be raised; a whole answer, asked for without a stream, may be larger."),
        facts);

    /// <summary>An answer that was compressed to do harm.</summary>
    public static WhataiException Inflated(int ratio, CallFacts facts) => Create(
        ErrorKind.ResponseTooLarge,
        new KnownText("ResponseInflated", $"The answer of {facts.ShownUri} is compressed more than {ratio} times over, as no honest answer is, and was given up. If it is to be so, take its limit away (MaximumResponseMB 0)."),
        facts);

    public static WhataiException NotConnected(CallFacts facts, Exception inner) => Create(
        ErrorKind.ConnectionFailed,
        new KnownText("NotConnected", $"Cannot connect to {facts.RequestUri.Scheme}://{facts.RequestUri.Authority}: {Innermost(inner)}"),
        facts,
        inner: inner);

    public static WhataiException ConnectTimedOut(TimeSpan after, CallFacts facts, Exception inner) => Create(
        ErrorKind.TimedOut,
        new KnownText("ConnectTimedOut", $"Cannot connect to {facts.RequestUri.Scheme}://{facts.RequestUri.Authority} within {after.TotalSeconds:0.###} s."),
        facts,
        inner: inner);

    public static WhataiException ConnectionLost(CallFacts facts, Exception inner) => Create(
        ErrorKind.ConnectionFailed,
        facts.MayHaveRun
            ? new KnownText("ConnectionLost", $"The connection to {facts.RequestUri.Authority} was lost after the request was sent, before its answer came; it may have run and been billed: {Innermost(inner)}")
            : new KnownText("FreeConnectionLost", $"The connection to {facts.RequestUri.Authority} was lost after the request was sent, before its answer came: {Innermost(inner)}"),
        facts,
        inner: inner);

    public static WhataiException LostWhileSending(CallFacts facts, Exception inner) => Create(
        ErrorKind.ConnectionFailed,
        new KnownText("LostWhileSending", $"The connection to {facts.RequestUri.Authority} was lost while the request was being sent, so that nothing has run: {Innermost(inner)}"),
        facts,
        inner: inner);

    public static WhataiException TimedOut(CallDeadline deadline, CallFacts facts, bool answerBegan, Exception inner)
    {
        KnownText why = deadline.TotalElapsed
            ? new("TooLong", $"the call took longer than {deadline.Total.TotalSeconds:0.###} s in all.")
            : new("TooSilent", $"nothing came from {facts.RequestUri.Authority} for {deadline.Silence.TotalSeconds:0.###} s.");
        KnownText what = answerBegan ? new("TimedOutAnswering", $"The answer is incomplete: {why}") : new("TimedOut", $"No answer: {why}");
        return Create(ErrorKind.TimedOut, what, facts, inner: inner);
    }

    private static ErrorKind KindOf(int status, ErrorBody error, CallFacts facts) =>
        KindOf(status, error) is ErrorKind kind && kind == ErrorKind.AuthenticationFailed && !facts.HasKey && !facts.IsHostedFile ? ErrorKind.ApiKeyMissing : kind;

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

    private static KnownText EmptyBody(CallFacts facts) => new("EmptyBody", $"{facts.ShownUri} answered with an empty body.");

    private static WhataiException Create(
        ErrorKind kind,
        KnownText text,
        CallFacts facts,
        ErrorBody? error = null,
        ReadOnlySpan<byte> body = default,
        int? status = null,
        Exception? inner = null)
    {
        KnownText shown = text.Redacted(facts.Secrets);
        return shown.On(Create(kind, shown.ToString(), facts, error, body, status, inner: inner));
    }

    private static WhataiException Create(
        ErrorKind kind,
        string message,
        CallFacts facts,
        ErrorBody? error = null,
        ReadOnlySpan<byte> body = default,
        int? status = null,
        TimeSpan? retryAfter = null,
        Exception? inner = null)
    {
        error = facts.Redacted(error ?? ErrorBody.Empty);
        string? text = body.IsEmpty ? null : facts.Redacted(Encoding.UTF8.GetString(body.ToArray()));
        return new WhataiException(kind, facts.Secrets.RedactUnique(message)!, facts.Secrets.Redact(inner))
        {
            StatusCode = status,
            Code = error.Code,
            Type = error.Type,
            Param = error.Param,
            ServerMessage = error.Message,
            RequestId = facts.Redacted(facts.RequestId ?? error.RequestId),
            RetryAfter = retryAfter,
            ResponseBody = text is { Length: > LongestBody } ? text.Substring(0, LongestBody) : text,
            RawJson = status == 200 && !error.IsHtml ? text : null,
            RequestUri = facts.ShownUri,
            Attempts = facts.Attempts,
            IsHostedFile = facts.IsHostedFile,
            MayHaveRun = facts.MayHaveRun,
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
