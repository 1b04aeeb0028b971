using System;
using System.Threading.Tasks;
using Whatai.Client.Responses;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Every fault of the emulator by name, on the Responses API: what came through, and what it is called, is what it is for chat.</summary>
public sealed class ResponseFaultTests : IDisposable
{
    private const string All = "one two three four";

    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly WhataiClient _client;

    public ResponseFaultTests()
    {
        _client = new WhataiClient(Given.Options(_emulator) with { IdleTimeout = TimeSpan.FromMilliseconds(600) });
    }

    public static TheoryData<string> Names => [.. FaultTests.Expected.Keys];

    public void Dispose()
    {
        _client.Dispose();
        _emulator.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_stream(string fault)
    {
        (_, ErrorKind? kind, string text) = FaultTests.Expected[fault];

        StreamResult<ResponseDelta, ResponseCompletion> result = await _client.Responses.StreamAsync(ResponseEvents.Ask("/say " + All), Given.Fault(fault)).ToResultAsync();

        Assert.Equal(text, result.Text);
        Assert.Equal(kind, (result.Failure as WhataiException)?.Kind);
        if (kind is null)
        {
            Assert.Equal(text, result.Completion.Text);
            Assert.Equal(("completed", "stop"), (result.Completion.Status, result.Completion.FinishReason));
        }
        else
        {
            Assert.All(result.Deltas, delta => Assert.Null(delta.Completion));
            bool begun = text.Length > 0 || fault == "ping-then-error";
            Assert.True(begun == result.Error.Message.Contains("incomplete", StringComparison.Ordinal), result.Error.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_plain_answer(string fault)
    {
        ErrorKind? kind = FaultTests.Expected[fault].Plain;

        Task<ResponseCompletion> call = _client.Responses.CompleteAsync(ResponseEvents.Ask("/say " + All), Given.Fault(fault)).WaitAsync(Eventually.Limit);

        if (kind is null)
        {
            Assert.Equal(All, (await call).Text);
            return;
        }

        Assert.Equal(kind, (await Assert.ThrowsAsync<WhataiException>(() => call)).Kind);
    }

    [Theory]
    [InlineData("504")]
    [InlineData("reset-before")]
    [InlineData("reset")]
    [InlineData("cut-mid-line")]
    [InlineData("cut-clean")]
    [InlineData("response-failed")]
    [InlineData("stall")]
    public async Task No_response_is_billed_twice(string fault)
    {
        using var client = new WhataiClient(
            Given.Options(_emulator) with { IdleTimeout = TimeSpan.FromMilliseconds(200), MaxRetries = 3 }, null, new FakeClock());

        await Assert.ThrowsAsync<WhataiException>(() => client.Responses.CompleteAsync(ResponseEvents.Ask(), Given.Fault(fault))).WaitAsync(Eventually.Limit);
        Assert.NotNull((await client.Responses.StreamAsync(ResponseEvents.Ask("Hi there, you"), Given.Fault(fault)).ToResultAsync()).Failure);

        Assert.Equal(2, _emulator.LedgerTotals.Dispatches);
    }
}
