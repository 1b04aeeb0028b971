using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The page at the emulator's address in a browser.</summary>
public sealed class DashboardTests : IDisposable
{
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly HttpClient _browser = new();

    public DashboardTests()
    {
        _browser.BaseAddress = new Uri(_emulator.BaseUrl);
        _browser.DefaultRequestHeaders.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    }

    public void Dispose()
    {
        _browser.Dispose();
        _emulator.Dispose();
    }

    [Fact]
    public async Task A_browser_gets_the_page_and_its_parts_and_none_is_logged_or_meets_a_fault()
    {
        _emulator.Latency = TimeSpan.FromMinutes(10);
        _emulator.AddFault("500");

        string page = await _browser.GetStringAsync("/");

        Assert.Contains("<title>Emulator</title>", page);
        foreach (string part in (string[])["dashboard.css", "dashboard.js"])
        {
            Assert.Contains("/emulator/" + part, page);
            Assert.NotEmpty(await _browser.GetStringAsync("/emulator/" + part));
        }

        Assert.Empty(_emulator.Requests);
        using JsonDocument state = await StateAsync();
        Assert.Equal("500", state.RootElement.GetProperty("waiting")[0].GetProperty("name").GetString());
        Assert.Equal(1, state.RootElement.GetProperty("waiting")[0].GetProperty("left").GetInt32());
    }

    [Fact]
    public async Task Its_policy_lets_nothing_run_that_is_not_its_own()
    {
        using HttpResponseMessage page = await _browser.GetAsync("/");
        string policy = page.Headers.GetValues("Content-Security-Policy").Single();

        Assert.StartsWith("default-src 'none'; script-src 'self'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.DoesNotContain("innerHTML", await _browser.GetStringAsync("/emulator/dashboard.js"));
    }

    [Fact]
    public async Task It_shows_requests_the_ledger_and_hosted_files_and_no_key()
    {
        using var ask = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent("""{"model":"gpt-4o","messages":[{"role":"user","content":"<b>hi</b>"}]}""", Encoding.UTF8, "application/json") };
        ask.Headers.Add("Authorization", "Bearer " + _emulator.ApiKey);
        using HttpResponseMessage answer = await _browser.SendAsync(ask);
        _emulator.AddFile([0x89, (byte)'P', (byte)'N', (byte)'G'], "image/png", ".png");

        using JsonDocument document = await StateAsync();
        JsonElement state = document.RootElement;

        Assert.Equal("/v1/chat/completions", state.GetProperty("requests")[0].GetProperty("path").GetString());
        Assert.Contains("<b>hi</b>", state.GetProperty("requests")[0].GetProperty("body").GetString());
        Assert.Equal("gpt-4o", state.GetProperty("ledger")[0].GetProperty("model").GetString());
        Assert.Equal(1, state.GetProperty("totals").GetProperty("dispatches").GetInt64());
        Assert.DoesNotContain(_emulator.ApiKey, state.GetRawText());
        using HttpResponseMessage file = await _browser.GetAsync("/emulator/files/" + state.GetProperty("files")[0].GetProperty("name").GetString());
        Assert.Equal("image/png", file.Content.Headers.ContentType?.MediaType);
        Assert.Equal(0, _emulator.KeyLeaks);
        Assert.Single(_emulator.Requests);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example:80")]
    public async Task It_is_not_shown_to_a_site_under_another_name(string host)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/emulator/state");
        ask.Headers.Host = host;

        using HttpResponseMessage answer = await _browser.SendAsync(ask);

        Assert.DoesNotContain("totals", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Who_wants_no_page_gets_what_a_relay_gives()
    {
        using var client = new HttpClient();

        Assert.Contains("not its API", await client.GetStringAsync(_emulator.BaseUrl + "/"));
        Assert.Single(_emulator.Requests);
        using HttpResponseMessage missing = await _browser.GetAsync("/emulator/nothing");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private async Task<JsonDocument> StateAsync() => JsonDocument.Parse(await _browser.GetStringAsync("/emulator/state"));
}
