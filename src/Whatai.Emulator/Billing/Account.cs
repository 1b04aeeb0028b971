namespace Whatai.Emulator.Billing;

/// <summary>What the key was granted and what its ledger has used, in quota units: 500,000 a dollar, as new-api counts.</summary>
internal sealed class Account(EmulatorState state)
{
    internal const decimal QuotaPerDollar = 500_000;

    // What a dispatch costs: a tenth of a cent, and one unit for each token.
    private const long QuotaOfDispatch = 500;
    private const decimal ShownWhereNotSet = 100;

    internal long Granted => (long)((state.Options.Balance ?? ShownWhereNotSet) * QuotaPerDollar);

    internal long Used
    {
        get
        {
            LedgerTotals totals = state.Ledger.Totals;
            return (totals.Dispatches * QuotaOfDispatch) + totals.PromptTokens + totals.CompletionTokens;
        }
    }

    /// <summary>Whether nothing is left, on a key whose grant counts.</summary>
    internal bool IsExhausted => state.Options is { Balance: not null, UnlimitedBalance: false } && Used >= Granted;
}
