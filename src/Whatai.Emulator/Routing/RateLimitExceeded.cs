using System;
using System.Globalization;
using System.Threading.Tasks;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Routing;

/// <summary>Why a request is rejected, and the time until a retry may succeed where that is told.</summary>
internal sealed record RateLimitExceeded(string Message, TimeSpan? Wait)
{
    internal string Type { get; init; } = "rate_limit_error";

    internal string Code { get; init; } = "rate_limit_exceeded";

    /// <summary>A rejection as new-api writes them: in words alone, with no header and no code.</summary>
    internal static RateLimitExceeded InWords(string message) => new(message, null) { Type = "new_api_error", Code = string.Empty };

    internal Task AnswerAsync(Exchange exchange)
    {
        if (Wait is { } wait)
        {
            long milliseconds = Math.Max(1, (long)Math.Ceiling(wait.TotalMilliseconds));
            exchange.Response.AddHeader("retry-after-ms", milliseconds.ToString(CultureInfo.InvariantCulture));
        }

        return exchange.SendErrorAsync(429, Message, Type, null, Code);
    }
}
