using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The routes of the site itself: units, prices, the key's log.</summary>
public class SiteTests
{
    [Fact]
    public async Task Units_and_prices_need_no_key_and_the_log_does()
    {
        using var gateway = new Gateway(new EmulatorOptions { QuotaDisplayType = "CNY", Groups = new Dictionary<string, decimal> { ["default"] = 1, ["vip"] = 0.5m } });
        gateway.Http.DefaultRequestHeaders.Authorization = null;

        (_, JsonNode? status) = await GetAsync(gateway, "/api/status");
        (_, JsonNode? pricing) = await GetAsync(gateway, "/api/pricing");
        (int code, JsonNode? log) = await GetAsync(gateway, "/api/log/token");

        Assert.Equal((500_000, "CNY", 7.3m), ((int)status!["data"]!["quota_per_unit"]!, (string?)status["data"]!["quota_display_type"], (decimal)status["data"]!["usd_exchange_rate"]!));
        Assert.Equal(0.5m, (decimal)pricing!["group_ratio"]!["vip"]!);
        Assert.Equal(EmulatorOptions.DefaultModels.Count, pricing["data"]!.AsArray().Count);
        Assert.Equal((401, false), (code, (bool)log!["success"]!));
    }

    [Theory]
    [InlineData(PricingAccess.Forbidden, 403)]
    [InlineData(PricingAccess.Refused, 200)]
    public async Task Prices_can_be_closed(PricingAccess access, int status)
    {
        using var gateway = new Gateway(new EmulatorOptions { Pricing = access });

        (int code, JsonNode? answer) = await GetAsync(gateway, "/api/pricing");

        Assert.Equal((status, false), (code, (bool)answer!["success"]!));
    }

    [Fact]
    public async Task The_limiter_answers_nothing_and_counts_both_routes()
    {
        using var gateway = new Gateway(new EmulatorOptions { SiteCallLimit = 2 });

        int[] codes = [(await GetAsync(gateway, "/api/usage/token/")).Status, (await GetAsync(gateway, "/api/log/token")).Status, (await GetAsync(gateway, "/api/log/token")).Status];

        Assert.Equal([200, 200, 429], codes);
        Assert.Null((await GetAsync(gateway, "/api/usage/token/")).Json);
    }

    [Fact]
    public async Task Rows_come_late_with_the_answers_id_and_the_ledgers_quota()
    {
        using var late = new Gateway(new EmulatorOptions { LogDelay = TimeSpan.FromMinutes(1) });
        await late.TextAsync("hello");
        Assert.Empty((await GetAsync(late, "/api/log/token")).Json!["data"]!.AsArray());

        using var gateway = new Gateway(new EmulatorOptions { LogDelay = TimeSpan.Zero });
        using HttpResponseMessage answer = await gateway.PostAsync(Gateway.Body("hello"));
        JsonNode row = (await GetAsync(gateway, "/api/log/token")).Json!["data"]![0]!;

        Assert.Equal(answer.Headers.GetValues("X-Oneapi-Request-Id").Single(), (string?)row["request_id"]);
        Assert.Equal(gateway.Emulator.Ledger[0].Quota, (long)row["quota"]!);
        Assert.Equal(gateway.Emulator.LedgerTotals.Quota, (long)row["quota"]!);
        Assert.Equal(0.075m, (decimal)JsonNode.Parse((string)row["other"]!)!["model_ratio"]!);
    }

    [Fact]
    public async Task A_task_that_fails_is_paid_back_in_a_row_of_its_own()
    {
        using var gateway = new Gateway(new EmulatorOptions { LogDelay = TimeSpan.Zero, VideoQueueTime = TimeSpan.Zero, VideoRunTime = TimeSpan.Zero });
        string id = (string)(await gateway.JsonAsync("""{"model":"veo3.1-fast","prompt":"/fail X"}""", null, "/v2/videos/generations"))["task_id"]!;

        JsonArray rows = (await GetAsync(gateway, "/api/log/token")).Json!["data"]!.AsArray();

        Assert.Equal([6, 2], rows.Select(row => (int)row!["type"]!));
        Assert.Equal([250_000, 250_000], rows.Select(row => (int)row!["quota"]!));
        Assert.Equal([id, null], rows.Select(row => (string?)JsonNode.Parse((string)row!["other"]!)!["task_id"]));
        Assert.Equal(0, gateway.Emulator.LedgerTotals.Quota);
        Assert.NotNull(gateway.Emulator.Ledger[0].RefundedAt);
    }

    private static async Task<(int Status, JsonNode? Json)> GetAsync(Gateway gateway, string path)
    {
        using HttpResponseMessage response = await gateway.Http.GetAsync(path);
        string text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }
}
