using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>The key is never seen: not in errors, and not by an observer, also when the server echoes it.</summary>
public class KeyRedactionTests
{
    [Fact]
    public async Task A_message_that_echoes_the_key_is_masked()
    {
        WhataiException failure = await FailAsync(
            Steps.Answer(401, $$$"""{"error":{"message":"Incorrect API key provided: {{{Given.Key}}}.","code":"invalid_api_key"}}"""));

        AssertHidden(failure);
        Assert.Equal("Incorrect API key provided: ***.", failure.ServerMessage);
        Assert.Contains("***", failure.ResponseBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("code")]
    [InlineData("type")]
    [InlineData("param")]
    public async Task Any_other_member_that_echoes_the_key_is_masked(string member)
    {
        AssertHidden(await FailAsync(Steps.Answer(401, $$$"""{"error":{"message":"No","{{{member}}}":"key {{{Given.Key}}}"}}""")));
    }

    [Fact]
    public async Task A_request_id_that_echoes_the_key_is_masked()
    {
        AssertHidden(await FailAsync(Steps.Answer(401, $$$"""{"error":{"message":"No (request id: {{{Given.Key}}})"}}""")));
        AssertHidden(await FailAsync(Steps.Answer(401, "", ("x-request-id", Given.Key))));
    }

    [Theory]
    [InlineData("<html><title>Denied: KEY</title>KEY</html>")]
    [InlineData("The key KEY is wrong")]
    [InlineData("""{"success":false,"message":"KEY"}""")]
    [InlineData("""{"error":"KEY"}""")]
    [InlineData("data: {\"error\":{\"message\":\"KEY\"}}\n\n")]
    public async Task Every_shape_of_body_is_masked(string body)
    {
        body = body.Replace("KEY", Given.Key, StringComparison.Ordinal);

        AssertHidden(await FailAsync(Steps.Answer(403, body)));
        AssertHidden(await FailAsync(Steps.Answer(200, body)));
    }

    [Theory]
    [InlineData("key")]
    [InlineData("the")]
    [InlineData("gateway")]
    [InlineData("HTTP")]
    [InlineData("error")]
    [InlineData("a")]
    [InlineData("1")]
    [InlineData("test")]
    public async Task A_short_key_garbles_neither_the_modules_words_nor_the_bodys_shape(string key)
    {
        var events = new List<CallEvent>();
        using var client = new WhataiClient(
            Given.Options(new Uri("https://test.example.com/")) with { ApiKey = Given.Secret(key), MaxRetries = 0 },
            new ScriptedHandler(Steps.Answer(401, $$$"""{"error":{"message":"Incorrect API key provided: {{{key}}}. Take the latest one.","code":"c"}}"""), Steps.Ok("<html>")),
            new FakeClock());

        WhataiException refused = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi"), new CallOptions { Observer = events.Add }));
        WhataiException page = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));

        Assert.Contains(" provided: ***.", refused.ServerMessage, StringComparison.Ordinal);
        Assert.Contains("latest", refused.ServerMessage, StringComparison.Ordinal);
        Assert.StartsWith("The gateway did not accept the key: it is wrong, expired or used up (HTTP 401): ", refused.Message, StringComparison.Ordinal);
        Assert.Equal("https://test.example.com/v1/chat/completions answered with a web page instead of JSON. Check the base URL, and whether a proxy or sign-in page stands between.", page.Message);
        Assert.StartsWith("HTTP/1.1 401 after ", Assert.Single(events, one => one.Step == CallStep.Answered).Text, StringComparison.Ordinal);
    }

    // Half a key is no whole one to look for, but still too much to show.
    [Fact]
    public async Task A_key_at_the_cut_of_a_long_body_is_masked()
    {
        for (int start = 4096 - Given.Key.Length; start <= 4096; start += 5)
        {
            WhataiException failure = await FailAsync(Steps.Answer(500, new string('x', start) + Given.Key + new string('y', 100)));

            AssertHidden(failure);
        }
    }

    [Fact]
    public async Task A_key_at_the_cut_of_a_long_message_is_masked()
    {
        for (int start = 300 - Given.Key.Length; start <= 300; start += 5)
        {
            AssertHidden(await FailAsync(Steps.Answer(500, new string('x', start) + Given.Key + new string('y', 100))));
        }
    }

    [Fact]
    public async Task An_error_amid_a_stream_is_masked()
    {
        string error = $$$"""{"error":{"message":"Bad key {{{Given.Key}}}","code":"{{{Given.Key}}}"}}""";
        foreach (string events in new[] { Given.Event(error), ": PING\n\n" + error, $"{{\"error\":\"{Given.Key}\"", "<html>" + Given.Key })
        {
            using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events(events)), new FakeClock());

            AssertHidden((await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Error);
        }
    }

    [Fact]
    public async Task An_exception_of_the_network_is_masked()
    {
        AssertHidden((await FailAsync(Steps.ThrowsInFlight(() => new System.Net.Http.HttpRequestException("bad header Bearer " + Given.Key)))).Message);
    }

    [Fact]
    public async Task An_observer_never_sees_the_key()
    {
        string echo = $$$"""{"error":{"message":"Bad key {{{Given.Key}}}"}}""";
        var events = new List<CallEvent>();
        var handler = new ScriptedHandler(
            Steps.NoConnection(),
            Steps.Answer(429, echo, ("x-echo", Given.Key), ("x-request-id", Given.Key), ("Set-Cookie", "session=" + Given.Key)),
            Steps.Redirect(307, "https://other.example/?key=" + Given.Key));
        using var client = new WhataiClient(
            Given.Options(Given.Line, new Uri("https://two.example/")) with { Headers = new Dictionary<string, string> { ["X-Own"] = "a " + Given.Key } },
            handler,
            new FakeClock());

        await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(
            Given.Chat("My key is " + Given.Key),
            new CallOptions { Observer = events.Add, ExtraBody = new JsonObject { ["user"] = Given.Key } }));

        Assert.Equal(
            [CallStep.Sending, CallStep.RequestDetail, CallStep.Answered, CallStep.ResponseDetail, CallStep.Waiting, CallStep.SwitchingEndpoint],
            events.Select(one => one.Step).Distinct().OrderBy(step => step));
        Assert.All(events, one => AssertHidden(one.ToString()));
    }

    [Fact]
    public async Task An_answer_that_echoes_the_key_is_masked_for_the_observer()
    {
        var events = new List<CallEvent>();
        using var client = new WhataiClient(
            Given.Options(), new ScriptedHandler(Steps.Answer(200, Given.ChatJson("Your key is " + Given.Key), ("x-echo", Given.Key))), new FakeClock());

        // The answer itself is the caller's, to the byte.
        Assert.Equal("Your key is " + Given.Key, (await client.Chat.CompleteAsync(Given.Chat("Hi"), new CallOptions { Observer = events.Add })).Text);

        Assert.Contains(events, one => one.Step == CallStep.ResponseDetail && one.Text.Contains("***", StringComparison.Ordinal));
        Assert.All(events, one => AssertHidden(one.Text));
    }

    [Fact]
    public async Task A_key_at_the_cut_of_a_long_request_is_masked_for_the_observer()
    {
        var events = new List<CallEvent>();
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok()), new FakeClock());
        for (int fill = 3990; fill <= 4096; fill += 7)
        {
            await client.Chat.CompleteAsync(Given.Chat(new string('x', fill) + Given.Key), new CallOptions { Observer = events.Add });
        }

        Assert.All(events, one => AssertHidden(one.Text));
    }

    [Fact]
    public async Task Secret_headers_of_any_kind_are_masked_for_the_observer()
    {
        var events = new List<CallEvent>();
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok()), new FakeClock());

        await client.Chat.CompleteAsync(Given.Chat("Hi"), new CallOptions
        {
            Observer = events.Add,
            Headers = new Dictionary<string, string> { ["x-goog-api-key"] = "hunter2", ["Cookie"] = "hunter2", ["X-Auth-Token"] = "hunter2", ["X-Fine"] = "seen" },
        });

        CallEvent detail = Assert.Single(events, one => one.Step == CallStep.RequestDetail);
        Assert.DoesNotContain("hunter2", detail.Text, StringComparison.Ordinal);
        Assert.Contains("Authorization: ***", detail.Text, StringComparison.Ordinal);
        Assert.Contains("X-Fine: seen", detail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_do_not_show_the_key()
    {
        ConnectionOptions options = Given.Options() with { Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + Given.Key } };

        AssertHidden(options.ToString());
    }

    [Fact]
    public async Task The_emulators_echo_of_the_key_is_masked()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start(new EmulatorOptions { ApiKey = Given.Key });
        using WhataiClient client = Given.Client(emulator);
        var events = new List<CallEvent>();

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(
            () => client.Chat.CompleteAsync(Given.Chat("Hi"), Given.Fault("shape-key-echo") with { Observer = events.Add }));

        Assert.Equal("Incorrect API key provided: ***.", failure.ServerMessage);
        AssertHidden(failure);
        Assert.All(events, one => AssertHidden(one.Text));
    }

    private static void AssertHidden(WhataiException failure)
    {
        AssertHidden(failure.ToString());
        foreach (string? text in new[] { failure.Code, failure.Type, failure.Param, failure.ServerMessage, failure.RequestId, failure.ResponseBody, failure.RequestUri?.OriginalString })
        {
            AssertHidden(text);
        }

        foreach (object? value in LocalizableMessage.Of(failure)?.Values ?? [])
        {
            AssertHidden(value?.ToString());
        }
    }

    // Also no half of it.
    private static void AssertHidden(string? text) =>
        Assert.DoesNotContain(Given.Key.Substring(0, Given.Key.Length / 3), text ?? string.Empty, StringComparison.Ordinal);

    private static async Task<WhataiException> FailAsync(Step step)
    {
        using var client = new WhataiClient(Given.Options() with { MaxRetries = 0 }, new ScriptedHandler(step), new FakeClock());
        return await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));
    }
}
