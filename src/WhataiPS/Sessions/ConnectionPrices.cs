using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client;
using Whatai.Client.Billing;
using Whatai.Client.Http;

namespace WhataiPS.Sessions;

/// <summary>The prices of a connection: the user's own first, then those that the site publishes. These are asked for once, beside calls and never before them.</summary>
internal sealed class ConnectionPrices(WhataiClient client)
{
    // An answer waits this long at most for prices that were asked for when its call began.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly object _gate = new();
    private Task<PriceTable>? _site;

    /// <summary>The user's own table; null for none.</summary>
    public PriceTable? Own { get; init; }

    /// <summary>The key's group; null where the user did not say.</summary>
    public string? Group { get; init; }

    /// <summary>Whether the site's prices are asked for when the first call begins.</summary>
    public bool IsTracking { get; init; }

    /// <summary>What all calls of the connection may cost; null for no limit.</summary>
    public CostLimit? Limit { get; init; }

    /// <summary>The most that a call can cost by the prices that are known; null where it is not known.</summary>
    public decimal? MostCostOf(string model, long promptTokens, long completionTokens, CallSize? size) =>
        Own?.Find(model) is not null ? Own.MostCostOf(model, promptTokens, completionTokens, size) : Site()?.MostCostOf(model, promptTokens, completionTokens, size);

    /// <summary>To be called when a call begins: it does not wait.</summary>
    public void Begin()
    {
        if (IsTracking)
        {
            lock (_gate)
            {
                _site ??= Task.Run(async () =>
                {
                    using var patience = new CancellationTokenSource(s_patience);
                    return await FetchAsync(new CallOptions { MaxRetries = 0, Timeout = s_patience }, patience.Token).ConfigureAwait(false);
                });
            }
        }
    }

    /// <summary>The site's prices, asked for anew, and kept for the answers that follow.</summary>
    /// <exception cref="WhataiException">The site does not tell.</exception>
    public async Task<PriceTable> GetAsync(CallOptions options, CancellationToken cancellationToken)
    {
        PriceTable table = await FetchAsync(options, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _site = Task.FromResult(table);
        }

        return table;
    }

    /// <summary>Ends when the prices are known, or known not to be told: a few seconds after they were asked for at the latest.</summary>
    public async Task<bool> WhenKnownAsync()
    {
        Task? site;
        lock (_gate)
        {
            site = _site;
        }

        if (site is not null)
        {
            await Task.WhenAny(site).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>What a call cost: what the gateway said with the answer, else what it is by the prices that are known.</summary>
    /// <returns>Null where that is not known.</returns>
    public Cost? CostOf(string model, TokenUsage? usage, CallSize? size = null) =>
        Cost.Told(usage) ?? (Own?.Find(model) is not null ? Own.CostOf(model, usage, size) : Site()?.CostOf(model, usage, size));

    /// <summary>The price of a model, of what is known now.</summary>
    public ModelPrice? Find(string model) => Own?.Find(model) ?? Site()?.Find(model);

    private PriceTable? Site()
    {
        Task<PriceTable>? site;
        lock (_gate)
        {
            site = _site;
        }

        // Where it does not tell, Get-WhataiPrice says why.
        return site is { Status: TaskStatus.RanToCompletion } ? site.Result : null;
    }

    // Where groups pay differently and nobody said which one the key is of, its newest bill does.
    private async Task<PriceTable> FetchAsync(CallOptions options, CancellationToken cancellationToken)
    {
        BillingClient billing = client.Billing;
        PriceTable table = await billing.GetPricesAsync(Group is null ? null : new KeyGroup(Group), null, options, cancellationToken).ConfigureAwait(false);
        if (Group is not null || !table.NeedsGroup)
        {
            return table;
        }

        try
        {
            IReadOnlyList<BillEntry> log = await billing.GetLogAsync(BillingClient.DefaultQuotaPerUnit, options, cancellationToken).ConfigureAwait(false);
            return log.FirstOrDefault(static row => row is { Type: BillEntryType.Consume, Group.Length: > 0 }) is BillEntry row
                ? await billing.GetPricesAsync(new KeyGroup(row.Group!, row.GroupRatio), null, options, cancellationToken).ConfigureAwait(false)
                : table;
        }
        catch (WhataiException)
        {
            return table;
        }
    }
}
