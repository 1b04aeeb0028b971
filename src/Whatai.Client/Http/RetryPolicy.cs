using System;
using Whatai.Client.Errors;

namespace Whatai.Client.Http;

/// <summary>
/// Decides whether a failed request may be sent again, and when. The table is the gateway's contract: a relay does not
/// cancel its upstream call and knows no idempotency, so a blind retry bills twice.
/// </summary>
internal static class RetryPolicy
{
    /// <summary>A server that asks for more than this is not obeyed silently: the call fails and says how long.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(8);

    /// <summary>Whether a request that was answered with a status other than 2xx may be sent again.</summary>
    /// <param name="cost">What the request costs.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="error">What the body said.</param>
    /// <param name="shouldRetry">The header <c>x-should-retry</c>, where it was given.</param>
    /// <param name="attempt">How many times it was sent so far.</param>
    /// <param name="retryAmbiguousChat">Whether chat may be repeated where it may be running.</param>
    public static bool MayRepeat(RequestCost cost, int status, ErrorBody error, bool? shouldRetry, int attempt, bool retryAmbiguousChat)
    {
        // Possibly running and billed: that a server advises to send it again does not matter.
        if (MayBeRunning(status))
        {
            return MayRepeatInFlight(cost, retryAmbiguousChat) && shouldRetry != false;
        }

        if (MayHaveRun(cost, status, error))
        {
            return false;
        }

        // Media is sent again after a clean refusal alone, whatever the server advises.
        if (shouldRetry is bool advised && !(advised && cost == RequestCost.Media))
        {
            return advised;
        }

        return status switch
        {
            408 or 409 => true,
            429 => !error.SaysQuotaUsedUp,
            500 when error.Code is "invalid_request" or "sensitive_words_detected" => false,
            503 when error.Code is "model_not_found" => attempt <= 1,
            500 or 502 or 503 => true,
            _ => false,
        };
    }

    /// <summary>Whether the thing that was asked for may have been made and billed all the same.</summary>
    public static bool MayHaveRun(RequestCost cost, int status, ErrorBody error) => cost != RequestCost.Free
        && (MayBeRunning(status) || (cost == RequestCost.Media && MediaMayHaveRun(status, error)));

    // What stands before the gateway lost it, or waited too long for it.
    private static bool MayBeRunning(int status) => status is 504 or (>= 520 and <= 529) or 598 or 599;

    // The upstream failed, maybe after it made and billed the thing; without a channel it never began.
    private static bool MediaMayHaveRun(int status, ErrorBody error) => status switch
    {
        408 or 500 or 502 => true,
        503 => error.Code != "model_not_found",
        _ => false,
    };

    /// <summary>Whether a request may be sent again whose bytes may have been read, but whose answer never came.</summary>
    public static bool MayRepeatInFlight(RequestCost cost, bool retryAmbiguousChat) =>
        cost == RequestCost.Free || (cost == RequestCost.Chat && retryAmbiguousChat);

    /// <summary>The pause before the given retry: what the server asked for, else 0.5 s·2ⁿ up to 8 s, less up to a quarter of jitter.</summary>
    /// <param name="retry">1 for the first retry.</param>
    /// <param name="retryAfter">What the server asked for.</param>
    /// <param name="jitter">A random number from 0 to 1.</param>
    public static TimeSpan Delay(int retry, TimeSpan? retryAfter, double jitter)
    {
        if (retryAfter is TimeSpan asked && asked > TimeSpan.Zero)
        {
            return asked;
        }

        double seconds = Math.Min(s_firstDelay.TotalSeconds * Math.Pow(2, retry - 1), s_longestDelay.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (1 - (0.25 * jitter)));
    }
}
