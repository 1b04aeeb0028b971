using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>An observer hears what it asked for. What nobody hears is not made, since it costs each call more than the request.</summary>
public class CallDetailTests
{
    [Theory]
    [InlineData(CallDetail.Waits, CallStep.Waiting)]
    [InlineData(CallDetail.Steps, CallStep.Sending, CallStep.Answered, CallStep.Waiting, CallStep.Sending, CallStep.Answered)]
    [InlineData(
        CallDetail.Messages,
        CallStep.Sending, CallStep.RequestDetail, CallStep.Answered, CallStep.ResponseDetail, CallStep.Waiting, CallStep.Sending, CallStep.RequestDetail, CallStep.Answered, CallStep.ResponseDetail)]
    public async Task An_observer_hears_of(CallDetail detail, params CallStep[] steps)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Answer(429), Steps.Ok()), new FakeClock());
        var heard = new List<CallEvent>();

        await client.Chat.CompleteAsync(Given.Chat("Hi"), new CallOptions { Observer = heard.Add, Detail = detail });

        Assert.Equal(steps, heard.Select(static one => one.Step));
    }
}
