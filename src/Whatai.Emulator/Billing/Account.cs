namespace Whatai.Emulator.Billing;

/// <summary>The quota granted to the key and the quota used by its ledger, in quota units.</summary>
internal sealed class Account(EmulatorState state)
{
    private const decimal DefaultGranted = 100;

    internal long Granted => (long)((state.Options.Balance ?? DefaultGranted) * state.Options.QuotaPerUnit);

    internal long Used => state.Ledger.Totals.Quota;

    /// <summary>Whether the key has a limit and has used it up.</summary>
    internal bool IsExhausted => state.Options is { Balance: not null, UnlimitedBalance: false } && Used >= Granted;
}
