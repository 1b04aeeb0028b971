using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Billing;
using WhataiPS.Errors;

namespace WhataiPS.Commands;

/// <summary>Get-WhataiBalance: what is left on the key.</summary>
[Cmdlet(VerbsCommon.Get, "WhataiBalance")]
[OutputType(typeof(Balance))]
public sealed class GetWhataiBalanceCommand : WhataiApiCommand
{
    /// <summary>What must be left at least: less, or an unknown amount, ends the pipeline with an error.</summary>
    [Parameter]
    public decimal? Minimum { get; set; }

    /// <summary>How many of the relay's quota units make one dollar.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int QuotaPerUnit { get; set; } = (int)BillingClient.DefaultQuotaPerUnit;

    /// <inheritdoc/>
    private protected override void EndInput()
    {
        Balance balance;
        try
        {
            balance = Await(Gateway.Client.Billing.GetBalanceAsync(QuotaPerUnit, CallOptions, StopToken));
        }
        catch (WhataiException ex)
        {
            ErrorRecord problem = ex.Kind is ErrorKind.NotFound or ErrorKind.InvalidResponse && ex.StatusCode is not null
                ? WhataiErrors.BalanceUnavailable(ex, Gateway.CurrentEndpoint)
                : WhataiErrors.CallFailed(ex, Gateway.CurrentEndpoint);
            if (Minimum is not null)
            {
                // What can't be known must not be gone on with.
                ThrowTerminatingError(problem);
            }

            WriteError(problem);
            return;
        }

        if (Minimum is decimal least && !balance.Unlimited && !(balance.Remaining >= least))
        {
            ThrowTerminatingError(WhataiErrors.BalanceTooLow(balance, least));
        }

        WriteObject(balance);
    }
}
