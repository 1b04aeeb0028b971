using System.Threading.Tasks;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Billing;

/// <summary>The routes that report the key's balance, in new-api's shapes.</summary>
internal static class BalanceEndpoint
{
    // The limit that is reported for a key without one.
    private const decimal NoLimit = 100_000_000;

    internal static Task SubscriptionAsync(Exchange exchange)
    {
        ThrowIfExhausted(exchange);
        EmulatorOptions options = exchange.State.Options;
        decimal limit = options.UnlimitedBalance ? NoLimit : exchange.State.Account.Granted / options.QuotaPerUnit;
        return exchange.SendJsonAsync(200, JsonBytes.Object(w =>
        {
            w.WriteString("object", "billing_subscription");
            w.WriteBoolean("has_payment_method", true);
            w.WriteNumber("soft_limit_usd", limit);
            w.WriteNumber("hard_limit_usd", limit);
            w.WriteNumber("system_hard_limit_usd", limit);
            w.WriteNumber("access_until", options.KeyExpires?.ToUnixTimeSeconds() ?? 0);
            UnknownFields.Write(w, exchange.Response.Quirks);
        }));
    }

    internal static Task UsageAsync(Exchange exchange)
    {
        ThrowIfExhausted(exchange);
        return exchange.SendJsonAsync(200, JsonBytes.Object(w =>
        {
            w.WriteString("object", "list");
            w.WriteNumber("total_usage", exchange.State.Account.Used * 100 / exchange.State.Options.QuotaPerUnit);
            UnknownFields.Write(w, exchange.Response.Quirks);
        }));
    }

    internal static Task TokenAsync(Exchange exchange)
    {
        if (!exchange.State.SiteLimiter.Enter())
        {
            return SiteEndpoint.TooManyAsync(exchange);
        }

        EmulatorOptions options = exchange.State.Options;
        Account account = exchange.State.Account;
        long used = account.Used;
        return exchange.SendJsonAsync(200, JsonBytes.Object(w =>
        {
            w.WriteBoolean("code", true);
            w.WriteString("message", "ok");
            w.Object("data", d =>
            {
                d.WriteString("object", "token_usage");
                d.WriteString("name", "emulator");
                d.WriteNumber("total_granted", options.UnlimitedBalance ? used : account.Granted);
                d.WriteNumber("total_used", used);
                d.WriteNumber("total_available", options.UnlimitedBalance ? 0 : account.Granted - used);
                d.WriteBoolean("unlimited_quota", options.UnlimitedBalance);
                d.Object("model_limits", _ => { });
                d.WriteBoolean("model_limits_enabled", false);
                d.WriteNumber("expires_at", options.KeyExpires?.ToUnixTimeSeconds() ?? 0);
                UnknownFields.Write(d, exchange.Response.Quirks);
            });
        }));
    }

    // Unlike the token route, these two reject an exhausted key.
    private static void ThrowIfExhausted(Exchange exchange)
    {
        if (exchange.State.Account.IsExhausted)
        {
            throw new ApiErrorException(401, "The token's quota is used up", "new_api_error", string.Empty, string.Empty);
        }
    }
}
