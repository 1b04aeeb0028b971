using System;
using System.Collections.Generic;
using System.Net;
using System.Security;

namespace Whatai.Client.Http;

/// <summary>How to reach a gateway. All time spans are real time; zero means no limit.</summary>
public sealed record ConnectionOptions
{
    /// <summary>The default of <see cref="ConnectTimeout"/>: 15 s.</summary>
    public static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The default of <see cref="IdleTimeout"/>: 300 s, since reasoning models may be silent for minutes.</summary>
    public static readonly TimeSpan DefaultIdleTimeout = TimeSpan.FromSeconds(300);

    /// <summary>The default of <see cref="TotalTimeout"/>: 1,800 s.</summary>
    public static readonly TimeSpan DefaultTotalTimeout = TimeSpan.FromSeconds(1800);

    /// <summary>The default of <see cref="MaxRetries"/>: 2, as in the official SDKs.</summary>
    public const int DefaultMaxRetries = 2;

    /// <summary>The default of <see cref="MaxResponseBytes"/>: 256 MB, enough for ten images of the largest models in base64.</summary>
    public const long DefaultMaxResponseBytes = 256L * 1024 * 1024;

    /// <summary>The endpoints of one account, best first, each as <see cref="BaseUrl.Normalize"/> gives it. At least one.</summary>
    public required IReadOnlyList<Uri> BaseUrls { get; init; }

    /// <summary>The API key. Null sends none.</summary>
    public SecureString? ApiKey { get; init; }

    /// <summary>
    /// The header that carries the key alone, such as <c>x-api-key</c> for Anthropic's official host or <c>api-key</c> for Azure; null sends it as
    /// <c>Authorization: Bearer</c>, as gateways take it.
    /// </summary>
    public string? ApiKeyHeader { get; init; }

    /// <summary>Headers for every request. They win over the client's own, save <c>Authorization</c>, which only wins where there is no key.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The proxy; null takes the system's. Loopback addresses never go through one.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>Whether to use no proxy at all.</summary>
    public bool NoProxy { get; init; }

    /// <summary>The longest that DNS, TCP and TLS may take together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = DefaultConnectTimeout;

    /// <summary>The longest silence: until the answer begins, and between any two reads of it.</summary>
    public TimeSpan IdleTimeout { get; init; } = DefaultIdleTimeout;

    /// <summary>The longest that one call may take, retries and the whole answer included.</summary>
    public TimeSpan TotalTimeout { get; init; } = DefaultTotalTimeout;

    /// <summary>How often a failed call is sent again at most, 0 to 100, where sending again is safe.</summary>
    public int MaxRetries { get; init; } = DefaultMaxRetries;

    /// <summary>
    /// How many requests go out a minute at most, with this key to one host from the whole process; null where no limit is known.
    /// </summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>
    /// How many tokens the requests of a minute take at most, prompts and answers together; null where no limit is known. A request counts
    /// by an estimate, until its answer says how many they were.
    /// </summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>
    /// The most bytes of an answer that is kept in memory, decompressed; zero means no limit. Files are not, and count nothing. An event of a
    /// stream has 64 MB at most.
    /// </summary>
    public long MaxResponseBytes { get; init; } = DefaultMaxResponseBytes;

    /// <summary>
    /// Whether chat may be sent again after a time-out or a connection lost in flight. Off by default: a relay does not
    /// cancel its upstream call, so the first one may be billed as well.
    /// </summary>
    public bool RetryAmbiguousChat { get; init; }

    /// <summary>Turns certificate checks off. For a test gateway with a certificate of its own only.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>
    /// A file that gets one JSON line per call: when, what, where, how it ended and what it took; neither what was said nor the key. Null for none.
    /// </summary>
    public string? LogPath { get; init; }

    /// <summary>Sent as <c>User-Agent</c>; null sends the client's own.</summary>
    public string? UserAgent { get; init; }
}
