using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Threading.Tasks;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Faults;

/// <summary>Errors by status, mostly in the route's error shape.</summary>
internal static class StatusFaults
{
    private const string NewApi = "new_api_error";
    private const string Invalid = "invalid_request_error";
    private const string Upstream = "upstream_error";

    internal static Fault[] All { get; } =
    [
        OpenAi("400", 400, "Invalid request", Invalid, "invalid_value", param: "messages"),
        OpenAi("401", 401, "Invalid token", NewApi, string.Empty),
        OpenAi("403", 403, "This token may not use this model", NewApi, "access_denied"),
        OpenAi("403-quota", 403, "The token's quota is used up", NewApi, "insufficient_user_quota"),
        OpenAi("404", 404, "The model does not exist", Invalid, "model_not_found", param: "model"),
        OpenAi("408", 408, "The request took too long to arrive", Upstream, "request_timeout"),
        OpenAi("409", 409, "Another request holds this resource", Upstream, "conflict"),
        OpenAi("413", 413, "The request is too large", Invalid, "request_too_large"),
        OpenAi("422", 422, "The request cannot be processed", Invalid, "unprocessable"),
        RateLimit("429", "retry-after-ms: 50", () => [("retry-after-ms", "50")]),
        RateLimit("429-retry-after", "Retry-After: 1", () => [("Retry-After", "1")]),
        RateLimit("429-date", "Retry-After as a date 1 to 2 s ahead", () => [("Retry-After", DateAhead())]),
        RateLimit("429-long", "Retry-After: 600", () => [("Retry-After", "600")]),
        new("429-empty", "429 with an empty body", false) { Answer = x => x.Response.SendAsync(429, null, []) },
        OpenAi("429-quota", 429, "You exceeded your current quota", "insufficient_quota", "insufficient_quota"),
        OpenAi("500", 500, "The upstream failed", Upstream, "bad_response_status_code"),
        OpenAi("500-local", 500, "The request was found invalid here", NewApi, "invalid_request"),
        OpenAi("500-sensitive", 500, "Sensitive words detected", NewApi, "sensitive_words_detected"),
        OpenAi("502", 502, "Bad gateway", Upstream, "bad_gateway"),
        Page("502-html", 502, "nginx's page", false, "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.24.0</center>\r\n</body>\r\n</html>\r\n"),
        OpenAi("503", 503, "The upstream is overloaded", Upstream, "service_unavailable"),
        OpenAi("503-model", 503, "No available channel for model under group default (distributor)", NewApi, "model_not_found"),
        OpenAi("504", 504, "The upstream did not answer in time", Upstream, "gateway_timeout", billed: true),
        Page("524", 524, "Cloudflare's page", true, "<!DOCTYPE html>\n<html lang=\"en-US\">\n<head><title>api.example.com | 524: A timeout occurred</title></head>\n<body><h1>A timeout occurred <span>Error code 524</span></h1><p>Cloudflare</p></body>\n</html>\n"),
        OpenAi("529", 529, "Overloaded", "overloaded_error", "overloaded"),
        OpenAi("no-route", 404, "Invalid URL (POST /v1/messages/count_tokens)", Invalid, string.Empty, param: string.Empty),
        OpenAi("should-retry", 400, "Try again", Upstream, "try_again", header: ("x-should-retry", "true")),
        OpenAi("should-not-retry", 500, "Do not try again", Upstream, "give_up", header: ("x-should-retry", "false")),
    ];

    private static Fault OpenAi(
        string name, int status, string message, string type, string code, string? param = null, bool billed = false,
        (string Name, string Value)? header = null)
        => new(name, $"{status} code '{code}'{(header is { } h ? $", {h.Name}: {h.Value}" : string.Empty)}", billed)
        {
            Answer = exchange => SendAsync(exchange, header is { } added ? [added] : [], status, message, type, param, code),
        };

    private static Fault RateLimit(string name, string effect, Func<IReadOnlyList<(string Name, string Value)>> headers)
        => new(name, "429 code 'rate_limit_exceeded', " + effect, false)
        {
            Answer = exchange => SendAsync(exchange, headers(), 429, "Too many requests", "rate_limit_error", null, "rate_limit_exceeded"),
        };

    private static Fault Page(string name, int status, string effect, bool billed, string html)
        => new(name, $"{status} with {effect}", billed)
        {
            Answer = exchange => exchange.Response.SendAsync(status, "text/html", Encoding.UTF8.GetBytes(html)),
        };

    private static Task SendAsync(
        Exchange exchange, IReadOnlyList<(string Name, string Value)> headers, int status, string message, string type, string? param, string code)
    {
        foreach ((string name, string value) in headers)
        {
            exchange.Response.AddHeader(name, value);
        }

        return exchange.SendErrorAsync(status, message, type, param, code);
    }

    // HTTP dates have whole seconds, so that "in two seconds" is one to two seconds from now.
    private static string DateAhead() => DateTime.UtcNow.AddSeconds(2).ToString("r", CultureInfo.InvariantCulture);
}
