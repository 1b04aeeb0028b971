using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>Several lines of one emulator: one log, one ledger, and a condition for each.</summary>
public class LineTests
{
    [Fact]
    public async Task Lines_share_log_and_ledger_and_say_which_was_used()
    {
        using var gateway = new Gateway(new EmulatorOptions { Lines = 3 });
        IReadOnlyList<string> lines = gateway.Emulator.Lines;

        Assert.Equal(3, lines.Distinct().Count());
        Assert.Equal(gateway.Emulator.BaseUrl, lines[0]);
        await ChatAsync(gateway, lines[2]);
        await ChatAsync(gateway, lines[0]);

        Assert.Equal([3, 1], gateway.Emulator.Requests.Select(request => request.Line));
        Assert.Equal([3, 1], gateway.Emulator.Ledger.Select(entry => entry.Line));
    }

    [Fact]
    public async Task A_line_refuses_stalls_misbehaves_and_recovers()
    {
        using var gateway = new Gateway(new EmulatorOptions { Lines = 2 });
        string line = gateway.Emulator.Lines[1];
        await ChatAsync(gateway, line);

        gateway.Emulator.SetLine(2, "refuse");
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => ChatAsync(gateway, line));
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(refused.InnerException).SocketErrorCode);

        gateway.Emulator.SetLine(2, "stall");
        await Assert.ThrowsAsync<TaskCanceledException>(() => ChatAsync(gateway, line, seconds: 1));

        gateway.Emulator.SetLine(2, "503");
        Assert.Equal(503, await ChatAsync(gateway, line));
        Assert.Equal(503, await ChatAsync(gateway, line));
        Assert.Equal(200, await ChatAsync(gateway, gateway.Emulator.Lines[0]));

        gateway.Emulator.SetLine(2, "healthy");
        Assert.Equal(200, await ChatAsync(gateway, line));
        Assert.Equal(3, gateway.Emulator.LedgerTotals.Dispatches);
    }

    [Fact]
    public void What_there_is_not_is_an_error()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();

        Assert.Throws<ArgumentOutOfRangeException>(() => emulator.SetLine(2, "refuse"));
        Assert.Throws<ArgumentException>(() => emulator.SetLine(1, "nonsense"));
        Assert.Throws<ArgumentOutOfRangeException>(() => GatewayEmulator.Start(new EmulatorOptions { Lines = 17 }));
    }

    private static async Task<int> ChatAsync(Gateway gateway, string line, int seconds = 10)
    {
        // A separate client, since a pooled connection would outlive the line's change.
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(seconds) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", gateway.Emulator.ApiKey);
        using var body = new StringContent(Gateway.Body("Hi"), System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync(line + "/v1/chat/completions", body);
        return (int)response.StatusCode;
    }
}
