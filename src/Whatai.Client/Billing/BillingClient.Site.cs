using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Http;

namespace Whatai.Client.Billing;

/// <content>The routes of a site itself: its units, its prices, and the log of the key.</content>
public sealed partial class BillingClient
{
    private const string Status = "/api/status";
    private const string Pricing = "/api/pricing";
    private const string Log = "/api/log/token";

    private delegate T? Reader<T>(JsonElement root, out string missing)
        where T : class;

    /// <summary>Asks in which units the site counts and shows money.</summary>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The units.</returns>
    /// <exception cref="WhataiException">The site does not tell, or it tells in a way that is not known.</exception>
    public Task<SiteStatus> GetStatusAsync(CallOptions? options = null, CancellationToken cancellationToken = default) =>
        GetSiteAsync<SiteStatus>(Status, options, SiteStatus.Read, cancellationToken);

    /// <summary>Asks for the prices of all models.</summary>
    /// <param name="group">The key's group; null where it is not known.</param>
    /// <param name="quotaPerUnit">How many of the relay's quota units make one dollar; null asks the site.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The prices.</returns>
    /// <exception cref="WhataiException">The site does not tell, or it tells in a way that is not known.</exception>
    public async Task<PriceTable> GetPricesAsync(
        KeyGroup? group = null, decimal? quotaPerUnit = null, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        SiteStatus status = await GetUnitsAsync(quotaPerUnit, options, cancellationToken).ConfigureAwait(false);
        return await GetSiteAsync(Pricing, options, (JsonElement root, out string missing) => PricingReader.Read(root, status, group, out missing), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for the key's log: at most the newest 1,000 rows, newest first. A row is written a moment after its answer.</summary>
    /// <param name="quotaPerUnit">How many of the relay's quota units make one dollar; null asks the site.</param>
    /// <param name="options">Per-call overrides. The call is never repeated: the site takes only 20 in 20 minutes.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The rows. None do not mean that nothing was used: a site may keep no log.</returns>
    /// <exception cref="WhataiException">The site does not tell, or it tells in a way that is not known; or it takes no more calls for now, and RetryAfter says how long.</exception>
    public async Task<IReadOnlyList<BillEntry>> GetLogAsync(
        decimal? quotaPerUnit = null, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        SiteStatus status = await GetUnitsAsync(quotaPerUnit, options, cancellationToken).ConfigureAwait(false);
        return await GetLimitedAsync(Log, () => GetSiteAsync(
            Log, (options ?? new CallOptions()) with { MaxRetries = 0 }, (JsonElement root, out string missing) => TokenLogReader.Read(root, status.QuotaPerUnit, out missing), cancellationToken)).ConfigureAwait(false);
    }

    private async Task<SiteStatus> GetUnitsAsync(decimal? quotaPerUnit, CallOptions? options, CancellationToken cancellationToken) =>
        quotaPerUnit is decimal units ? new SiteStatus { QuotaPerUnit = units } : await GetStatusAsync(options, cancellationToken).ConfigureAwait(false);

    // Keeps to the site's limit, and says when it may be asked again.
    private async Task<T> GetLimitedAsync<T>(string route, Func<Task<T>> get)
    {
        Uri address = _sender.CurrentEndpoint;
        if (_limiter.Enter() is TimeSpan wait)
        {
            throw ApiFailures.SiteLimit(new Uri(BaseUrl.Site(address), route.TrimStart('/')), wait, SiteLimiter.MostCalls, SiteLimiter.Window);
        }

        try
        {
            return await get().ConfigureAwait(false);
        }
        catch (WhataiException ex) when (ex is { Kind: ErrorKind.RateLimited, RetryAfter: null })
        {
            throw ApiFailures.SiteRefusal(ex, SiteLimiter.MostCalls, SiteLimiter.Window);
        }
    }

    private Task<T> GetSiteAsync<T>(string route, CallOptions? options, Reader<T> read, CancellationToken cancellationToken)
        where T : class =>
        GetAsync(route, options, (root, answer) => read(root, out string missing) ?? throw ApiFailures.SiteAnswer(missing, answer.Body, answer.Context), cancellationToken);
}
