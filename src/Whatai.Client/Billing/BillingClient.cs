using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Billing;

/// <summary>
/// Money: the balance (<c>/v1/dashboard/billing/subscription</c> and <c>usage</c>, else <c>/api/usage/token/</c>), prices (<c>/api/pricing</c>) and the
/// key's log (<c>/api/log/token</c>). A site may lack any of them.
/// </summary>
public sealed partial class BillingClient
{
    /// <summary>How many quota units make one dollar on a relay that was not set up otherwise: 500,000 (new-api).</summary>
    public const decimal DefaultQuotaPerUnit = 500_000;

    private readonly ApiSender _sender;

    private readonly SiteLimiter _limiter;

    internal BillingClient(ApiSender sender)
    {
        _sender = sender;
        _limiter = SiteLimiter.Of(sender.CurrentEndpoint, sender.Clock);
    }

    /// <summary>Asks what is left on the key, by one route after the other until enough is known.</summary>
    /// <param name="quotaPerUnit">How many of the relay's quota units make one dollar, above 0.</param>
    /// <param name="options">Per-call overrides.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The balance. Where only a part was told, the rest is null.</returns>
    /// <exception cref="WhataiException">No route told it; the kind is that of the refusal that says most, <see cref="ErrorKind.NotFound"/> where there is no such route.</exception>
    public async Task<Balance> GetBalanceAsync(
        decimal quotaPerUnit = DefaultQuotaPerUnit, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        var answers = new Dictionary<string, JsonElement>();
        WhataiException? refusal = null;
        foreach (string route in new[] { BalanceReader.Subscription, BalanceReader.Usage, BalanceReader.Token })
        {
            try
            {
                answers[route] = route == BalanceReader.Token
                    ? await GetLimitedAsync(route, () => GetBillingAsync(route, options is null ? new CallOptions { MaxRetries = 0 } : options with { MaxRetries = 0 }, cancellationToken)).ConfigureAwait(false)
                    : await GetBillingAsync(route, options, cancellationToken).ConfigureAwait(false);
            }
            catch (WhataiException ex) when (ex.StatusCode is not null && ex.Kind is not (ErrorKind.RateLimited or ErrorKind.TimedOut))
            {
                // A used-up key is refused by the first two, and not by the third.
                refusal = refusal is null || IsMissing(refusal) ? ex : refusal;
            }

            if (BalanceReader.IsEnough(answers))
            {
                break;
            }
        }

        return BalanceReader.Read(answers, quotaPerUnit) ?? throw refusal!;
    }

    private Task<JsonElement> GetBillingAsync(string route, CallOptions? options, CancellationToken cancellationToken) =>
        GetAsync(route, options, (root, answer) => BalanceReader.IsAnswer(route, root) ? root.Clone() : throw ApiFailures.NoBalance(answer.Body, answer.Context), cancellationToken);

    private Task<T> GetAsync<T>(string route, CallOptions? options, Func<JsonElement, BufferedResponse, T> read, CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Get, route.TrimStart('/'), RequestCost.Free) { MayBeMissing = true };
        return _sender.ReadAsync(
            request,
            options,
            answer =>
            {
                using JsonDocument document = LenientJson.Parse(answer.Body) ?? throw ApiFailures.NotJson(answer.Body, answer.Context);
                return read(document.RootElement, answer);
            },
            cancellationToken);
    }

    private static bool IsMissing(WhataiException failure) => failure.Kind is ErrorKind.NotFound or ErrorKind.InvalidResponse;
}
