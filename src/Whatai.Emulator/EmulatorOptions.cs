using System;
using System.Collections.Generic;

namespace Whatai.Emulator;

/// <summary>The options of a <see cref="GatewayEmulator"/>.</summary>
public sealed class EmulatorOptions
{
    /// <summary>The default models.</summary>
    public static IReadOnlyList<string> DefaultModels { get; } = Array.AsReadOnly(
    [
        "gpt-4o-mini", "gpt-4o", "gpt-4o-2024-08-06", "gpt-4.1", "gpt-4.1-mini", "o3", "claude-3-7-sonnet-20250219-thinking", "claude-sonnet-4-5", "deepseek-r1",
        "o3-deep-research-2025-06-26", "gemini-2.5-pro", "gemini-3-pro-preview", "gemini-2.5-flash-image", "gemini-2.5-flash-image-preview", "gemini-2.5-flash-preview-tts",
        "nano-banana", "nano-banana-hd", "nano-banana-2", "gpt-image-1", "dall-e-3", "dall-e-2", "flux-kontext-pro", "recraftv3",
        "gpt-3.5-turbo-instruct", "doubao-seedance-1-0-pro-250528", "doubao-seedance-1-5-pro-251215", "veo3.1-fast", "sora-2", "tts-1", "gpt-4o-mini-tts", "gpt-audio", "whisper-1", "gpt-4o-transcribe", "gpt-4o-transcribe-diarize",
        "text-embedding-3-small", "text-embedding-3-large", "text-embedding-ada-002", "bge-reranker-v2-m3", "omni-moderation-latest", "text-moderation-stable",
    ]);

    /// <summary>The loopback port, 0 to 65535; 0 (the default) takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The number of lines, 1 to 16: URLs of the same gateway, each with a port of its own. Default 1.</summary>
    public int Lines { get; init; } = 1;

    /// <summary>The loopback port of the media host, which serves the files that answers refer to; 0 (the default) takes a free one.</summary>
    public int MediaPort { get; init; }

    /// <summary>The lifetime of a hosted file's signed URL, above zero. Default 24 hours.</summary>
    public TimeSpan FileLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The only valid key; not empty. Default <c>sk-emulator</c>.</summary>
    public string ApiKey { get; init; } = "sk-emulator";

    /// <summary>The delay before the first byte of every answer; not negative. Default zero.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The delay between two streamed chunks; not negative. Default zero: chunks are sent in batches of about 64 KB.</summary>
    public TimeSpan TokenDelay { get; init; }

    /// <summary>The time that a video task is queued; not negative. Default 0.5 s.</summary>
    public TimeSpan VideoQueueTime { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The time that a video task runs; not negative. Default 1 s.</summary>
    public TimeSpan VideoRunTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether video tasks can be listed and deleted. Some relays answer 404 to both. Default true.</summary>
    public bool ListsVideos { get; init; } = true;

    /// <summary>The models that are served. An empty list accepts every name.</summary>
    public IReadOnlyList<string> Models { get; init; } = DefaultModels;

    /// <summary>The number of newest requests that are kept; 0 or more. Default 10,000.</summary>
    public int LogLimit { get; init; } = 10_000;

    /// <summary>The number of newest ledger entries that are kept; 0 or more. Default 100,000. The totals count all.</summary>
    public int LedgerLimit { get; init; } = 100_000;

    /// <summary>
    /// The number of authorised API requests per second, above 0; null (the default) for no limit. At most that many
    /// start within any one second (below 1: one within 1/N seconds). Further ones get 429 with <c>retry-after-ms</c>, the time
    /// until the next may start, and are not billed.
    /// </summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>
    /// The number of authorised API requests in progress at once; 0 (the default) for no limit. Further ones get 429 in new-api's
    /// words, without a retry time, and are not billed.
    /// </summary>
    public int MaxConcurrent { get; init; }

    /// <summary>
    /// The number of billable requests that are accepted within any minute, above 0; null (the default) for no limit. Further ones get 429
    /// in new-api's words, without a retry time, and count for nothing.
    /// </summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>
    /// The number of billable requests within a minute, rejected ones included, above 0; null (the default) for no limit. As in new-api, it
    /// is a bucket that each share of the minute gives one back to. Further ones get 429 in its words, without a retry time.
    /// </summary>
    public int? TotalRequestsPerMinute { get; init; }

    /// <summary>
    /// The number of billed tokens within any minute from which on billable requests get 429, above 0; null (the default) for no limit. The
    /// answer says in OpenAI's words when to try again.
    /// </summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>The clock of the minutes, as the time since any moment; null (the default) for the real one.</summary>
    public Func<TimeSpan>? Clock { get; init; }

    /// <summary>The maximum number of texts in an embeddings or moderations request, 1 or more. Default 2,048, as OpenAI's; some upstreams accept 10.</summary>
    public int EmbeddingBatchLimit { get; init; } = 2048;

    /// <summary>Whether the embeddings route rejects base64 vectors, as some upstreams do. Default false.</summary>
    public bool RefuseBase64 { get; init; }

    /// <summary>
    /// The key's grant in dollars. When the ledger has used it up, billable requests get 403, and the balance may be below
    /// zero. Null (the default) reports 100 and rejects nothing.
    /// </summary>
    public decimal? Balance { get; init; }

    /// <summary>Whether the key has no limit. Default false.</summary>
    public bool UnlimitedBalance { get; init; }

    /// <summary>When the key expires, as the balance reports it; null (the default) for never.</summary>
    public DateTimeOffset? KeyExpires { get; init; }

    /// <summary>The routes that report the balance. Default all; real sites lack some of them.</summary>
    public BalanceRoutes BalanceRoutes { get; init; } = BalanceRoutes.All;

    /// <summary>The prices of models, in place of the emulator's own; empty by default.</summary>
    public IReadOnlyDictionary<string, EmulatorPrice> Prices { get; init; } = new Dictionary<string, EmulatorPrice>();

    /// <summary>The groups of users with their ratios. Default: <c>default</c> with 1.</summary>
    public IReadOnlyDictionary<string, decimal> Groups { get; init; } = new Dictionary<string, decimal> { ["default"] = 1 };

    /// <summary>The group of the key. Default <c>default</c>; one that is not in <see cref="Groups"/> has the ratio 1.</summary>
    public string Group { get; init; } = "default";

    /// <summary>The number of quota units in a dollar, above 0. Default 500,000, as new-api's.</summary>
    public decimal QuotaPerUnit { get; init; } = 500_000;

    /// <summary>What the site shows amounts in: <c>USD</c> (the default), <c>CNY</c>, <c>TOKENS</c> or <c>CUSTOM</c>.</summary>
    public string QuotaDisplayType { get; init; } = "USD";

    /// <summary>What a dollar is in the site's currency, for <c>CNY</c> and <c>CUSTOM</c>. Default 7.3.</summary>
    public decimal ExchangeRate { get; init; } = 7.3m;

    /// <summary>Whether the site shows its prices. Default open.</summary>
    public PricingAccess Pricing { get; init; }

    /// <summary>The time until a dispatch is in the key's log; not negative. Default 0.5 s.</summary>
    public TimeSpan LogDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// The number of calls to <c>/api/usage/token/</c> and <c>/api/log/token</c> together within <see cref="SiteCallWindow"/>, 1 or more. Further
    /// ones get 429 with an empty body. Default 20.
    /// </summary>
    public int SiteCallLimit { get; init; } = 20;

    /// <summary>The window of <see cref="SiteCallLimit"/>, above zero. Default 20 minutes.</summary>
    public TimeSpan SiteCallWindow { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>A fault for every API request from the start until <see cref="GatewayEmulator.ClearFaults"/>; null for none.</summary>
    public string? Fault { get; init; }

    /// <summary>
    /// The base URL to which the fault <c>redirect-cross</c> points, such as another emulator's. Null (the default) means this
    /// emulator under its other host name, <c>http://localhost:PORT</c>.
    /// </summary>
    public string? RedirectTarget { get; init; }
}
