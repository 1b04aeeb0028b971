using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Several lines serve one account: the next one is tried when nothing was sent, and only then.</summary>
public class LineSwitchingTests
{
    private static readonly Uri s_one = new("https://one.example/");
    private static readonly Uri s_two = new("https://two.example/");
    private static readonly Uri s_three = new("https://three.example/");

    [Fact]
    public async Task The_next_line_is_tried_at_once_when_nothing_was_sent()
    {
        var clock = new FakeClock();
        var handler = new ScriptedHandler(Steps.NoConnection(), Steps.Ok());
        using var client = new WhataiClient(Given.Options(s_one, s_two), handler, clock);

        await client.Chat.CompleteAsync(Given.Chat("Hi"));

        Assert.Equal(["one.example", "two.example"], Hosts(handler));
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task The_line_that_worked_is_kept()
    {
        var handler = new ScriptedHandler(Steps.NoConnection(), Steps.Ok());
        using var client = new WhataiClient(Given.Options(s_one, s_two), handler, new FakeClock());
        Assert.Equal(s_one, client.CurrentEndpoint);

        await client.Chat.CompleteAsync(Given.Chat("Hi"));
        Assert.Equal(s_two, client.CurrentEndpoint);
        await client.Chat.CompleteAsync(Given.Chat("Hi"));

        Assert.Equal(["one.example", "two.example", "two.example"], Hosts(handler));
    }

    [Fact]
    public async Task After_the_last_line_comes_the_first()
    {
        var handler = new ScriptedHandler(Steps.NoConnection(), Steps.Ok(), Steps.NoConnection(), Steps.Ok());
        using var client = new WhataiClient(Given.Options(s_one, s_two), handler, new FakeClock());

        await client.Chat.CompleteAsync(Given.Chat("Hi"));
        await client.Chat.CompleteAsync(Given.Chat("Hi"));

        Assert.Equal(["one.example", "two.example", "two.example", "one.example"], Hosts(handler));
        Assert.Equal(s_one, client.CurrentEndpoint);
    }

    [Fact]
    public async Task Media_switch_lines_too_when_nothing_was_sent()
    {
        var handler = new ScriptedHandler(Steps.BreaksUnsent(), Steps.Ok());
        using var sender = new ApiSender(Given.Options(s_one, s_two), handler, new FakeClock());

        await sender.SendAsync(new ApiRequest(HttpMethod.Post, "v1/images/generations", RequestCost.Media) { Body = [1] }, null, CancellationToken.None);

        Assert.Equal(["one.example", "two.example"], Hosts(handler));
    }

    [Fact]
    public async Task Lines_are_switched_without_any_retries_too()
    {
        var handler = new ScriptedHandler(Steps.NoConnection(), Steps.NoConnection(), Steps.Ok());
        using var client = new WhataiClient(Given.Options(s_one, s_two, s_three) with { MaxRetries = 0 }, handler, new FakeClock());

        await client.Chat.CompleteAsync(Given.Chat("Hi"));

        Assert.Equal(["one.example", "two.example", "three.example"], Hosts(handler));
    }

    [Fact]
    public async Task When_no_line_answers_all_are_tried_again_after_a_wait()
    {
        var clock = new FakeClock();
        var handler = new ScriptedHandler(Steps.NoConnection());
        using var client = new WhataiClient(Given.Options(s_one, s_two) with { MaxRetries = 1 }, handler, clock);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Models.ListAsync());

        Assert.Equal(ErrorKind.ConnectionFailed, failure.Kind);
        Assert.Equal(4, failure.Attempts);
        Assert.Equal(2, Hosts(handler).Count(host => host == "one.example"));
        Assert.Equal(2, Hosts(handler).Count(host => host == "two.example"));
        Assert.Single(clock.Waits);
    }

    public static TheoryData<string> AnswersAndDrops => ["500", "429", "drop", "401"];

    [Theory]
    [MemberData(nameof(AnswersAndDrops))]
    public async Task What_was_sent_stays_on_its_line(string what)
    {
        Step step = what == "drop" ? Steps.BreaksInFlight() : Steps.Answer(int.Parse(what, System.Globalization.CultureInfo.InvariantCulture));
        var handler = new ScriptedHandler(step);
        using var client = new WhataiClient(Given.Options(s_one, s_two), handler, new FakeClock());

        await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));

        Assert.All(Hosts(handler), host => Assert.Equal("one.example", host));
        Assert.Equal(s_one, client.CurrentEndpoint);
    }

    [Fact]
    public async Task An_observer_hears_of_the_switch()
    {
        var events = new List<CallEvent>();
        using var client = new WhataiClient(Given.Options(s_one, s_two), new ScriptedHandler(Steps.NoConnection(), Steps.Ok()), new FakeClock());

        await client.Chat.CompleteAsync(Given.Chat("Hi"), new CallOptions { Observer = events.Add });

        CallEvent told = Assert.Single(events, one => one.Step == CallStep.SwitchingEndpoint);
        Assert.Contains("one.example", told.Text, StringComparison.Ordinal);
        Assert.Contains("https://two.example/", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_port_is_left_for_a_line_that_listens()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();
        using var client = new WhataiClient(Given.Options(emulator) with { BaseUrls = [RawServer.Nobody(), BaseUrl.Normalize(emulator.BaseUrl)] });

        Assert.Equal("Echo: Hi", (await client.Chat.CompleteAsync(Given.Chat("Hi"))).Text);
        StreamResult stream = await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync();

        Assert.Equal("Echo: Hi", stream.Completion.Text);
        Assert.Equal(2, emulator.LedgerTotals.Dispatches);
    }

    [Fact]
    public async Task A_lost_connection_is_not_taken_to_another_line()
    {
        using GatewayEmulator one = GatewayEmulator.Start(new EmulatorOptions { Fault = "reset-before" });
        using GatewayEmulator two = GatewayEmulator.Start();
        using var client = new WhataiClient(Given.Options(one) with { BaseUrls = [BaseUrl.Normalize(one.BaseUrl), BaseUrl.Normalize(two.BaseUrl)], MaxRetries = 2 });

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));

        Assert.Equal(ErrorKind.ConnectionFailed, failure.Kind);
        Assert.Equal(1, one.LedgerTotals.Dispatches);
        Assert.Empty(two.Requests);
    }

    public static TheoryData<string> SignsOfABadLine => ["500", "502", "504", "page", "page404", "drop", "broken"];

    [Theory]
    [MemberData(nameof(SignsOfABadLine))]
    public async Task What_costs_nothing_goes_on_to_the_next_line(string what)
    {
        Step step = what switch
        {
            "page" => Steps.Page(200, "<html><title>Hello</title></html>"),
            "page404" => Steps.Page(404, "<html></html>"),
            "drop" => Steps.BreaksInFlight(),
            "broken" => Steps.BreaksUnsent(),
            _ => Steps.Answer(int.Parse(what, System.Globalization.CultureInfo.InvariantCulture)),
        };
        var clock = new FakeClock();
        var handler = new ScriptedHandler(step, Steps.Ok("""{"data":[]}"""));
        using var client = new WhataiClient(Given.Options(s_one, s_two) with { MaxRetries = 0 }, handler, clock);

        await client.Models.ListAsync();
        await client.Models.ListAsync();

        Assert.Equal(["one.example", "two.example", "two.example"], Hosts(handler));
        Assert.Empty(clock.Waits);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    public async Task A_refusal_by_the_gateway_says_nothing_about_its_line(int status)
    {
        var handler = new ScriptedHandler(Steps.Answer(status, """{"error":{"message":"no"}}"""));
        using var client = new WhataiClient(Given.Options(s_one, s_two) with { MaxRetries = 0 }, handler, new FakeClock());

        await Assert.ThrowsAsync<WhataiException>(() => client.Models.ListAsync());

        Assert.Equal(["one.example"], Hosts(handler));
        Assert.Equal(s_one, client.CurrentEndpoint);
    }

    [Fact]
    public async Task A_line_comes_back_when_its_time_is_over_and_stays_away_longer_each_time()
    {
        var clock = new FakeClock();
        var table = new EndpointPool([s_one, s_two], clock);

        Assert.Equal(TimeSpan.FromSeconds(60), table.SetAside(0));
        Assert.Equal(1, table.Current);
        Assert.Equal(TimeSpan.FromSeconds(60), table.SetAside(0));
        await Task.Delay(TimeSpan.FromSeconds(61), clock);
        Assert.Equal(0, table.Current);
        Assert.Equal(TimeSpan.FromSeconds(120), table.SetAside(0));
        await Task.Delay(TimeSpan.FromSeconds(121), clock);
        table.Served(0);
        Assert.Equal(TimeSpan.FromSeconds(60), table.SetAside(0));
        for (int i = 0; i < 12; i++)
        {
            await Task.Delay(TimeSpan.FromHours(1), clock);
            Assert.InRange(table.SetAside(0), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(30));
        }
    }

    [Fact]
    public void Where_all_are_set_aside_the_first_to_come_back_serves()
    {
        var table = new EndpointPool([s_one, s_two, s_three], new FakeClock());
        table.SetAside(0);
        table.SetAside(1);
        table.SetAside(2);

        Assert.Equal(0, table.Current);
        Assert.Equal(1, table.Choose([0]));
        Assert.Equal(-1, table.Choose([0, 1, 2]));
    }

    [Fact]
    public async Task A_chat_that_is_sent_again_stays_on_its_line()
    {
        var handler = new ScriptedHandler(Steps.Answer(503), Steps.Ok());
        using var client = new WhataiClient(Given.Options(s_one, s_two) with { MaxRetries = 1 }, handler, new FakeClock());

        await client.Chat.CompleteAsync(Given.Chat("Hi"));

        Assert.Equal(["one.example", "one.example"], Hosts(handler));
    }

    [Fact]
    public async Task Of_three_lines_one_refuses_one_stalls_in_TLS_and_the_third_answers_within_the_connect_timeout()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var stalling = new Uri($"https://127.0.0.1:{((System.Net.IPEndPoint)silent.LocalEndpoint).Port}/");
        using var client = new WhataiClient(Given.Options(emulator) with
        {
            BaseUrls = [RawServer.Nobody(), stalling, BaseUrl.Normalize(emulator.BaseUrl)],
            ConnectTimeout = TimeSpan.FromSeconds(2),
        });

        Assert.Equal("Echo: Hi", (await client.Chat.CompleteAsync(Given.Chat("Hi"))).Text);
        using (await silent.AcceptTcpClientAsync().WaitAsync(Eventually.Limit))
        {
            Assert.Equal("Echo: Ho", (await client.Chat.CompleteAsync(Given.Chat("Ho"))).Text);
        }

        Assert.False(silent.Pending(), "The line that stalled was asked again.");
        Assert.Equal(2, emulator.LedgerTotals.Dispatches);
    }

    [Fact]
    public async Task A_line_that_is_silent_is_left_after_the_connect_timeout_by_what_costs_nothing_alone()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start(new EmulatorOptions { Lines = 2 });
        emulator.SetLine(1, "stall");
        using var client = new WhataiClient(Given.Options(emulator) with
        {
            BaseUrls = [.. emulator.Lines.Select(BaseUrl.Normalize)],
            ConnectTimeout = TimeSpan.FromSeconds(1),
            IdleTimeout = TimeSpan.FromSeconds(4),
        });

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));
        Assert.Contains("4 s", failure.Message, StringComparison.Ordinal);
        Assert.Empty(emulator.Requests);
        Assert.NotEmpty(await client.Models.ListAsync());

        Assert.All(emulator.Requests, request => Assert.Equal(2, request.Line));
        Assert.Equal("Echo: Hi", (await client.Chat.CompleteAsync(Given.Chat("Hi"))).Text);
    }

    private static string[] Hosts(ScriptedHandler handler) => [.. handler.Requests.Select(request => request.Uri.Host)];
}
