using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Log;

namespace Whatai.Emulator.Billing;

/// <summary>The site's own routes that need no key: its units and its prices, in new-api's shapes.</summary>
internal static class SiteEndpoint
{
    private const string Json = "application/json; charset=utf-8";

    internal static byte[] ErrorShape(int status, string message, string type, string? param, string? code) => Failure(message);

    internal static Task StatusAsync(Exchange exchange)
    {
        EmulatorOptions options = exchange.State.Options;
        return exchange.SendJsonAsync(200, Success(w => w.Object("data", d =>
        {
            d.WriteString("version", "v1.0.0");
            d.WriteNumber("start_time", 1_760_000_000);
            d.WriteString("system_name", "Emulator");
            d.WriteNumber("quota_per_unit", options.QuotaPerUnit);
            d.WriteString("quota_display_type", options.QuotaDisplayType);
            d.WriteBoolean("display_in_currency", options.QuotaDisplayType != "TOKENS");
            d.WriteNumber("usd_exchange_rate", options.ExchangeRate);
            d.WriteString("custom_currency_symbol", "¤");
            d.WriteNumber("custom_currency_exchange_rate", options.ExchangeRate);
            d.WriteNumber("price", options.ExchangeRate);
            UnknownFields.Write(d, exchange.Response.Quirks);
        })));
    }

    internal static Task PricingAsync(Exchange exchange) => exchange.State.Options.Pricing switch
    {
        PricingAccess.Forbidden => exchange.SendJsonAsync(403, Failure("无权进行此操作，未登录")),
        PricingAccess.Refused => exchange.SendJsonAsync(200, Failure("管理员未开放模型广场")),
        _ => exchange.SendJsonAsync(200, Prices(exchange)),
    };

    /// <summary>What the limiter of costly routes answers: nothing.</summary>
    internal static Task TooManyAsync(Exchange exchange) => exchange.Response.SendAsync(429, Json, []);

    private static byte[] Prices(Exchange exchange)
    {
        EmulatorOptions options = exchange.State.Options;
        PriceList prices = exchange.State.Ledger.Prices;
        return Success(w =>
        {
            w.WriteStartArray("data");
            foreach (string model in options.Models.Concat(options.Prices.Keys).Distinct(StringComparer.Ordinal))
            {
                w.WriteStartObject();
                WriteModel(w, model, prices.Of(model), options);
                UnknownFields.Write(w, exchange.Response.Quirks);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteStartArray("vendors");
            w.WriteEndArray();
            w.Object("group_ratio", g =>
            {
                foreach (var group in options.Groups)
                {
                    g.WriteNumber(group.Key, group.Value);
                }
            });
            w.Object("usable_group", g =>
            {
                foreach (string group in options.Groups.Keys)
                {
                    g.WriteString(group, group);
                }
            });
            w.Object("supported_endpoint", e => e.Object("openai", o =>
            {
                o.WriteString("path", "/v1/chat/completions");
                o.WriteString("method", "POST");
            }));
            w.WriteStartArray("auto_groups");
            w.WriteEndArray();
        });
    }

    private static void WriteModel(Utf8JsonWriter w, string model, EmulatorPrice price, EmulatorOptions options)
    {
        w.WriteString("model_name", model);
        w.WriteNumber("vendor_id", 1);
        w.WriteNumber("quota_type", price.ModelPrice is null ? 0 : 1);
        w.WriteNumber("model_ratio", price.ModelPrice is null ? price.ModelRatio : 0);
        w.WriteNumber("model_price", price.ModelPrice ?? 0);
        w.WriteNumber("completion_ratio", price.ModelPrice is null ? price.CompletionRatio : 0);
        if (price.CacheRatio is { } read)
        {
            w.WriteNumber("cache_ratio", read);
        }

        if (price.CreateCacheRatio is { } written)
        {
            w.WriteNumber("create_cache_ratio", written);
        }

        Texts(w, "enable_groups", [.. options.Groups.Keys]);
        Texts(w, "supported_endpoint_types", Endpoints(model));
    }

    private static string[] Endpoints(string model)
    {
        bool Is(params string[] heads) => Array.Exists(heads, head => model.StartsWith(head, StringComparison.Ordinal));
        return Is("gpt-image", "dall-e", "flux", "recraft", "nano-banana") ? ["image-generation", "openai"]
            : Is("text-embedding") ? ["embeddings"]
            : Is("sora", "veo", "doubao-seedance") ? ["openai-video"]
            : Is("claude") ? ["anthropic", "openai"]
            : Is("gemini") ? ["gemini", "openai"]
            : ["openai"];
    }

    private static void Texts(Utf8JsonWriter w, string name, string[] texts)
    {
        w.WriteStartArray(name);
        Array.ForEach(texts, w.WriteStringValue);
        w.WriteEndArray();
    }

    internal static byte[] Success(Action<Utf8JsonWriter> members) => JsonBytes.Object(w =>
    {
        w.WriteBoolean("success", true);
        w.WriteString("message", string.Empty);
        members(w);
    });

    private static byte[] Failure(string message) => JsonBytes.Object(w =>
    {
        w.WriteBoolean("success", false);
        w.WriteString("message", message);
    });
}
