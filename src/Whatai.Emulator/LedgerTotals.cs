namespace Whatai.Emulator;

/// <summary>Exact sums over every dispatch since the start or the last <see cref="GatewayEmulator.ClearLog"/>.</summary>
public sealed record LedgerTotals
{
    /// <summary>How many dispatches were billed.</summary>
    public required long Dispatches { get; init; }

    /// <summary>Tokens of all requests.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>Tokens of all answers.</summary>
    public required long CompletionTokens { get; init; }
}
