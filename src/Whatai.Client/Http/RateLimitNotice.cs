using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.RegularExpressions;
using Whatai.Client.Errors;

namespace Whatai.Client.Http;

/// <summary>What a gateway tells about its limit when it refuses a request: in headers, in the error's details, or in words.</summary>
internal sealed record RateLimitNotice
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
    private const string Unit = "(?<unit>milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|毫秒|秒钟?|分钟?|小?时)";

    private static readonly TimeSpan s_matchTime = TimeSpan.FromSeconds(1);

    // "1分钟内最多请求60次", "每分钟最多请求 15 次", "Maximum 5 requests within 1 minutes", "60 requests per minute", "requests per min (RPM): Limit 3"
    private static readonly Regex[] s_requests =
    [
        Words($@"(?<window>\d+)\s*个?{Unit}内?(?:最多|只能|限)[^\d。；;]{{0,8}}?(?<most>\d+)\s*[次个]"),
        Words($@"每\s*(?<window>\d*)\s*个?{Unit}[^\d。；;]{{0,8}}?(?<most>\d+)\s*[次个]"),
        Words($@"(?<most>\d+)\s*次\s*[/每]\s*(?<window>\d*)\s*个?{Unit}"),
        Words($@"(?<most>\d+)\s*(?:requests?|reqs?|calls?)\s*(?:/|per|every|each|in|within|an?)\s*(?:an?\s+|every\s+)?(?<window>\d*)\s*-?{Unit}\b"),
        Words($@"(?:in|within|per|every)\s+(?<window>\d+)\s*-?{Unit}\b[^\d.;]{{0,24}}?(?<most>\d+)\s*(?:requests?|calls?|times)"),
        Words($@"requests?\s+per\s+{Unit}\b[^\d.;]{{0,24}}limit\D{{0,3}}(?<most>\d+)"),
    ];

    private static readonly Regex s_wait = Words(
        $@"(?:(?:try|retry)\s*(?:again|your request)?|wait|retry[ -]?after)\s*(?:(?:in|after|for|at least|about)\s*)*(?<time>(?:[\d.]+\s*{Unit}\s*)+)|(?<time>(?:[\d.]+\s*{Unit}\s*)+)(?:后|之后|以后)(?:再|重)?试?");

    private static readonly Regex s_span = Words($@"(?<number>[\d.]+)\s*{Unit}");

    private static readonly Regex s_concurrent = Words(@"(?:最多)?同时(?:进行|处理|请求|执行)\s*(?<most>\d+)\s*个|at most (?<most>\d+) (?:in-flight|concurrent|simultaneous)|(?:maximum|max|up to) (?:of )?(?<most>\d+) (?:in-flight|concurrent|simultaneous)");

    private static readonly string[] s_concurrency = ["并发", "in-flight", "concurren", "simultaneous", "InflightBatchsizeExceeded"];

    private static readonly string[] s_overload = ["饱和", "过载", "overload", "ModelLoadingError", "模型加载"];

    /// <summary>How long to wait.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>How many requests are let in within <see cref="Window"/>.</summary>
    public int? Requests { get; init; }

    /// <summary>The length of the window.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>Whether it is the number of requests at once that is limited.</summary>
    public bool IsConcurrency { get; init; }

    /// <summary>How many may be under way at once.</summary>
    public int? Concurrent { get; init; }

    /// <summary>Whether it has too much to do as a whole, whoever asks.</summary>
    public bool IsOverload { get; init; }

    /// <summary>Whether the limit is one model's.</summary>
    public bool IsOfModel { get; init; }

    /// <summary>Reads what a refusal tells.</summary>
    /// <param name="response">Its headers; null for a refusal inside an answer.</param>
    /// <param name="error">What its body says.</param>
    /// <param name="wait">What the server asks to wait, where that is known already.</param>
    /// <param name="model">The model that was asked.</param>
    /// <param name="now">The time of day.</param>
    public static RateLimitNotice Read(HttpResponseMessage? response, ErrorBody error, TimeSpan? wait, string? model, DateTimeOffset now)
    {
        string text = $"{error.Code} {error.Message}";
        (int Most, TimeSpan Window)? told = InWords(text) ?? (response is null ? null : RateLimitHeaders.Limit(response, now));
        bool isConcurrency = told is null && Has(text, s_concurrency);
        return new RateLimitNotice
        {
            Wait = wait ?? WaitInWords(text) ?? (response is null ? null : RateLimitHeaders.Wait(response, now))
                ?? (error.Code is "Throttling.AllocationQuota" ? TimeSpan.FromMinutes(1) : null),
            Requests = told?.Most,
            Window = told?.Window,
            IsConcurrency = isConcurrency,
            Concurrent = isConcurrency && Number(s_concurrent.Match(text)) is int most ? most : null,
            IsOverload = told is null && !isConcurrency && Has(text, s_overload),
            IsOfModel = error.IsOfModel || (model is { Length: > 0 } && text.Contains(model, StringComparison.OrdinalIgnoreCase)),
        };
    }

    /// <summary>A time such as 6m0s, 1h2m3.5s or 46.2 seconds.</summary>
    public static TimeSpan? Span(string? text)
    {
        double seconds = 0;
        bool any = false;
        foreach (Match part in s_span.Matches(text ?? string.Empty).Cast<Match>())
        {
            if (double.TryParse(part.Groups["number"].Value.TrimEnd('.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                any = true;
                seconds += number * Seconds(part.Groups["unit"].Value);
            }
        }

        return any && seconds is > 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static (int Most, TimeSpan Window)? InWords(string text)
    {
        foreach (Regex sentence in s_requests)
        {
            Match match = sentence.Match(text);
            if (match.Success && Number(match) is int most)
            {
                string length = match.Groups["window"].Value;
                double count = length.Length == 0 ? 1 : double.Parse(length, CultureInfo.InvariantCulture);
                double seconds = count * Seconds(match.Groups["unit"].Value);
                if (seconds is > 0 and <= 86400)
                {
                    return (most, TimeSpan.FromSeconds(seconds));
                }
            }
        }

        return null;
    }

    private static TimeSpan? WaitInWords(string text) => s_wait.Match(text) is { Success: true } match ? Span(match.Groups["time"].Value) : null;

    private static int? Number(Match match) =>
        match.Success && int.TryParse(match.Groups["most"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : null;

    private static double Seconds(string unit) => unit.ToLowerInvariant() switch
    {
        "毫秒" or "ms" => 0.001,
        string word when word.StartsWith("milli", StringComparison.Ordinal) => 0.001,
        string word when word[0] is 's' or '秒' => 1,
        string word when word[0] is 'm' or '分' => 60,
        _ => 3600,
    };

    private static bool Has(string text, IEnumerable<string> words) => words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static Regex Words(string pattern) => new(pattern, Options, s_matchTime);
}
