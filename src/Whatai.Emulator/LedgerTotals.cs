namespace Whatai.Emulator;

/// <summary>Exact totals of every dispatch since the start or the last <see cref="GatewayEmulator.ClearLog"/>.</summary>
public sealed record LedgerTotals
{
    /// <summary>The number of billed dispatches.</summary>
    public required long Dispatches { get; init; }

    /// <summary>Tokens of all requests.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>Tokens of all answers.</summary>
    public required long CompletionTokens { get; init; }

    /// <summary>The quota units billed, less those paid back.</summary>
    public long Quota { get; init; }
}
