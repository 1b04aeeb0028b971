using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Ctrl+C: at once, as OperationCanceledException, and the connection is closed.</summary>
public sealed class CancellationTests : IDisposable
{
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly CancellationTokenSource _cancel = new();
    private readonly WhataiClient _client;

    public CancellationTests()
    {
        _client = Given.Client(_emulator);
    }

    public void Dispose()
    {
        _client.Dispose();
        _cancel.Dispose();
        _emulator.Dispose();
    }

    [Fact]
    public async Task Before_the_call()
    {
        await _cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.Chat.CompleteAsync(Given.Chat("Hi"), null, _cancel.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.Models.ListAsync(null, _cancel.Token));
        Assert.IsAssignableFrom<OperationCanceledException>((await _client.Chat.StreamAsync(Given.Chat("Hi"), null, _cancel.Token).ToResultAsync()).Failure);

        Assert.Empty(_emulator.Ledger);
    }

    [Theory]
    [InlineData("stall-headers")]
    [InlineData("stall")]
    public async Task While_a_plain_answer_is_waited_for(string fault)
    {
        Task call = _client.Chat.CompleteAsync(Given.Chat("Hi"), Given.Fault(fault), _cancel.Token);
        await Eventually.TrueAsync(() => _emulator.LedgerTotals.Dispatches == 1, "the request arrived");

        await AssertPromptAsync(call);
    }

    [Fact]
    public async Task While_a_streams_head_is_waited_for()
    {
        Task<StreamResult> call = _client.Chat.StreamAsync(Given.Chat("Hi"), Given.Fault("stall-headers"), _cancel.Token).ToResultAsync();
        await Eventually.TrueAsync(() => _emulator.LedgerTotals.Dispatches == 1, "the request arrived");

        await AssertPromptAsync(call);
    }

    [Fact]
    public async Task Amid_a_stream_that_has_gone_silent()
    {
        var deltas = new List<ChatDelta>();
        Task call = ReadAsync(_client.Chat.StreamAsync(Given.Chat("/say one two three four"), Given.Fault("stall"), _cancel.Token), deltas);
        await Eventually.TrueAsync(() => deltas.Count == 2, "two deltas came");

        await AssertPromptAsync(call);

        Assert.Equal("one two", string.Concat(deltas));
    }

    [Fact]
    public async Task By_the_enumerations_own_token()
    {
        var deltas = new List<ChatDelta>();
        Task call = ReadAsync(_client.Chat.StreamAsync(Given.Chat("/say one two three four"), Given.Fault("stall")).WithCancellation(_cancel.Token), deltas);
        await Eventually.TrueAsync(() => deltas.Count == 2, "two deltas came");

        await AssertPromptAsync(call);
    }

    [Fact]
    public async Task Between_two_reads_of_a_stream_in_flow()
    {
        _emulator.TokenDelay = TimeSpan.FromMilliseconds(5);
        int count = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatDelta _ in _client.Chat.StreamAsync(Given.Chat("/length 5000"), null, _cancel.Token))
            {
                if (++count == 3)
                {
                    await _cancel.CancelAsync();
                }
            }
        });

        Assert.InRange(count, 3, 1000);
        await ClosedAsync();
    }

    [Fact]
    public async Task A_cancelled_call_leaves_the_client_usable()
    {
        Task call = _client.Chat.CompleteAsync(Given.Chat("Hi"), Given.Fault("stall-headers"), _cancel.Token);
        await Eventually.TrueAsync(() => _emulator.LedgerTotals.Dispatches == 1, "the request arrived");
        await AssertPromptAsync(call);

        Assert.Equal("Echo: Hi", (await _client.Chat.CompleteAsync(Given.Chat("Hi"))).Text);
    }

    private static async Task ReadAsync(IAsyncEnumerable<ChatDelta> stream, List<ChatDelta> deltas)
    {
        await foreach (ChatDelta delta in stream)
        {
            deltas.Add(delta);
        }
    }

    private static async Task ReadAsync(System.Runtime.CompilerServices.ConfiguredCancelableAsyncEnumerable<ChatDelta> stream, List<ChatDelta> deltas)
    {
        await foreach (ChatDelta delta in stream)
        {
            deltas.Add(delta);
        }
    }

    private async Task AssertPromptAsync(Task call)
    {
        var watch = Stopwatch.StartNew();
        await _cancel.CancelAsync();
        Exception? failure = call is Task<StreamResult> stream
            ? (await stream.WaitAsync(Eventually.Limit)).Failure
            : await Record.ExceptionAsync(() => call.WaitAsync(Eventually.Limit));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.IsAssignableFrom<OperationCanceledException>(failure);
        await ClosedAsync();
    }

    private Task ClosedAsync() =>
        Eventually.TrueAsync(() => _emulator.Requests.All(request => request.Outcome == "ClientClosed"), "the connection closed");
}
