using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Files;
using Whatai.Client.Http;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>A redirect is followed on the same server, with the key; nothing is sent anywhere else.</summary>
public class RedirectTests
{
    [Theory]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_post_is_followed_on_the_same_host_with_its_body_and_key(int status)
    {
        var handler = new ScriptedHandler(Steps.Redirect(status, "https://api.example.com/moved?x=1"), Steps.Ok());
        using WhataiClient client = Client(handler);

        Assert.Equal("Hello", (await client.Chat.CompleteAsync(Given.Chat("Hi"))).Text);

        Assert.Equal("https://api.example.com/moved?x=1", handler.Requests[1].Uri.AbsoluteUri);
        Assert.Equal("POST", handler.Requests[1].Method.Method);
        Assert.Equal("Bearer " + Given.Key, handler.Requests[1].Headers["Authorization"]);
        Assert.Equal(handler.Requests[0].Body, handler.Requests[1].Body);
        Assert.NotEmpty(handler.Requests[1].Body!);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_get_is_followed_on_the_same_host_with_its_key(int status)
    {
        var handler = new ScriptedHandler(Steps.Redirect(status, "/v1/models/"), Steps.Ok("""{"data":[]}"""));
        using WhataiClient client = Client(handler);

        Assert.Empty(await client.Models.ListAsync());

        Assert.Equal("https://api.example.com/v1/models/", handler.Requests[1].Uri.AbsoluteUri);
        Assert.Equal("Bearer " + Given.Key, handler.Requests[1].Headers["Authorization"]);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    public async Task A_post_is_never_made_a_get(int status)
    {
        var handler = new ScriptedHandler(Steps.Redirect(status, "/moved"));
        using WhataiClient client = Client(handler);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
        Assert.Equal(status, failure.StatusCode);
        Assert.Contains("redirects to https://api.example.com/moved on the same host", failure.Message, StringComparison.Ordinal);
        Assert.Single(handler.Requests);
    }

    [Theory]
    [InlineData("https://evil.example/v1/models")]
    [InlineData("https://api.example.com.evil.example/v1/models")]
    [InlineData("//evil.example/v1/models")]
    [InlineData("https://api.example.com:8443/v1/models")]
    [InlineData("http://api.example.com/v1/models")]
    [InlineData("https://api.example.com@evil.example/v1/models")]
    [InlineData("ftp://api.example.com/v1/models")]
    public async Task Nothing_is_sent_to_another_server(string location)
    {
        foreach (int status in new[] { 301, 302, 307, 308 })
        {
            var handler = new ScriptedHandler(Steps.Redirect(status, location), Steps.Ok("""{"data":[]}"""));
            using WhataiClient client = Client(handler);

            WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Models.ListAsync());

            Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
            Assert.Single(handler.Requests);
        }
    }

    [Fact]
    public async Task The_refusal_names_the_other_server_but_no_query()
    {
        var handler = new ScriptedHandler(Steps.Redirect(302, "https://login.example/sso?ticket=hunter2"));
        using WhataiClient client = Client(handler);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Models.ListAsync());

        Assert.Contains("https://login.example", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_https_side_of_the_same_host_is_the_same_server()
    {
        var handler = new ScriptedHandler(Steps.Redirect(308, "https://api.example.com/v1/models"), Steps.Ok("""{"data":[]}"""));
        using WhataiClient client = Client(handler, new Uri("http://api.example.com/"));

        await client.Models.ListAsync();

        Assert.Equal("https://api.example.com/v1/models", handler.Requests[1].Uri.AbsoluteUri);
    }

    [Fact]
    public async Task A_loop_ends()
    {
        var handler = new ScriptedHandler(Steps.Redirect(307, "/round"));
        using WhataiClient client = Client(handler);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Models.ListAsync());

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
        Assert.Contains("redirects again and again", failure.Message, StringComparison.Ordinal);
        Assert.InRange(handler.Requests.Count, 2, 10);
    }

    [Fact]
    public async Task A_loop_between_hosts_of_a_file_says_that_it_is_one()
    {
        int requests = 0;
        var handler = new ScriptedHandler((request, token) => Steps.Redirect(302, requests++ % 2 == 0 ? "https://b.example.com/x?ticket=hunter2" : "https://a.example.com/x")(request, token));
        using WhataiClient client = Client(handler);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Files.SaveAsync(
            new Uri("https://a.example.com/x"), new FileTarget { Path = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".png") }));

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
        Assert.Contains("redirects again and again", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("base URL", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
        Assert.InRange(handler.Requests.Count, 3, 10);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("http://[bad")]
    public async Task A_redirect_to_nowhere_is_an_invalid_response(string? location)
    {
        var handler = new ScriptedHandler(Steps.Redirect(302, location));
        using WhataiClient client = Client(handler);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Models.ListAsync());

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task An_error_after_a_redirect_shows_its_address_without_the_query()
    {
        var handler = new ScriptedHandler(Steps.Redirect(307, "/moved?ticket=hunter2"), Steps.Answer(404));
        using WhataiClient client = Client(handler);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Models.ListAsync());

        Assert.Equal("https://api.example.com/moved", failure.RequestUri?.AbsoluteUri);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_the_wire_a_307_on_the_same_host_is_followed()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();
        using WhataiClient client = Given.Client(emulator);

        Assert.Equal("Echo: Hi", (await client.Chat.CompleteAsync(Given.Chat("Hi"), Given.Fault("redirect-same"))).Text);
        Assert.Equal("Echo: Hi", (await client.Chat.StreamAsync(Given.Chat("Hi"), Given.Fault("redirect-same")).ToResultAsync()).Completion.Text);
        Assert.NotEmpty(await client.Models.ListAsync(Given.Fault("redirect-302")));

        Assert.All(emulator.Requests, request => Assert.True(request.Authorized));
        Assert.Equal(6, emulator.Requests.Count);
        Assert.Equal(2, emulator.LedgerTotals.Dispatches);
    }

    [Theory]
    [InlineData("redirect-cross")]
    [InlineData("redirect-302")]
    public async Task Over_the_wire_nothing_reaches_another_server(string fault)
    {
        using GatewayEmulator other = GatewayEmulator.Start();
        using GatewayEmulator emulator = GatewayEmulator.Start(new EmulatorOptions { RedirectTarget = other.BaseUrl });
        using WhataiClient client = Given.Client(emulator);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi"), Given.Fault(fault)));

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
        Assert.Empty(other.Requests);
        Assert.Single(emulator.Requests);
    }

    [Fact]
    public async Task The_same_listener_under_another_name_is_another_server()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start();
        using WhataiClient client = Given.Client(emulator);

        await Assert.ThrowsAsync<WhataiException>(() => client.Models.ListAsync(Given.Fault("redirect-cross")));

        Assert.Single(emulator.Requests);
    }

    [Fact]
    public async Task A_delete_is_not_made_a_get()
    {
        var handler = new ScriptedHandler(Steps.Redirect(302, "/moved"));
        using var sender = new ApiSender(Given.Options(), handler, new FakeClock());

        await Assert.ThrowsAsync<WhataiException>(
            () => sender.SendAsync(new ApiRequest(HttpMethod.Delete, "v1/x", RequestCost.Free), null, CancellationToken.None));

        Assert.Equal([HttpMethod.Delete], handler.Requests.Select(request => request.Method));
    }

    private static WhataiClient Client(ScriptedHandler handler, Uri? line = null) =>
        new(Given.Options(line ?? Given.Line) with { MaxRetries = 0 }, handler, new FakeClock());
}
