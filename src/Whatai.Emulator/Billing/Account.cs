namespace Whatai.Emulator.Billing;

/// <summary>The quota granted to the key and the quota used by its ledger, in quota units: 500,000 a dollar, as new-api counts.</summary>
internal sealed class Account(EmulatorState state)
{
    internal const decimal QuotaPerDollar = 500_000;

    // A dispatch costs a tenth of a cent plus one unit per token.
    private const long QuotaOfDispatch = 500;
    private const decimal DefaultGranted = 100;

    internal long Granted => (long)((state.Options.Balance ?? DefaultGranted) * QuotaPerDollar);

    internal long Used
    {
        get
        {
            LedgerTotals totals = state.Ledger.Totals;
            return (totals.Dispatches * QuotaOfDispatch) + totals.PromptTokens + totals.CompletionTokens;
        }
    }

    /// <summary>Whether the key has a limit and has used it up.</summary>
    internal bool IsExhausted => state.Options is { Balance: not null, UnlimitedBalance: false } && Used >= Granted;
}
