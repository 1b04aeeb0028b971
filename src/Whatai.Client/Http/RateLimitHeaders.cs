using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;

namespace Whatai.Client.Http;

/// <summary>
/// What the headers of a refusal tell of limits, as OpenAI (<c>x-ratelimit-*</c>) and Anthropic (<c>anthropic-ratelimit-*</c>) write them. Those
/// of other answers are a relay's upstream's, and nothing to go by.
/// </summary>
internal static class RateLimitHeaders
{
    private static readonly TimeSpan s_longestBucket = TimeSpan.FromMinutes(1);

    // What is limited; the last is the form of those who limit one thing.
    private static readonly string[] s_kinds = ["requests-", "tokens-", "input-tokens-", "output-tokens-", ""];

    /// <summary>How many requests are let in within how long; null where that is not told.</summary>
    public static (int Most, TimeSpan Window)? Limit(HttpResponseMessage response, DateTimeOffset now)
    {
        foreach (string name in new[] { "x-ratelimit-{0}-requests", "anthropic-ratelimit-requests-{0}" })
        {
            // A limit that is used up and full again in so long is one of that window.
            if (Number(response, name, "limit") is double limit and >= 1 and < int.MaxValue && Number(response, name, "remaining") is double left and <= 0 && left > -1
                && Reset(response, name, now) is TimeSpan reset && reset >= TimeSpan.FromSeconds(1))
            {
                return ((int)limit, reset);
            }
        }

        return null;
    }

    /// <summary>How long until there is room again; null where that is not told.</summary>
    public static TimeSpan? Wait(HttpResponseMessage response, DateTimeOffset now)
    {
        TimeSpan? longest = null;
        foreach (string kind in s_kinds)
        {
            foreach (string name in new[] { $"x-ratelimit-{{0}}-{kind}".TrimEnd('-'), $"anthropic-ratelimit-{kind}{{0}}", $"x-rate-limit-{kind}{{0}}" })
            {
                if (Number(response, name, "remaining") is double left && left is <= 0 and > -1 && Reset(response, name, now) is TimeSpan reset)
                {
                    bool isBucket = Text(response, name, "reset") is string text && text.Length > 0 && char.IsLetter(text[text.Length - 1]) && text.IndexOf('T') < 0;
                    // A bucket's reset is when it is full; there is room for one long before.
                    TimeSpan wait = !isBucket ? reset : kind == "requests-" && Number(response, name, "limit") is double limit and >= 1 ? TimeSpan.FromTicks((long)(reset.Ticks / limit))
                        : reset < s_longestBucket ? reset : s_longestBucket;
                    longest = wait > (longest ?? TimeSpan.Zero) ? wait : longest;
                }
            }
        }

        return longest;
    }

    private static double? Number(HttpResponseMessage response, string name, string what) =>
        double.TryParse(Text(response, name, what), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    // A duration (6m0s), a time of day, seconds, or seconds or milliseconds since 1970.
    private static TimeSpan? Reset(HttpResponseMessage response, string name, DateTimeOffset now)
    {
        string? text = Text(response, name, "reset");
        TimeSpan? wait = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number > 1e12 ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(number, 2e14)) - now
                : number > 1e9 ? DateTimeOffset.FromUnixTimeSeconds((long)number) - now
                : number > 0 ? TimeSpan.FromSeconds(number) : null
            : text?.IndexOf('T') > 0 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? date - now
            : RateLimitNotice.Span(text);
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static string? Text(HttpResponseMessage response, string name, string what) =>
        response.Headers.TryGetValues(string.Format(CultureInfo.InvariantCulture, name, what), out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
}
