using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Billing;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Prices as the versions of new-api tell them, and what tokens cost by these.</summary>
public class PricingTests
{
    private const string Status = """{"success":true,"message":"","data":{"version":"v0.9","system_name":"S","quota_per_unit":500000,"quota_display_type":"USD","usd_exchange_rate":7.3}}""";

    private static readonly TokenUsage s_usage = new() { PromptTokens = 1000, CachedTokens = 400, CacheWriteTokens = 200, LongCacheWriteTokens = 100, CompletionTokens = 500, TotalTokens = 1500 };

    [Fact]
    public async Task The_newest_version_tells_ratios_of_the_cache_too()
    {
        ModelPrice price = (await NewAsync("""{"model_name":"m","quota_type":0,"model_ratio":1.5,"model_price":0,"completion_ratio":5,"cache_ratio":0.1,"create_cache_ratio":1.25,"enable_groups":["all"],"supported_endpoint_types":["anthropic","openai"]}""")).Find("m")!;

        Assert.Equal(BillingMode.PerToken, price.BillingMode);
        Assert.Equal((3m, 0.3m, 3.75m, 15m), (price.Input, price.CachedInput, price.CacheWrite, price.Output));
        Assert.Equal(6m, price.Usd!.LongCacheWrite);
        Assert.Equal(("default", 1m), (price.Group, price.GroupRatio));
        Assert.Equal(["anthropic", "openai"], price.EndpointTypes);
        // 400 + 400·0.1 + 100·1.25 + 100·2 + 500·5 units of 1.5
        Assert.Equal(4898m / 500_000, await CostAsync(price.RawJson, s_usage));
    }

    [Theory]
    [InlineData("""{"model_name":"m","quota_type":0,"model_ratio":0.075,"completion_ratio":4}""")]
    [InlineData("""{"model_name":"m","quota_type":"0","model_ratio":"0.075","completion_ratio":"4"}""")]
    public async Task What_has_no_ratio_for_the_cache_is_billed_as_new_api_does(string item)
    {
        // (400 + 400 + 100·1.25 + 100·2 + 2000)·0.075 = 234.375
        Assert.Equal(234m / 500_000, await CostAsync(item, s_usage));
    }

    [Fact]
    public async Task A_version_without_such_ratios_leaves_the_cost_of_the_cache_open()
    {
        const string Old = """{"success":true,"data":[{"model_name":"m","enable_group":["default"],"quota_type":0,"model_ratio":2.5,"model_price":0,"completion_ratio":3,"owner_by":""}],"group_ratio":{"default":1},"usable_group":{"default":"x"}}""";
        PriceTable table = await GetAsync(Old);

        Assert.Null(table.CostOf("m", s_usage));
        Assert.Equal(2.5m * (1000 + 1500) / 500_000, table.CostOf("m", new TokenUsage { PromptTokens = 1000, CompletionTokens = 500, TotalTokens = 1500 })!.Amount);
    }

    [Theory]
    [InlineData("""{"model_name":"m","quota_type":0,"model_ratio":1,"completion_ratio":2,"image_ratio":3}""", 400 + 50 + (50 * 3) + 1000)]
    [InlineData("""{"model_name":"m","quota_type":0,"model_ratio":1,"completion_ratio":2,"audio_ratio":4}""", 300 + 50 + (150 * 4) + 1000)]
    [InlineData("""{"model_name":"m","quota_type":0,"model_ratio":1,"completion_ratio":2,"audio_ratio":4,"audio_completion_ratio":5}""", 300 + 50 + (150 * 4) + 800 + (100 * 20))]
    [InlineData("""{"model_name":"m","description":"","icon":null,"tags":"","vendor_id":3,"owner_by":"","quota_type":0,"model_ratio":1,"model_price":0,"completion_ratio":2,"enable_groups":null,"supported_endpoint_types":null,"billing_mode":"","billing_expr":""}""", 500 + 1000)]
    public async Task Images_and_sound_have_ratios_of_their_own_where_the_site_has_them(string item, long units) => Assert.Equal(units / 500_000m, await CostAsync(
        item, new TokenUsage { PromptTokens = 500, ImagePromptTokens = 50, AudioPromptTokens = 150, CompletionTokens = 500, AudioCompletionTokens = 100, TotalTokens = 1000 }));

    [Fact]
    public async Task A_call_has_a_price_of_its_own_and_a_factor()
    {
        PriceTable table = await NewAsync("""{"model_name":"m","quota_type":1,"model_ratio":0,"model_price":0.04,"completion_ratio":0,"enable_groups":["default"]}""");

        Assert.Equal(0.04m, table.Find("m")!.PerCall);
        Assert.Equal("0.12 USD", table.CostOf("m", null, new CallSize(3))!.ToString());
        Assert.Equal(CostSource.Prices, table.CostOf("m", null)!.Source);
        Assert.Null(table.CostOf("m", null, new CallSize(null)));
        Assert.Null(table.CostOf("M", null));
    }

    [Theory]
    [InlineData("USD", 1, "USD")]
    [InlineData("CNY", 7.3, "CNY")]
    [InlineData("CUSTOM", 2.5, "¤")]
    [InlineData("TOKENS", 500000, "quota")]
    public async Task Prices_are_shown_as_the_site_shows_them(string type, double rate, string currency)
    {
        string status = $$$"""{"success":true,"data":{"quota_per_unit":"500000","quota_display_type":"{{{type}}}","usd_exchange_rate":7.3,"custom_currency_symbol":"¤","custom_currency_exchange_rate":2.5}}""";
        ModelPrice price = (await GetAsync(Pricing("""{"model_name":"m","quota_type":0,"model_ratio":1,"completion_ratio":2}"""), status)).Find("m")!;

        Assert.Equal((currency, 2m * (decimal)rate, 2m), (price.Currency, price.Input, price.Usd!.Input));
    }

    [Theory]
    [InlineData("""{"success":true,"data":{"quota_per_unit":500000,"display_in_currency":true}}""", "USD")]
    [InlineData("""{"success":true,"data":{"quota_per_unit":500000,"display_in_currency":false}}""", "quota")]
    [InlineData("""{"success":true,"data":{"quota_per_unit":500000}}""", "USD")]
    public async Task Earlier_sites_have_a_switch(string status, string currency) =>
        Assert.Equal(currency, (await GetAsync(Pricing("""{"model_name":"m","quota_type":1,"model_price":1}"""), status)).Find("m")!.Currency);

    [Fact]
    public async Task A_ratio_is_one_of_quota_units_whatever_makes_a_dollar()
    {
        ModelPrice price = (await GetAsync(Pricing("""{"model_name":"m","quota_type":0,"model_ratio":1,"completion_ratio":1}"""), Status.Replace("500000", "1000000"))).Find("m")!;

        Assert.Equal(1m, price.Input);
    }

    [Theory]
    [InlineData("default", null, 2, "0.002 USD")]
    [InlineData("vip", null, 1, "0.001 USD")]
    [InlineData("private", 0.25, 0.5, "0.0005 USD")]
    [InlineData("private", null, 2, null)]
    [InlineData(null, null, 2, null)]
    public async Task The_group_of_the_key_counts_and_none_is_guessed(string? group, double? ratio, double input, string? cost)
    {
        const string Item = """{"model_name":"m","quota_type":0,"model_ratio":1,"completion_ratio":1,"enable_groups":["default","vip"]}""";
        PriceTable table = await GetAsync(Pricing(Item, """{"default":1,"vip":0.5,"other":3}"""), group: group is null ? null : new KeyGroup(group, (decimal?)ratio));

        Assert.Equal((decimal)input, table.Find("m")!.Input);
        Assert.Equal(["default", "vip"], table.Find("m")!.Groups.Select(one => one.Name));
        Assert.Equal(cost, table.CostOf("m", new TokenUsage { PromptTokens = 1000, TotalTokens = 1000 })?.ToString());
    }

    [Theory]
    [InlineData("""tier("base", p*2.5+c*15+cr*0.25)""", BillingMode.PerToken, "2.5,15,0.25")]
    [InlineData("""v1:tier("base", p * 2.5 + 15 * c)""", BillingMode.PerToken, "2.5,15,2.5")]
    [InlineData("""len <= 200000 ? tier("short", p*1.25+c*10) : tier("long", p*2.5+c*15)""", BillingMode.Tiered, "")]
    [InlineData("""tier("base", p*2.5+c*15)|||when(hour() < 8)*0.5""", BillingMode.Expression, "")]
    [InlineData("""tier('base', p*1e0 + c*2 + cr*0.1 + cc*1.25 + cc1h*2 + img*3 + ai*4 + ao*5)""", BillingMode.PerToken, "1,2,0.1")]
    [InlineData("""p > 1_000 ? tier("long", p*2+c*4) : tier("short", p*1+c*2)""", BillingMode.Tiered, "")]
    [InlineData("""tier("base", p*2.5+img_o*40)""", BillingMode.Expression, "")]
    [InlineData("""tier("base", p*2.5+c*15)*1.1""", BillingMode.Expression, "")]
    [InlineData("""tier("base", (p+cr)*2.5)""", BillingMode.Expression, "")]
    [InlineData("""tier("base", p*2.5-c)""", BillingMode.Expression, "")]
    [InlineData("""max(tier("a", p*1), tier("b", c*1))""", BillingMode.Expression, "")]
    public async Task Plain_tiers_are_read_and_formulas_are_shown(string expression, BillingMode mode, string amounts)
    {
        string item = $$"""{"model_name":"m","quota_type":0,"model_ratio":9,"completion_ratio":9,"billing_mode":"tiered_expr","billing_expr":{{System.Text.Json.JsonSerializer.Serialize(expression)}}}""";
        ModelPrice price = (await NewAsync(item)).Find("m")!;

        Assert.Equal((mode, expression), (price.BillingMode, price.Expression));
        Assert.Equal(amounts, price.Usd is null ? string.Empty : string.Join(",", price.Usd.Input, price.Usd.Output, price.Usd.CachedInput));
        Assert.Equal(mode == BillingMode.Expression, await CostAsync(item, s_usage) is null);
    }

    [Theory]
    [InlineData(200_000, 250_000 + 10_000)]
    [InlineData(200_001, 500_002.5 + 15_000)]
    public async Task The_tier_is_that_of_the_whole_request(long prompt, double millionths)
    {
        const string Item = """{"model_name":"m","quota_type":0,"billing_mode":"tiered_expr","billing_expr":"len <= 200000 ? tier(\"short\", p*1.25+c*10) : tier(\"long\", p*2.5+c*15)"}""";

        Assert.Equal(decimal.Round((decimal)millionths / 2, System.MidpointRounding.AwayFromZero) / 500_000, await CostAsync(Item, new TokenUsage { PromptTokens = prompt, CompletionTokens = 1000, TotalTokens = 1 }));
    }

    [Theory]
    [InlineData("""{"model_name":"m","model_ratio":1,"completion_ratio":1}""", "quota_type")]
    [InlineData("""{"model_name":"m","quota_type":7,"model_ratio":1,"completion_ratio":1}""", "quota_type")]
    [InlineData("""{"model_name":"m","quota_type":0,"completion_ratio":1}""", "model_ratio")]
    [InlineData("""{"model_name":"m","quota_type":0,"model_ratio":-1,"completion_ratio":1}""", "model_ratio")]
    [InlineData("""{"model_name":"m","quota_type":0,"model_ratio":1}""", "completion_ratio")]
    [InlineData("""{"model_name":"m","quota_type":1,"model_ratio":1,"completion_ratio":1}""", "model_price")]
    [InlineData("""{"model_name":"m","quota_type":0,"model_ratio":1,"completion_ratio":1,"billing_mode":"auction"}""", "billing_mode")]
    [InlineData("""{"model_name":"m","quota_type":0,"model_ratio":1,"completion_ratio":1,"billing_mode":"tiered_expr"}""", "billing_expr")]
    public async Task What_a_model_lacks_is_named_and_it_has_no_cost(string item, string missing)
    {
        PriceTable table = await NewAsync(item);

        Assert.Equal((BillingMode.Unknown, missing), (table.Find("m")!.BillingMode, table.Find("m")!.Missing));
        Assert.Null(table.CostOf("m", s_usage));
    }

    [Theory]
    [InlineData("""{"success":true,"data":{"quota_per_unit":500000,"quota_display_type":"CNY"}}""", "{}", "usd_exchange_rate")]
    [InlineData("""{"success":true,"data":{"quota_per_unit":500000,"quota_display_type":"SHELLS"}}""", "{}", "quota_display_type")]
    [InlineData("""{"success":true,"data":{"version":"x"}}""", "{}", "quota_per_unit")]
    [InlineData("""{"success":true}""", "{}", "data")]
    [InlineData(Status, """{"success":true,"data":{"m":{"price":1}},"group_ratio":{}}""", "data")]
    [InlineData(Status, """{"success":true,"data":[]}""", "group_ratio")]
    [InlineData(Status, """{"success":true,"data":[{"name":"m"}],"group_ratio":{"default":1}}""", "model_name")]
    [InlineData(Status, "[]", "data")]
    public async Task A_shape_that_is_not_known_is_an_error_that_names_what_was_missing(string status, string pricing, string missing)
    {
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => GetAsync(pricing, status));

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
        Assert.Contains($"'{missing}'", failure.Message);
    }

    [Fact]
    public async Task A_refusal_with_status_200_is_told_in_its_words()
    {
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => GetAsync("""{"success":false,"message":"未开放"}"""));

        Assert.Contains("未开放", failure.Message);
    }

    [Fact]
    public async Task Tokens_of_the_cache_that_are_counted_apart_are_never_taken_off()
    {
        const string Item = """{"model_name":"m","quota_type":0,"model_ratio":1,"completion_ratio":1,"cache_ratio":0.5}""";

        Assert.Equal((100m + 100m) / 500_000, await CostAsync(Item, new TokenUsage { PromptTokens = 100, CachedTokens = 200, TotalTokens = 100 }));
    }

    [Fact]
    public async Task What_is_not_free_costs_a_unit_and_what_took_nothing_is_not_known()
    {
        const string Item = """{"model_name":"m","quota_type":0,"model_ratio":0.01,"completion_ratio":1}""";

        Assert.Equal(1m / 500_000, await CostAsync(Item, new TokenUsage { PromptTokens = 1, TotalTokens = 1 }));
        Assert.Equal(0m, await CostAsync(Item.Replace("0.01", "0"), new TokenUsage { PromptTokens = 1, TotalTokens = 1 }));
        Assert.Null(await CostAsync(Item, new TokenUsage()));
    }

    private static string Pricing(string item, string ratios = """{"default":1}""") =>
        $$"""{"success":true,"data":[{{item}}],"vendors":[],"group_ratio":{{ratios}},"usable_group":{"default":"x"},"supported_endpoint":{},"auto_groups":[]}""";

    private static Task<PriceTable> NewAsync(string item) => GetAsync(Pricing(item));

    private static async Task<decimal?> CostAsync(string item, TokenUsage usage) => (await NewAsync(item)).CostOf("m", usage)?.Amount;

    private static async Task<PriceTable> GetAsync(string pricing, string status = Status, KeyGroup? group = null)
    {
        var handler = new ScriptedHandler(Steps.Ok(status), Steps.Ok(pricing));
        using var client = new WhataiClient(Given.Options() with { MaxRetries = 0 }, handler, new FakeClock());
        PriceTable table = await client.Billing.GetPricesAsync(group);
        Assert.Equal(new List<string> { "/api/status", "/api/pricing" }, handler.Requests.Select(request => request.Uri.AbsolutePath));
        return table;
    }
}
