using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>Start, stop, delays and load. Alone, since it measures time and memory.</summary>
[Collection(nameof(LifetimeTests))]
[CollectionDefinition(nameof(LifetimeTests), DisableParallelization = true)]
public sealed class LifetimeTests
{
    [Fact]
    public async Task Stop_closes_the_port_and_every_connection_at_once()
    {
        using var gateway = new Gateway();
        Task<HttpResponseMessage> stalled = gateway.PostAsync(Gateway.Body("hi"), "stall-headers");
        using HttpResponseMessage half = await gateway.PostAsync(Gateway.Body("hi", stream: true), "stall", option: HttpCompletionOption.ResponseHeadersRead);
        using var idle = new TcpClient();
        await idle.ConnectAsync("127.0.0.1", gateway.Emulator.Port);
        while (gateway.Emulator.Requests.Count < 2)
        {
            await Task.Delay(5);
        }

        var clock = Stopwatch.StartNew();
        gateway.Emulator.Dispose();
        Assert.InRange(clock.ElapsedMilliseconds, 0, 1000);
        Assert.False(gateway.Emulator.IsRunning);
        await Assert.ThrowsAsync<HttpRequestException>(() => stalled);
        await Assert.ThrowsAnyAsync<Exception>(() => half.Content.ReadAsStringAsync().WaitAsync(TimeSpan.FromSeconds(2)));
        using var late = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => late.ConnectAsync("127.0.0.1", gateway.Emulator.Port));
        gateway.Emulator.Dispose();
        gateway.Emulator.Stop();
        Assert.Equal("Pending", gateway.Emulator.Requests[0].Outcome);
    }

    [Fact]
    public async Task A_port_can_be_chosen_and_used_again()
    {
        int port;
        using (var first = new Gateway())
        {
            port = first.Emulator.Port;
            await first.TextAsync("x");
            Assert.Throws<SocketException>(() => GatewayEmulator.Start(new EmulatorOptions { Port = port }));
        }

        using var second = new Gateway(new EmulatorOptions { Port = port, ApiKey = "other" });
        Assert.Equal($"http://127.0.0.1:{port}", second.Emulator.ToString());
        Assert.Equal("Echo: x", await second.TextAsync("x"));
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Throws<ArgumentException>(() => GatewayEmulator.Start(new EmulatorOptions { ApiKey = "" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GatewayEmulator.Start(new EmulatorOptions { Port = 70000 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GatewayEmulator.Start(new EmulatorOptions { LogLimit = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GatewayEmulator.Start(new EmulatorOptions { LedgerLimit = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GatewayEmulator.Start(new EmulatorOptions { MaxConcurrent = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GatewayEmulator.Start(new EmulatorOptions { RequestsPerSecond = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GatewayEmulator.Start(new EmulatorOptions { RequestsPerSecond = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GatewayEmulator.Start(new EmulatorOptions { Latency = TimeSpan.FromTicks(-1) }));
        using GatewayEmulator emulator = GatewayEmulator.Start();
        Assert.Throws<ArgumentOutOfRangeException>(() => emulator.TokenDelay = TimeSpan.FromSeconds(-1));
    }

    [Fact]
    public async Task Latency_and_token_delay_are_kept()
    {
        using var gateway = new Gateway(new EmulatorOptions { Latency = TimeSpan.FromMilliseconds(150), TokenDelay = TimeSpan.FromMilliseconds(30) });
        var clock = Stopwatch.StartNew();
        using HttpResponseMessage response = await gateway.PostAsync(Gateway.Body("/say a b c", stream: true), option: HttpCompletionOption.ResponseHeadersRead);
        Assert.True(clock.ElapsedMilliseconds >= 140, $"{clock.ElapsedMilliseconds} ms");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await reader.ReadLineAsync();
        clock.Restart();
        await reader.ReadToEndAsync();
        Assert.True(clock.ElapsedMilliseconds >= 5 * 28, $"{clock.ElapsedMilliseconds} ms"); // five more chunks
    }

    [Fact]
    public async Task Fifty_requests_in_parallel()
    {
        using var gateway = new Gateway(new EmulatorOptions { Latency = TimeSpan.FromMilliseconds(100) });
        var clock = Stopwatch.StartNew();
        string?[] texts = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => gateway.TextAsync($"/say {i}")));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)), texts);
        Assert.True(clock.ElapsedMilliseconds < 3000, $"{clock.ElapsedMilliseconds} ms");
        Assert.Equal(50, gateway.Emulator.Ledger.Count);
        Assert.Equal(Enumerable.Range(1, 50), gateway.Emulator.Requests.Select(r => r.Id));
    }

    [Fact]
    public async Task A_long_stream_is_quick_and_made_as_it_goes()
    {
        using var gateway = new Gateway();
        await gateway.StreamTextAsync(Gateway.Body("warm up", stream: true));
        var clock = Stopwatch.StartNew();
        long allocated = GC.GetTotalAllocatedBytes();
        using HttpResponseMessage response = await gateway.PostAsync(Gateway.Body("/repeat 200000 x", stream: true), option: HttpCompletionOption.ResponseHeadersRead);
        Stream stream = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[64 * 1024];
        long lineEnds = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
        {
            lineEnds += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        Assert.Equal(2 * (200_000 + 4), lineEnds); // role, empty, finish and [DONE] besides
        Assert.True(clock.ElapsedMilliseconds < 5000, $"{clock.ElapsedMilliseconds} ms");
        Assert.True(GC.GetTotalAllocatedBytes() - allocated < 200_000_000, "38 MB on the wire need no 200 MB of memory");
        Assert.Equal(200_003, (await gateway.LastRequestAsync()).ChunksSent);
    }
}
