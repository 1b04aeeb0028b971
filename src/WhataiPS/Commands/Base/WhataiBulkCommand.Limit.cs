using System;
using System.Threading.Tasks;
using Whatai.Client;
using Whatai.Client.Billing;
using WhataiPS.Errors;
using WhataiPS.Resources;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <content>Limits of cost: of the run, by -MaxCost, and of the connection.</content>
public abstract partial class WhataiBulkCommand
{
    private CostLimit? _limit;
    private bool _isLimitReached;
    private bool _askedForPrices;
    private int _leftOut;

    /// <summary>Whether calls may cost no more than some amount.</summary>
    private protected bool HasLimit => Limit is not null || Gateway.Prices.Limit is not null;

    private CostLimit? Limit => _limit ??= MaxCost is decimal most ? new CostLimit(most) : null;

    /// <summary>Ends the cmdlet where there is a limit that its calls can't be held to.</summary>
    private protected void RefuseUnderLimit()
    {
        if (HasLimit)
        {
            ThrowTerminatingError(WhataiErrors.CostUnknown(MyInvocation.MyCommand));
        }
    }

    /// <summary>The most that a call may cost. Where that is not known, the cmdlet ends: a limit that can't be held is none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="promptTokens">The most tokens of the request.</param>
    /// <param name="completionTokens">The most tokens of the answer; null where nothing limits them.</param>
    /// <param name="size">What it counts as where tokens are not what is paid for; null for one call.</param>
    private protected decimal MostCostOf(string model, long promptTokens, long? completionTokens, CallSize? size = null)
    {
        if (Gateway.Prices.Find(model) is null && !_askedForPrices)
        {
            _askedForPrices = true;
            try
            {
                Await(Gateway.Prices.GetAsync(CallOptions, StopToken));
            }
            catch (WhataiException ex)
            {
                ThrowTerminatingError(WhataiErrors.PriceUnavailable(ex, model));
            }
        }

        if (completionTokens is null && Gateway.Prices.Find(model) is { PerCall: null, PerSecond: null })
        {
            // Who has no such parameter can't limit what tokens cost.
            ThrowTerminatingError(MyInvocation.MyCommand.Parameters.ContainsKey("MaxTokens")
                ? WhataiErrors.InvalidArgument(new ArgumentException(SR.MaxTokensMissing(model)), model)
                : WhataiErrors.CostUnknown(model));
        }

        decimal? most = Gateway.Prices.MostCostOf(model, promptTokens, completionTokens ?? 0, size);
        if (most is null || HasToolFees)
        {
            ThrowTerminatingError(WhataiErrors.CostUnknown(model));
        }

        // A call that may be repeated without knowing whether it ran may be billed each time.
        return most!.Value * (Gateway.Client.Options.RetryAmbiguousChat ? 1 + (CallOptions.MaxRetries ?? Gateway.Client.Options.MaxRetries) : 1);
    }

    /// <summary>Takes the most that a call may cost out of what is left, and waits for calls under way, which may cost less than that.</summary>
    /// <param name="worst">The most that it may cost.</param>
    /// <param name="waitForOne">Waits until one of the calls under way is over; false where there are none.</param>
    /// <returns>False where it must not begin.</returns>
    private protected bool Reserve(decimal worst, Func<bool> waitForOne)
    {
        while (!_isLimitReached)
        {
            if (TryBegin(worst))
            {
                return true;
            }

            _isLimitReached = !waitForOne();
        }

        _leftOut++;
        return false;
    }

    /// <summary>Makes a call that was reserved, and settles it.</summary>
    private protected async Task<T> SettleAsync<T>(decimal worst, Func<Task<T>> call, Func<T, Cost?> costOf)
    {
        decimal spent = worst;
        try
        {
            T result = await call().ConfigureAwait(false);
            spent = costOf(result)?.Amount ?? worst;
            return result;
        }
        catch (WhataiException ex) when (!ex.MayHaveRun)
        {
            spent = 0;
            throw;
        }
        finally
        {
            _limit?.End(worst, spent);
            Gateway.Prices.Limit?.End(worst, spent);
        }
    }

    /// <summary>Says once what was left out of a run.</summary>
    private protected void WriteCostLimit()
    {
        if (_leftOut > 0)
        {
            CostLimit limit = Limit is not null && (Gateway.Prices.Limit is null || Limit.Most - Limit.Spent <= Gateway.Prices.Limit.Most - Gateway.Prices.Limit.Spent) ? Limit : Gateway.Prices.Limit!;
            WriteError(WhataiErrors.CostLimitReached(limit.Most, limit.Spent, _leftOut, Kept is not null));
            _leftOut = 0;
        }
    }

    /// <summary>What -WhatIf says of a request beside what it is: about how many tokens it has, and the most that it may cost by the prices that are known. Nothing is asked for it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">About how many tokens the request has.</param>
    /// <param name="completionTokens">The most tokens of the answer; null where nothing limits them.</param>
    /// <param name="size">What it counts as where tokens are not what is paid for; null for one call.</param>
    private protected string Estimate(string model, long tokens, long? completionTokens, CallSize? size = null)
    {
        if (!IsWhatIf)
        {
            return string.Empty;
        }

        ModelPrice? price = Gateway.Prices.Find(model);
        decimal? most = HasToolFees || (completionTokens is null && (price?.PerCall ?? price?.PerSecond) is null) ? null : Gateway.Prices.MostCostOf(model, tokens, completionTokens ?? 0, size);
        return most is null || price is null ? SR.CostEstimate(tokens) : SR.CostEstimateMost(tokens, new Cost(decimal.Round(most.Value, 6), price.Usd is null ? price.Currency : "USD", CostSource.Prices));
    }

    private bool TryBegin(decimal worst)
    {
        if (_limit?.TryBegin(worst) == false)
        {
            return false;
        }

        if (Gateway.Prices.Limit?.TryBegin(worst) == false)
        {
            _limit?.End(worst, 0);
            return false;
        }

        return true;
    }
}
