using System;

namespace Whatai.Emulator;

/// <summary>One billable dispatch: an authorised, valid POST that a gateway would have sent upstream and billed.</summary>
public sealed record LedgerEntry
{
    /// <summary>The <see cref="EmulatorRequest.Id"/> of the request.</summary>
    public required int RequestId { get; init; }

    /// <summary>The number of the emulator's line that received it, from 1.</summary>
    public int Line { get; init; }

    /// <summary>When it was dispatched (UTC).</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The path without its query.</summary>
    public required string Path { get; init; }

    /// <summary>The requested model.</summary>
    public required string Model { get; init; }

    /// <summary>The request's tokens.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>The whole answer's tokens, even when the client disconnected before its end.</summary>
    public required long CompletionTokens { get; init; }

    /// <summary>The quota units that it was billed with, by the emulator's prices.</summary>
    public long Quota { get; init; }

    /// <summary>The id in the answer's <c>X-Oneapi-Request-Id</c>.</summary>
    public string GatewayRequestId { get; init; } = string.Empty;

    /// <summary>The task that it started; null where it started none.</summary>
    public string? TaskId { get; init; }

    /// <summary>When the quota was paid back, since the task failed; null where it was not.</summary>
    public DateTimeOffset? RefundedAt { get; init; }

    /// <summary>The SHA-256 of the request's body, 64 lower-case hex digits: equal for a request that was sent, and billed, twice.</summary>
    public required string Fingerprint { get; init; }
}
