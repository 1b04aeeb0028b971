using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Http;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

public sealed class TimeoutTests : IDisposable
{
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();

    public void Dispose() => _emulator.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Silence_before_the_answer_begins(bool streamed)
    {
        using WhataiClient client = Client(idle: 150);

        WhataiException failure = await FailAsync(client, streamed, "stall-headers");

        Assert.Equal(ErrorKind.TimedOut, failure.Kind);
        Assert.Contains("No answer", failure.Message, StringComparison.Ordinal);
        Assert.Contains("0.15 s", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("incomplete", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, failure.Attempts);
    }

    [Fact]
    public async Task Silence_amid_a_stream_keeps_what_came()
    {
        using WhataiClient client = Client(idle: 1000);

        StreamResult result = await client.Chat.StreamAsync(Given.Chat("/say one two three four"), Given.Fault("stall")).ToResultAsync();

        Assert.Equal("one two", result.Text);
        Assert.Equal(ErrorKind.TimedOut, result.Error.Kind);
        Assert.Contains("incomplete", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_amid_a_plain_answer()
    {
        using WhataiClient client = Client(idle: 1000);

        WhataiException failure = await FailAsync(client, streamed: false, "stall");

        Assert.Equal(ErrorKind.TimedOut, failure.Kind);
        Assert.Contains("incomplete", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_stream_is_not_a_silent_one()
    {
        _emulator.TokenDelay = TimeSpan.FromMilliseconds(130);
        using WhataiClient client = Client(idle: 2000);

        StreamResult result = await client.Chat.StreamAsync(Given.Chat("/length 18")).ToResultAsync();

        Assert.Equal("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18", result.Completion.Text);
        Assert.True(result.Completion.Duration > TimeSpan.FromSeconds(2), "It took longer than it may be silent.");
    }

    [Fact]
    public async Task A_slow_reader_is_not_a_silent_server()
    {
        using WhataiClient client = Client(idle: 1000);
        var text = new List<string>();

        await foreach (ChatDelta delta in client.Chat.StreamAsync(Given.Chat("/say one two three")))
        {
            text.Add(delta.Text);
            await Task.Delay(text.Count == 1 ? 1500 : 0);
        }

        Assert.Equal("one two three", string.Concat(text));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_total_time_ends_a_call_that_is_not_silent(bool streamed)
    {
        _emulator.TokenDelay = TimeSpan.FromMilliseconds(20);
        _emulator.Latency = streamed ? TimeSpan.Zero : TimeSpan.FromSeconds(20);
        using WhataiClient client = Client(total: 1000);

        var watch = Stopwatch.StartNew();
        StreamResult result = streamed
            ? await client.Chat.StreamAsync(Given.Chat("/length 1000")).ToResultAsync()
            : new StreamResult([], await FailAsync(client, streamed: false, "ping"));

        Assert.Equal(ErrorKind.TimedOut, result.Error.Kind);
        Assert.Contains("in all", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(streamed, result.Error.Message.Contains("incomplete", StringComparison.Ordinal));
        Assert.Equal(streamed, result.Text.StartsWith("1 2", StringComparison.Ordinal));
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_calls_own_total_time_wins()
    {
        using WhataiClient client = Client(total: 60_000);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(
            Given.Chat("Hi"), Given.Fault("stall-headers") with { Timeout = TimeSpan.FromMilliseconds(100) })).WaitAsync(Eventually.Limit);

        Assert.Equal(ErrorKind.TimedOut, failure.Kind);
        Assert.Contains("0.1 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zero_means_no_limit()
    {
        _emulator.Latency = TimeSpan.FromMilliseconds(200);
        using WhataiClient client = Client(total: 60);

        Assert.Equal("Echo: Hi", (await client.Chat.CompleteAsync(Given.Chat("Hi"), new CallOptions { Timeout = TimeSpan.Zero })).Text);
    }

    [Fact]
    public async Task A_silent_read_is_repeated_and_may_then_succeed()
    {
        _emulator.AddFault("stall-headers");
        using WhataiClient client = Client(idle: 1000, retries: 2);

        Assert.NotEmpty(await client.Models.ListAsync());

        Assert.Equal(2, _emulator.Requests.Count);
    }

    [Fact]
    public async Task A_silent_chat_is_billed_once()
    {
        _emulator.AddFault("stall-headers");
        using WhataiClient client = Client(idle: 1000, retries: 2);

        await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));

        Assert.Equal(1, _emulator.LedgerTotals.Dispatches);
    }

    [Fact]
    public async Task A_call_that_gives_up_closes_its_connection()
    {
        using WhataiClient client = Client(idle: 100);

        await FailAsync(client, streamed: false, "stall-headers");
        await FailAsync(client, streamed: true, "stall");

        await Eventually.TrueAsync(() => _emulator.Requests.All(request => request.Outcome == "ClientClosed"), "both connections closed");
    }

    [Fact]
    public async Task A_refused_port_is_a_failed_connection()
    {
        using var client = new WhataiClient(Given.Options(RawServer.Nobody()) with { MaxRetries = 0 });

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));

        Assert.Equal(ErrorKind.ConnectionFailed, failure.Kind);
        Assert.Null(failure.StatusCode);
        Assert.Contains("Cannot connect to http://127.0.0.1:", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_a_failed_connection()
    {
        ConnectionOptions options = Given.Options(new Uri("http://gateway.invalid/")) with { MaxRetries = 0 };
        using var handler = (SocketsHttpHandler)HandlerFactory.Create(options);
        handler.ConnectCallback = (_, _) => throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound);
        using var client = new WhataiClient(options, handler);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Models.ListAsync());

        Assert.Equal(ErrorKind.ConnectionFailed, failure.Kind);
    }

    // ErrorKind's own words: the connect time-out is a time-out. It is still a failure before anything was sent.
    [Fact]
    public async Task A_connection_that_does_not_come_about_in_time_sends_nothing_and_goes_to_the_next_line()
    {
        ConnectionOptions options = Given.Options(_emulator) with
        {
            BaseUrls = [new Uri("http://192.0.2.1/"), BaseUrl.Normalize(_emulator.BaseUrl)],
            ConnectTimeout = TimeSpan.FromMilliseconds(500),
        };
        using var handler = (SocketsHttpHandler)HandlerFactory.Create(options);
        handler.ConnectCallback = async (context, token) =>
        {
            if (context.DnsEndPoint.Host == "192.0.2.1")
            {
                await Task.Delay(Timeout.Infinite, token);
            }

            return await Connections.ConnectAsync(context, token);
        };
        using var client = new WhataiClient(options, handler);
        var events = new List<CallEvent>();

        Assert.Equal("Echo: Hi", (await client.Chat.CompleteAsync(Given.Chat("Hi"), new CallOptions { Observer = events.Add })).Text);

        CallEvent told = Assert.Single(events, one => one.Step == CallStep.SwitchingEndpoint);
        Assert.Contains("Cannot connect to http://192.0.2.1 within 0.5 s.", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connect_time_out_is_a_time_out()
    {
        ConnectionOptions options = Given.Options() with { ConnectTimeout = TimeSpan.FromMilliseconds(50), MaxRetries = 0 };
        using var handler = (SocketsHttpHandler)HandlerFactory.Create(options);
        handler.ConnectCallback = async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("never");
        };
        using var client = new WhataiClient(options, handler);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));

        Assert.Equal(ErrorKind.TimedOut, failure.Kind);
        Assert.Contains("Cannot connect", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("billed", failure.Message, StringComparison.Ordinal);
    }

    private WhataiClient Client(int idle = 0, int total = 0, int retries = 0) => new(Given.Options(_emulator) with
    {
        IdleTimeout = TimeSpan.FromMilliseconds(idle),
        TotalTimeout = TimeSpan.FromMilliseconds(total),
        MaxRetries = retries,
    });

    private static async Task<WhataiException> FailAsync(WhataiClient client, bool streamed, string fault)
    {
        if (streamed)
        {
            return (await client.Chat.StreamAsync(Given.Chat("Hi"), Given.Fault(fault)).ToResultAsync()).Error;
        }

        return await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi"), Given.Fault(fault))).WaitAsync(Eventually.Limit);
    }
}
