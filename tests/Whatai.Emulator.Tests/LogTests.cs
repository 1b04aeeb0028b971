using System;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The request log and the ledger.</summary>
public sealed class LogTests : IDisposable
{
    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Keys_are_masked()
    {
        const string Key = "sk-emulator";
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/models?a=1&key={Key}&b=2");
        request.Headers.Add("x-api-key", Key);
        request.Headers.Add("X-Goog-Api-Key", Key);
        request.Headers.Add("X-Other", "seen");
        using HttpResponseMessage response = await _gateway.Http.SendAsync(request);
        EmulatorRequest logged = Assert.Single(_gateway.Emulator.Requests);
        Assert.Equal("Bearer ***", logged.Headers["authorization"]);
        Assert.Equal("***", logged.Headers["x-api-key"]);
        Assert.Equal("***", logged.Headers["x-goog-api-key"]);
        Assert.Equal("seen", logged.Headers["x-other"]);
        Assert.Equal("/v1/models?a=1&key=***&b=2", logged.Path);
        Assert.DoesNotContain(Key, string.Join(' ', logged.Headers.Values) + logged.Path + logged, StringComparison.Ordinal);
        Assert.True(logged.HasAuthorization && logged.Authorized);
    }

    [Theory]
    [InlineData("x-api-key")]
    [InlineData("x-goog-api-key")]
    [InlineData("query")]
    public async Task A_key_may_come_in_other_ways(string way)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, _gateway.Emulator.BaseUrl + "/v1/models" + (way == "query" ? "?key=sk-emulator" : ""));
        if (way != "query")
        {
            request.Headers.Add(way, "sk-emulator");
        }

        using HttpResponseMessage response = await http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode);
        Assert.True(_gateway.Emulator.Requests[0].Authorized);
    }

    [Fact]
    public async Task Long_bodies_are_cut_at_a_character()
    {
        string body = Gateway.Body("/say x" + new string(' ', 65_000) + string.Concat(Enumerable.Repeat("\U0001F30D", 1000)));
        await _gateway.ChatAsync(body.Replace("\\uD83C\\uDF0D", "\U0001F30D", StringComparison.Ordinal));
        EmulatorRequest logged = _gateway.Emulator.Requests[0];
        Assert.InRange(Encoding.UTF8.GetByteCount(logged.Body), (64 * 1024) - 3, 64 * 1024);
        Assert.EndsWith("\U0001F30D", logged.Body, StringComparison.Ordinal);
        Assert.True(logged.BodyLength > 68_000);
    }

    [Fact]
    public async Task The_log_and_the_ledger_keep_the_newest_and_totals_stay_exact()
    {
        using var small = new Gateway(new EmulatorOptions { LogLimit = 3, LedgerLimit = 3 });
        for (int i = 0; i < 5; i++)
        {
            await small.ChatAsync(Gateway.Body("/say one two"));
        }

        Assert.Equal([3, 4, 5], small.Emulator.Requests.Select(r => r.Id));
        Assert.All(small.Emulator.Requests, r => Assert.NotEmpty(r.Body));
        Assert.Equal([3, 4, 5], small.Emulator.Ledger.Select(e => e.RequestId));
        Assert.Equal(new LedgerTotals { Dispatches = 5, PromptTokens = 20, CompletionTokens = 10, Quota = 5 }, small.Emulator.LedgerTotals);
        small.Emulator.ClearLog();
        Assert.Empty(small.Emulator.Requests);
        Assert.Equal(0, small.Emulator.LedgerTotals.Dispatches);
        await small.ChatAsync(Gateway.Body("x"));
        Assert.Equal(6, Assert.Single(small.Emulator.Requests).Id);
    }

    [Fact]
    public async Task The_ledger_outlives_the_log()
    {
        using var bulk = new Gateway(new EmulatorOptions { LogLimit = 3 });
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => bulk.ChatAsync(Gateway.Body($"item {i % 100}"))));
        Assert.Equal(3, bulk.Emulator.Requests.Count);
        Assert.Equal(200, bulk.Emulator.Ledger.Count);
        Assert.Equal(100, bulk.Emulator.Ledger.Select(e => e.Fingerprint).Distinct().Count());
    }

    [Fact]
    public async Task A_fingerprint_shows_what_was_billed_twice()
    {
        string body = Gateway.Body("twice \u4F60");
        foreach (string sent in new[] { body, Gateway.Body("once"), body })
        {
            await _gateway.ChatAsync(sent);
        }

        string[] prints = _gateway.Emulator.Ledger.Select(e => e.Fingerprint).ToArray();
        Assert.Equal(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(body))).ToLowerInvariant(), prints[0]);
        Assert.Equal(prints[0], prints[2]);
        Assert.NotEqual(prints[0], prints[1]);
        Assert.Equal(100_000, _gateway.Emulator.Options.LedgerLimit);
    }

    [Theory]
    [MemberData(nameof(FaultsWithBilling))]
    public async Task Each_fault_is_billed_as_its_table_says(string fault, bool billed)
    {
        using var cancel = new CancellationTokenSource(fault.StartsWith("stall", StringComparison.Ordinal) ? 100 : 8000);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Gateway.Body("hi there", stream: true)) };
        request.Headers.Add("X-Emulator-Fault", fault);
        try
        {
            using HttpResponseMessage response = await _gateway.Http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancel.Token);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // The faults that break connections do.
        }

        Assert.Equal(billed ? 1 : 0, _gateway.Emulator.Ledger.Count);
        Assert.Equal(fault, _gateway.Emulator.Requests[0].Fault);
    }

    public static TheoryData<string, bool> FaultsWithBilling()
    {
        var data = new TheoryData<string, bool>();
        string[] unbilled =
        [
            "400", "401", "403", "403-quota", "404", "408", "409", "413", "422", "429", "429-retry-after", "429-date", "429-long", "429-empty",
            "429-quota", "500", "500-local", "500-sensitive", "502", "502-html", "503", "503-model", "529", "no-route", "should-retry", "should-not-retry",
            "shape-gemini", "shape-ark", "shape-task", "shape-dashboard", "shape-claude", "shape-claude-nil", "shape-claude-spend", "shape-code-number", "shape-string",
            "shape-escapes", "shape-key-echo",
            "redirect-same", "redirect-cross", "redirect-302", "redirect-nowhere", "html-200", "captive-portal", "error-as-event-stream", "error-200",
        ];
        foreach (string name in GatewayEmulator.FaultNames)
        {
            data.Add(name, !unbilled.Contains(name));
        }

        return data;
    }

    [Fact]
    public async Task The_ledger_has_the_details_and_bills_those_who_left()
    {
        _gateway.Emulator.Latency = TimeSpan.FromSeconds(5);
        using var cancel = new CancellationTokenSource(100);
        using var content = new StringContent(Gateway.Body("/say one two"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _gateway.Http.PostAsync(new Uri("/v1/chat/completions?x=1", UriKind.Relative), content, cancel.Token));
        EmulatorRequest logged = await _gateway.LastRequestAsync();
        Assert.Equal(("ClientClosed", 0), (logged.Outcome, logged.Status));
        LedgerEntry entry = Assert.Single(_gateway.Emulator.Ledger);
        Assert.Equal((logged.Id, "/v1/chat/completions", "gpt-4o-mini", 4L, 2L), (entry.RequestId, entry.Path, entry.Model, entry.PromptTokens, entry.CompletionTokens));
        Assert.InRange(DateTimeOffset.UtcNow - entry.Time, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_billed_fault_on_a_bad_request_is_not_billed()
    {
        using HttpResponseMessage response = await _gateway.PostAsync("{}", "504");
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Empty(_gateway.Emulator.Ledger);
    }

    [Fact]
    public async Task An_upload_that_is_cut_off_is_logged()
    {
        using (var client = new TcpClient())
        {
            await client.ConnectAsync("127.0.0.1", _gateway.Emulator.Port);
            await client.Client.SendAsync("POST /v1/chat/completions HTTP/1.1\r\nContent-Length: 100\r\n\r\n{"u8.ToArray());
            await Task.Delay(50);
            Assert.Equal("Pending", _gateway.Emulator.Requests[0].Outcome);
        }

        Assert.Equal("ClientClosed", (await _gateway.LastRequestAsync()).Outcome);
    }

    [Fact]
    public async Task A_client_that_leaves_between_slow_chunks_is_noticed()
    {
        _gateway.Emulator.TokenDelay = TimeSpan.FromSeconds(3);
        using (HttpResponseMessage response = await _gateway.PostAsync(Gateway.Body("hi", stream: true), option: HttpCompletionOption.ResponseHeadersRead))
        {
            byte[] buffer = new byte[4096];
            Assert.True(await (await response.Content.ReadAsStreamAsync()).ReadAsync(buffer) > 0);
        }

        EmulatorRequest logged = await _gateway.LastRequestAsync();
        Assert.Equal(("ClientClosed", 1L), (logged.Outcome, logged.ChunksSent));
    }

    [Fact]
    public async Task A_client_that_leaves_a_flood_is_noticed()
    {
        using (await _gateway.PostAsync(Gateway.Body("/repeat 100000000 flood", stream: true), option: HttpCompletionOption.ResponseHeadersRead))
        {
        }

        EmulatorRequest logged = await _gateway.LastRequestAsync();
        Assert.Equal("ClientClosed", logged.Outcome);
        Assert.True(logged.ChunksSent < 1_000_000);
        Assert.Equal(100_000_000, _gateway.Emulator.LedgerTotals.CompletionTokens);
    }
}
