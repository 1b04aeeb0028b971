using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;

namespace Whatai.Client.Http;

/// <summary>The answer's headers that matter here.</summary>
internal static class ResponseHeaders
{
    private static readonly string[] s_guards = ["cloudflare", "sucuri", "akamaighost", "imperva"];

    private static readonly string[] s_guardTitles =
        ["just a moment", "attention required", "cloudflare", "access denied", "checking your browser", "security check", "are you a robot"];

    /// <summary>The request id: new-api's header first, then the common one.</summary>
    public static string? RequestId(HttpResponseMessage response) =>
        First(response, "X-Oneapi-Request-Id") ?? First(response, "x-request-id") ?? First(response, "request-id");

    /// <summary>
    /// How long the server asks to wait; <c>retry-after-ms</c> beats <c>Retry-After</c>, which is seconds or an HTTP date. Who asks for no
    /// time at all, or for a time that is past, has said nothing.
    /// </summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        if (double.TryParse(First(response, "retry-after-ms"), NumberStyles.Float, CultureInfo.InvariantCulture, out double milliseconds) && IsSane(milliseconds))
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        string? value = First(response, "Retry-After");
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && IsSane(seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        if (DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date))
        {
            return date > now ? date - now : null;
        }

        return null;
    }

    /// <summary>What the call cost, in US dollars, as LiteLLM says it; null where nothing is said.</summary>
    public static decimal? Cost(HttpResponseMessage response) =>
        decimal.TryParse(First(response, "x-litellm-response-cost"), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal cost) && cost >= 0 ? cost : null;

    /// <summary>The server's own advice.</summary>
    public static bool? ShouldRetry(HttpResponseMessage response) => First(response, "x-should-retry") switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    /// <summary>Whether a page is that of a service which keeps robots from a site, such as Cloudflare's, and not of the site.</summary>
    /// <param name="response">The answer, whose body is a page.</param>
    /// <param name="title">The page's title.</param>
    public static bool IsGuard(HttpResponseMessage response, string? title) => (int)response.StatusCode is 401 or 403 or 405 or 503
        && (First(response, "cf-mitigated") is not null
            || s_guards.Any(guard => First(response, "Server")?.Contains(guard, StringComparison.OrdinalIgnoreCase) == true && (int)response.StatusCode != 503)
            || s_guardTitles.Any(words => title?.Contains(words, StringComparison.OrdinalIgnoreCase) == true));

    private static bool IsSane(double value) => value is > 0 and < 1e9;

    private static string? First(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
}
