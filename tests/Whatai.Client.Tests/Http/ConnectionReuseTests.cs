using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Http;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>One connection serves call after call, but none behind a stream, and an answer that is left early closes it.</summary>
public sealed class ConnectionReuseTests : IDisposable
{
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly Connections.Counter _connections = new();
    private readonly WhataiClient _client;

    public ConnectionReuseTests()
    {
        ConnectionOptions options = Given.Options(_emulator);
        _client = new WhataiClient(options, Connections.Counting(options, _connections));
    }

    public void Dispose()
    {
        _client.Dispose();
        _emulator.Dispose();
    }

    [Fact]
    public async Task Plain_answers_and_refusals_share_one_connection()
    {
        await _client.Chat.CompleteAsync(Given.Chat("Hi"));
        await _client.Models.ListAsync();
        await Assert.ThrowsAsync<WhataiException>(() => _client.Chat.CompleteAsync(Given.Chat("Hi"), Given.Fault("400")));
        await Assert.ThrowsAsync<WhataiException>(() => _client.Chat.CompleteAsync(Given.Chat("Hi"), Given.Fault("html-200")));
        await _client.Chat.CompleteAsync(Given.Chat("Hi"), Given.Fault("gzip"));
        await _client.Chat.CompleteAsync(Given.Chat("Hi"), Given.Fault("redirect-same"));

        Assert.Equal(1, _connections.Count);
    }

    [Fact]
    public async Task A_stream_takes_a_connection_that_is_there_and_leaves_none()
    {
        for (int i = 0; i < 3; i++)
        {
            await _client.Chat.CompleteAsync(Given.Chat("Hi"));
            Assert.Equal("一二三", (await _client.Chat.StreamAsync(Given.Chat("/say 一二三")).ToResultAsync()).Completion.Text);
        }

        Assert.Equal(3, _connections.Count);
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("no-done")]
    [InlineData("crlf")]
    [InlineData("gzip")]
    [InlineData("split-utf8")]
    [InlineData("usage-with-choice")]
    public async Task Streams_are_read_to_their_end(string fault)
    {
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal("一二三", (await _client.Chat.StreamAsync(Given.Chat("/say 一二三"), Given.Fault(fault)).ToResultAsync()).Completion.Text);
        }

        Assert.All(_emulator.Requests, static request => Assert.NotEqual("ClientClosed", request.Outcome));
    }

    [Fact]
    public async Task A_stream_is_at_its_end_with_its_last_piece()
    {
        await foreach (ChatDelta delta in _client.Chat.StreamAsync(Given.Chat("Hi")))
        {
            if (delta.Completion is not null)
            {
                break;
            }
        }

        Assert.NotEqual("ClientClosed", Assert.Single(_emulator.Requests).Outcome);
    }

    [Fact]
    public async Task Leaving_a_stream_early_closes_its_connection()
    {
        _emulator.TokenDelay = TimeSpan.FromMilliseconds(5);
        int count = 0;
        await foreach (ChatDelta _ in _client.Chat.StreamAsync(Given.Chat("/length 5000")))
        {
            if (++count == 3)
            {
                break;
            }
        }

        await Eventually.TrueAsync(() => _emulator.Requests[0].Outcome == "ClientClosed", "the connection closed");
        Assert.InRange(_emulator.Requests[0].ChunksSent, 3, 1000);
        await _client.Chat.CompleteAsync(Given.Chat("Hi"));
        Assert.Equal(2, _connections.Count);
    }

    [Fact]
    public async Task Leaving_a_stream_before_its_first_piece_is_no_harm()
    {
        await using (_client.Chat.StreamAsync(Given.Chat("Hi")).GetAsyncEnumerator())
        {
        }

        Assert.Empty(_emulator.Requests);
    }

    [Fact]
    public async Task A_server_that_does_not_end_its_body_after_done_is_not_waited_for()
    {
        await using RawServer server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.BeginEventsAsync();
            await connection.ChunkAsync(Given.ChatEvents("Hello"));
            await connection.WaitForCloseAsync();
        });
        using var client = new WhataiClient(Given.Options(server.Url));

        var watch = Stopwatch.StartNew();
        StreamResult result = await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync();

        Assert.Equal("Hello", result.Completion.Text);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public async Task No_call_is_lost_on_a_server_that_closes_behind_a_stream(int delay)
    {
        await using RawServer server = RawServer.Start(connection => CloseBehindStreamAsync(connection, delay));
        using var client = new WhataiClient(Given.Options(server.Url) with { MaxRetries = 0 });
        var steps = new List<CallStep>();
        for (int i = 0; i < 60; i++)
        {
            Assert.Equal("streamed", (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion.Text);
            await client.Chat.CompleteAsync(Given.Chat("Hi"), new CallOptions { Observer = step => steps.Add(step.Step) });
        }

        // Nobody hears of a connection that was there and was not used.
        Assert.Equal(60, steps.Count(static step => step == CallStep.Sending));
    }

    [Fact]
    public async Task Streams_side_by_side_and_one_after_another_are_lost_no_more()
    {
        await using RawServer server = RawServer.Start(connection => CloseBehindStreamAsync(connection, 20));
        using var client = new WhataiClient(Given.Options(server.Url) with { MaxRetries = 0 });
        for (int i = 0; i < 5; i++)
        {
            StreamResult[] results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()));
            Assert.All(results, static result => Assert.Equal("streamed", result.Completion.Text));
        }
    }

    // As the server of llama.cpp does: keep-alive is promised with each answer, and broken behind each stream.
    private static async Task CloseBehindStreamAsync(RawConnection connection, int delay)
    {
        while (await connection.ReadRequestAsync() is string request)
        {
            if (!request.Contains("\"stream\":true", StringComparison.Ordinal))
            {
                await connection.AnswerAsync(200, "Content-Type: application/json\r\nKeep-Alive: timeout=5, max=100\r\n", Given.Utf8(Given.ChatJson()));
                continue;
            }

            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nKeep-Alive: timeout=5, max=100\r\nTransfer-Encoding: chunked\r\n\r\n");
            await connection.ChunkAsync(Given.ChatEvents("streamed"));
            await connection.WriteAsync("0\r\n\r\n");
            await Task.Delay(delay, connection.Stopping);
            return;
        }
    }

    [Fact]
    public async Task Fifty_calls_at_once_do_not_mix()
    {
        var calls = new Task<string>[50];
        for (int i = 0; i < calls.Length; i++)
        {
            string text = $"/say 第{i}个 call {i} of many";
            calls[i] = i % 2 == 0 ? PlainAsync(text) : StreamedAsync(text);
        }

        string[] answers = await Task.WhenAll(calls).WaitAsync(Eventually.Limit);

        for (int i = 0; i < calls.Length; i++)
        {
            Assert.Equal($"第{i}个 call {i} of many", answers[i]);
        }

        Assert.Equal(50, _emulator.LedgerTotals.Dispatches);
        Assert.InRange(_connections.Count, 1, 50);
    }

    private async Task<string> PlainAsync(string text) => (await _client.Chat.CompleteAsync(Given.Chat(text))).Text;

    private async Task<string> StreamedAsync(string text)
    {
        StreamResult result = await _client.Chat.StreamAsync(Given.Chat(text)).ToResultAsync();
        Assert.Equal(result.Text, result.Completion.Text);
        return result.Text;
    }
}
