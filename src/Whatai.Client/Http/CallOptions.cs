using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace Whatai.Client.Http;

/// <summary>Per-call overrides of a connection.</summary>
public sealed record CallOptions
{
    /// <summary>The longest that the whole call may take; null takes the connection's, zero means no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often to send again at most; null takes the connection's.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>The most bytes of an answer that is kept in memory; null takes the connection's, zero means no limit.</summary>
    public long? MaxResponseBytes { get; init; }

    /// <summary>Headers for this call; they win over the connection's.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>
    /// Members merged into the body, objects deeply. A null takes away a member that the call would send,
    /// and is sent as null where there is none.
    /// </summary>
    public JsonObject? ExtraBody { get; init; }

    /// <summary>
    /// Whether the call makes media by a route that is not for media alone, such as an image by chat: then it is not sent again
    /// where it may have run, whatever the connection allows.
    /// </summary>
    public bool MakesMedia { get; init; }

    /// <summary>
    /// What the calls of one run share: they wait for the gateway's limits. Null for a call on its own, which a limit fails when its retries
    /// are spent.
    /// </summary>
    public RateLimitWait? LimitWait { get; init; }

    /// <summary>Among how many processes the connection's requests and tokens a minute are divided; each has its part.</summary>
    public int Shares { get; init; } = 1;

    /// <summary>Hears of each step of the call, on any thread. It must not throw.</summary>
    public Action<CallEvent>? Observer { get; init; }

    /// <summary>Of which steps <see cref="Observer"/> hears; what it does not hear of is not made.</summary>
    public CallDetail Detail { get; init; } = CallDetail.Messages;
}
