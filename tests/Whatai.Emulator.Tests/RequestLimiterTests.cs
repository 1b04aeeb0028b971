using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The rate, the concurrency, and its peak.</summary>
[Collection(nameof(LifetimeTests))]
public sealed class RequestLimiterTests
{
    [Fact]
    public async Task Beyond_the_rate_comes_429_with_the_time_to_the_next_slot()
    {
        using var gateway = new Gateway(new EmulatorOptions { RequestsPerSecond = 5 });
        var clock = Stopwatch.StartNew();
        int[] statuses = await StatusesAsync(gateway, 7);
        Assert.Equal((5, 2), (statuses.Count(s => s == 200), statuses.Count(s => s == 429)));
        using HttpResponseMessage refused = await gateway.PostAsync(Gateway.Body("x"));
        int wait = int.Parse(Assert.Single(refused.Headers.GetValues("retry-after-ms")), CultureInfo.InvariantCulture);
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.InRange(wait, 1, 1000);
        Assert.Contains("\"rate_limit_exceeded\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(5, gateway.Emulator.LedgerTotals.Dispatches);
        await Task.Delay(wait + 5);
        Assert.True(clock.ElapsedMilliseconds >= 995, $"{clock.ElapsedMilliseconds} ms");
        Assert.Equal(new[] { 200 }, await StatusesAsync(gateway, 1));
    }

    [Fact]
    public async Task A_rate_below_1_lets_in_one_at_a_time()
    {
        using var gateway = new Gateway(new EmulatorOptions { RequestsPerSecond = 0.25 });
        Assert.Equal(new[] { 200 }, await StatusesAsync(gateway, 1));
        using HttpResponseMessage refused = await gateway.PostAsync(Gateway.Body("x"));
        Assert.InRange(int.Parse(Assert.Single(refused.Headers.GetValues("retry-after-ms")), CultureInfo.InvariantCulture), 3000, 4000);
    }

    [Fact]
    public async Task Beyond_the_number_at_once_comes_429_unbilled()
    {
        using var gateway = new Gateway(new EmulatorOptions { MaxConcurrent = 3, Latency = TimeSpan.FromMilliseconds(300) });
        int[] statuses = await StatusesAsync(gateway, 8);
        Assert.Equal((3, 5), (statuses.Count(s => s == 200), statuses.Count(s => s == 429)));
        Assert.Equal(3, gateway.Emulator.LedgerTotals.Dispatches);
        Assert.Equal(3, gateway.Emulator.PeakConcurrency);
        Assert.Equal(new[] { 200, 200, 200 }, await StatusesAsync(gateway, 3));
    }

    [Fact]
    public async Task Beyond_the_requests_of_a_minute_comes_429_in_new_apis_words()
    {
        var now = TimeSpan.Zero;
        using var gateway = new Gateway(new EmulatorOptions { RequestsPerMinute = 3, Clock = () => now });
        Assert.Equal(new[] { 200, 200, 200, 429, 429 }, await OneByOneAsync(gateway, 5));
        using HttpResponseMessage refused = await gateway.PostAsync(Gateway.Body("x"));
        JsonNode error = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["error"]!;
        Assert.StartsWith("您已达到请求数限制：1分钟内最多请求3次 (request id: ", (string?)error["message"], StringComparison.Ordinal);
        Assert.Equal(("new_api_error", ""), ((string?)error["type"], (string?)error["code"]));
        Assert.False(refused.Headers.Contains("retry-after-ms") || refused.Headers.Contains("Retry-After"));
        Assert.Equal(3, gateway.Emulator.LedgerTotals.Dispatches);
        now = TimeSpan.FromSeconds(59.9);
        Assert.Equal(new[] { 429 }, await OneByOneAsync(gateway, 1));
        using HttpResponseMessage models = await gateway.Http.GetAsync("/v1/models");
        Assert.Equal(200, (int)models.StatusCode);
        now = TimeSpan.FromSeconds(60);
        Assert.Equal(new[] { 200, 200, 200, 429 }, await OneByOneAsync(gateway, 4));
    }

    [Fact]
    public async Task The_total_of_a_minute_counts_what_is_refused_and_fills_up_bit_by_bit()
    {
        var now = TimeSpan.Zero;
        using var gateway = new Gateway(new EmulatorOptions { RequestsPerMinute = 2, TotalRequestsPerMinute = 4, Clock = () => now });
        Assert.Equal(new[] { 200, 200, 429, 429 }, await OneByOneAsync(gateway, 4));
        using HttpResponseMessage refused = await gateway.PostAsync(Gateway.Body("x"));
        Assert.Contains("您已达到总请求数限制：1分钟内最多请求4次，包括失败次数", (string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["error"]!["message"], StringComparison.Ordinal);
        now = TimeSpan.FromSeconds(61);
        Assert.Equal(new[] { 200, 200, 429, 429, 429 }, await OneByOneAsync(gateway, 5));
    }

    [Fact]
    public async Task Beyond_the_tokens_of_a_minute_comes_429_with_the_wait_in_words()
    {
        var now = TimeSpan.Zero;
        using var gateway = new Gateway(new EmulatorOptions { TokensPerMinute = 1, Clock = () => now });
        Assert.Equal(new[] { 200 }, await OneByOneAsync(gateway, 1));
        now = TimeSpan.FromSeconds(45);
        using HttpResponseMessage refused = await gateway.PostAsync(Gateway.Body("x"));
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Contains("Please try again in 15s", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        now = TimeSpan.FromSeconds(60);
        Assert.Equal(new[] { 200 }, await OneByOneAsync(gateway, 1));
    }

    private static async Task<int[]> OneByOneAsync(Gateway gateway, int count)
    {
        var statuses = new List<int>();
        for (int i = 0; i < count; i++)
        {
            using HttpResponseMessage answer = await gateway.PostAsync(Gateway.Body("x"));
            statuses.Add((int)answer.StatusCode);
        }

        return [.. statuses];
    }

    [Fact]
    public async Task The_peak_is_that_of_the_client_and_can_begin_anew()
    {
        using var gateway = new Gateway(new EmulatorOptions { Latency = TimeSpan.FromMilliseconds(2) });
        var work = new Queue<int>(Enumerable.Range(0, 400));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (true)
            {
                lock (work)
                {
                    if (!work.TryDequeue(out int _))
                    {
                        return;
                    }
                }

                await gateway.TextAsync("hi");
            }
        }));
        Assert.Equal(8, gateway.Emulator.PeakConcurrency); // a request is out before its last byte is, so that it is never 9
        gateway.Emulator.ClearLog();
        Assert.Equal(0, gateway.Emulator.PeakConcurrency);
        await gateway.TextAsync("hi");
        Assert.Equal(1, gateway.Emulator.PeakConcurrency);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("cut-mid-line")]
    [InlineData("empty-200")]
    [InlineData("429")]
    public async Task A_request_that_ends_badly_makes_room(string fault)
    {
        using var gateway = new Gateway(new EmulatorOptions { MaxConcurrent = 1 });
        try
        {
            using HttpResponseMessage response = await gateway.PostAsync(Gateway.Body("x"), fault);
        }
        catch (HttpRequestException)
        {
            // That is what the fault does.
        }

        await gateway.LastRequestAsync();
        Assert.Equal(new[] { 200 }, await StatusesAsync(gateway, 1));
    }

    private static async Task<int[]> StatusesAsync(Gateway gateway, int count)
        => await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            using HttpResponseMessage response = await gateway.PostAsync(Gateway.Body("x"));
            return (int)response.StatusCode;
        }));
}
