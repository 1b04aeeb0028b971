using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The media host: signed URLs, ranges, faults, and never a key.</summary>
public sealed class MediaHostTests : IDisposable
{
    private readonly Gateway _gateway = new();
    private readonly byte[] _content = Enumerable.Range(0, 1000).Select(i => (byte)(i * 7)).ToArray();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task A_file_is_served_whole_with_its_validators()
    {
        using HttpResponseMessage answer = await GetAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(_content, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/png", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("bytes", answer.Headers.AcceptRanges.Single());
        Assert.False(answer.Headers.ETag!.IsWeak);
        Assert.NotNull(answer.Content.Headers.LastModified);
        EmulatorRequest request = Assert.Single(_gateway.Emulator.Requests);
        Assert.True(request.IsMediaHost);
        Assert.False(request.HasAuthorization);
        Assert.Equal(0, _gateway.Emulator.KeyLeaks);
    }

    [Theory]
    [InlineData(0, 9, 0, 10)]
    [InlineData(990, null, 990, 10)]
    [InlineData(990, 5000, 990, 10)]
    [InlineData(null, 3, 997, 3)]
    [InlineData(null, 5000, 0, 1000)]
    public async Task A_range_is_served(int? from, int? to, int first, int count)
    {
        using HttpResponseMessage answer = await GetAsync(range: new RangeHeaderValue(from, to));

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(new ContentRangeHeaderValue(first, first + count - 1, 1000), answer.Content.Headers.ContentRange);
        Assert.Equal(_content[first..(first + count)], await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_range_behind_the_end_is_416()
    {
        using HttpResponseMessage answer = await GetAsync(range: new RangeHeaderValue(1000, null));

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
        Assert.Equal("bytes */1000", answer.Content.Headers.ContentRange!.ToString());
    }

    [Fact]
    public async Task If_Range_decides_between_the_rest_and_all()
    {
        using HttpResponseMessage first = await GetAsync();

        using HttpResponseMessage rest = await GetAsync(range: new RangeHeaderValue(1, null), ifRange: new RangeConditionHeaderValue(first.Headers.ETag!));
        using HttpResponseMessage byDate = await GetAsync(range: new RangeHeaderValue(1, null), ifRange: new RangeConditionHeaderValue(first.Content.Headers.LastModified!.Value));
        using HttpResponseMessage all = await GetAsync(range: new RangeHeaderValue(1, null), ifRange: new RangeConditionHeaderValue("\"other\""));

        Assert.Equal([206, 206, 200], new[] { rest, byDate, all }.Select(a => (int)a.StatusCode));
    }

    [Fact]
    public async Task An_address_holds_only_as_it_was_signed()
    {
        string address = Add().ToString();
        foreach (string other in new[]
        {
            address.Replace("signature=", "signature=0", StringComparison.Ordinal),
            address.Replace("expires=", "expires=9", StringComparison.Ordinal),
            address.Split('?')[0],
            _gateway.Emulator.MediaBaseUrl + "/",
        })
        {
            using HttpResponseMessage answer = await _gateway.Media.GetAsync(new Uri(other));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Equal(address, Add().ToString());
    }

    [Fact]
    public async Task An_address_expires()
    {
        using var gateway = new Gateway(new EmulatorOptions { FileLifetime = TimeSpan.FromSeconds(1) });
        Uri address = gateway.Emulator.AddFile(_content, "image/png", ".png");
        await Task.Delay(TimeSpan.FromSeconds(1.1));

        using HttpResponseMessage answer = await gateway.Media.GetAsync(address);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("expired", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization", "Bearer sk-emulator")]
    [InlineData("Authorization", "Bearer sk-other")]
    [InlineData("x-goog-api-key", "sk-emulator")]
    [InlineData("X-Custom", "my sk-emulator")]
    [InlineData(null, "key=sk-emulator")]
    [InlineData(null, "note=sk%2Demulator")]
    public async Task A_key_is_rejected_and_counted(string? header, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, header is null ? new Uri(Add() + "&" + value) : Add());
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using HttpResponseMessage answer = await _gateway.Media.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("KeyLeaked", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        _gateway.Emulator.ClearLog();
        Assert.Equal(1, _gateway.Emulator.KeyLeaks);
    }

    [Fact]
    public async Task The_gateway_itself_hosts_no_files()
    {
        Uri address = Add();
        using HttpResponseMessage answer = await _gateway.Http.GetAsync(address.PathAndQuery);

        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task The_gateway_gives_a_file_only_to_its_key()
    {
        string id = Add().Segments[^1];

        Assert.Equal(_content, await _gateway.Http.GetByteArrayAsync($"/v1/files/{id}/content"));
        using HttpResponseMessage other = await _gateway.Http.GetAsync("/v1/files/x/content");
        using HttpResponseMessage keyless = await _gateway.Media.GetAsync(new Uri($"{_gateway.Emulator.BaseUrl}/v1/files/{id}/content"));
        Assert.Equal([404, 401], new[] { other, keyless }.Select(a => (int)a.StatusCode));
    }

    [Fact]
    public async Task A_longer_file_than_memory_need_hold_is_computed()
    {
        Uri address = _gateway.Emulator.AddFile(_content, "video/mp4", ".mp4", length: 300_000);

        byte[] all = await _gateway.Media.GetByteArrayAsync(address);
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = new RangeHeaderValue(998, 250_000);
        using HttpResponseMessage part = await _gateway.Media.SendAsync(request);

        Assert.Equal(300_000, all.Length);
        Assert.Equal(_content, all[..1000]);
        Assert.True(all[1000..].Distinct().Count() > 200);
        Assert.Equal(all[998..250_001], await part.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task HEAD_sends_headers_only()
    {
        using HttpResponseMessage answer = await _gateway.Media.SendAsync(new HttpRequestMessage(HttpMethod.Head, Add()));

        Assert.Equal(1000, answer.Content.Headers.ContentLength);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("reset")]
    [InlineData("chunked")]
    public async Task A_drop_comes_in_the_middle(string fault)
    {
        _gateway.Emulator.AddMediaFault(fault);

        using HttpResponseMessage answer = await GetAsync(option: HttpCompletionOption.ResponseHeadersRead);
        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.ReadAsByteArrayAsync());

        Assert.Equal("Faulted", (await _gateway.LastRequestAsync()).Outcome);
        Assert.Equal(_content, await _gateway.Media.GetByteArrayAsync(Add()));
    }

    [Theory]
    [InlineData("403", 403)]
    [InlineData("404", 404)]
    [InlineData("410", 410)]
    [InlineData("429", 429)]
    [InlineData("500", 500)]
    [InlineData("503", 503)]
    [InlineData("html", 200)]
    [InlineData("json", 200)]
    [InlineData("empty", 200)]
    [InlineData("no-range", 200)]
    [InlineData("no-validators", 206)]
    [InlineData("weak-tag", 206)]
    [InlineData("changed", 206)]
    [InlineData("wrong-range", 206)]
    [InlineData("slow", 206)]
    [InlineData("redirect", 302)]
    [InlineData("redirect-gateway", 302)]
    public async Task A_fault_concerns_one_request_and_no_call_of_the_API(string fault, int status)
    {
        _gateway.Emulator.AddMediaFault(fault);
        Assert.Equal("Echo: x", await _gateway.TextAsync("x"));
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using HttpResponseMessage answer = await GetAsync(range: new RangeHeaderValue(4, null), http: http);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(fault is "no-validators", answer.Headers.ETag is null && status == 206);
        Assert.Equal(fault == "wrong-range" ? 0 : status == 206 ? 4 : null, answer.Content.Headers.ContentRange?.From);
        Assert.Equal(fault, _gateway.Emulator.Requests[^1].Fault);
        using HttpResponseMessage next = await GetAsync(range: new RangeHeaderValue(4, null));
        Assert.Equal(206, (int)next.StatusCode);
    }

    [Fact]
    public void Every_fault_of_the_media_host_has_a_test_here()
    {
        string[] tested = ["cut", "reset", "chunked", "stall", "403", "404", "410", "429", "500", "503", "html", "json", "empty", "no-range", "no-validators",
            "weak-tag", "changed", "wrong-range", "slow", "redirect", "redirect-gateway"];
        Assert.Equal(tested.Order(), GatewayEmulator.MediaFaults.Select(f => f.Name).Order());
        Assert.All(GatewayEmulator.MediaFaults, fault => Assert.NotEmpty(fault.Effect));
        Assert.Throws<ArgumentException>(() => _gateway.Emulator.AddMediaFault("504"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _gateway.Emulator.AddMediaFault("cut", 0));
    }

    [Fact]
    public async Task A_stalled_answer_stays_open_until_the_client_disconnects()
    {
        _gateway.Emulator.AddMediaFault("stall");
        using (HttpResponseMessage answer = await GetAsync(option: HttpCompletionOption.ResponseHeadersRead))
        {
            byte[] buffer = new byte[500];
            await (await answer.Content.ReadAsStreamAsync()).ReadExactlyAsync(buffer);
            Assert.Equal(_content[..500], buffer);
            Assert.Equal("Pending", _gateway.Emulator.Requests[^1].Outcome);
        }

        Assert.Equal("ClientClosed", (await _gateway.LastRequestAsync()).Outcome);
    }

    private Uri Add() => _gateway.Emulator.AddFile(_content, "image/png", ".png");

    private Task<HttpResponseMessage> GetAsync(
        RangeHeaderValue? range = null, RangeConditionHeaderValue? ifRange = null, HttpCompletionOption option = HttpCompletionOption.ResponseContentRead, HttpClient? http = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Add());
        request.Headers.Range = range;
        request.Headers.IfRange = ifRange;
        return (http ?? _gateway.Media).SendAsync(request, option);
    }
}
