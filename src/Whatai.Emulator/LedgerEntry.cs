using System;

namespace Whatai.Emulator;

/// <summary>One billable dispatch: an authorised, valid POST that a gateway would have sent upstream and charged for.</summary>
public sealed record LedgerEntry
{
    /// <summary>The <see cref="EmulatorRequest.Id"/> of the request.</summary>
    public required int RequestId { get; init; }

    /// <summary>Which of the emulator's lines it came by, from 1.</summary>
    public int Line { get; init; }

    /// <summary>When it was dispatched (UTC).</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The path without its query.</summary>
    public required string Path { get; init; }

    /// <summary>The model that was asked for.</summary>
    public required string Model { get; init; }

    /// <summary>Tokens of the request.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>Tokens of the whole answer, also when the client did not wait for all of it.</summary>
    public required long CompletionTokens { get; init; }

    /// <summary>The SHA-256 of the request's body, 64 lower-case hex digits: equal for what was sent, and billed, twice.</summary>
    public required string Fingerprint { get; init; }
}
