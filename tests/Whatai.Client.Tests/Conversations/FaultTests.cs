using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What the table of faults leaves to be said.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly WhataiClient _client;

    public FaultTests()
    {
        _client = new WhataiClient(Given.Options(_emulator) with { IdleTimeout = TimeSpan.FromSeconds(1.5) });
    }

    public static TheoryData<string> Names => Faults.Names;

    public void Dispose()
    {
        _client.Dispose();
        _emulator.Dispose();
    }

    [Fact]
    public void Every_fault_of_the_emulator_is_there()
    {
        Assert.Equal(GatewayEmulator.FaultNames.Order(), Faults.Expected.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_list_of_models_is_not_mistaken_for_another(string fault)
    {
        Exception? failure = await Record.ExceptionAsync(() => _client.Models.ListAsync(Given.Fault(fault)).WaitAsync(Eventually.Limit));

        Assert.True(failure is null or WhataiException, failure?.ToString());
        bool fine = Faults.Expected[fault].Plain is null || fault is "redirect-302";
        Assert.Equal(fine, failure is null);
    }

    [Fact]
    public async Task What_came_before_a_reset_is_kept()
    {
        var read = new TaskCompletionSource();
        await using RawServer server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.BeginEventsAsync();
            await connection.ChunkAsync(Given.Event(Given.Delta("""{"content":"one"}""")) + Given.Event(Given.Delta("""{"content":" two"}""")));
            await read.Task;
            connection.Reset();
        });
        using var client = new WhataiClient(Given.Options(server.Url));
        var text = new List<string>();

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(async () =>
        {
            await foreach (ChatDelta delta in client.Chat.StreamAsync(Given.Chat("Hi")))
            {
                text.Add(delta.Text);
                if (text.Count == 2)
                {
                    read.SetResult();
                }
            }
        });

        Assert.Equal(["one", " two"], text);
        Assert.Equal(ErrorKind.IncompleteAnswer, failure.Kind);
        Assert.NotNull(failure.InnerException);
    }
}
