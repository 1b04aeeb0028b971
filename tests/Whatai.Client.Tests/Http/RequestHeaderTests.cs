using System.Collections.Generic;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

public class RequestHeaderTests
{
    [Fact]
    public async Task The_client_names_itself_and_what_it_speaks()
    {
        var handler = new ScriptedHandler(Steps.Ok(), Steps.Events(Given.ChatEvents("a")));
        using var client = new WhataiClient(Given.Options(), handler);

        await client.Chat.CompleteAsync(Given.Chat("Hi"));
        await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync();

        Assert.Matches(@"^WhataiPS/\d+\.\d+\.\d+$", handler.Requests[0].Headers["User-Agent"]);
        Assert.Equal("application/json", handler.Requests[0].Headers["Accept"]);
        Assert.Equal("text/event-stream", handler.Requests[1].Headers["Accept"]);
        Assert.All(handler.Requests, request => Assert.Equal("application/json", request.Headers["Content-Type"]));
    }

    [Fact]
    public async Task The_user_agent_can_be_set()
    {
        var handler = new ScriptedHandler(Steps.Ok());
        using var client = new WhataiClient(Given.Options() with { UserAgent = "Mine/1 (a; b)" }, handler);

        await client.Chat.CompleteAsync(Given.Chat("Hi"));

        Assert.Equal("Mine/1 (a; b)", string.Join(' ', handler.Requests[0].Headers["User-Agent"].Split(", ")));
    }

    [Fact]
    public async Task A_calls_headers_win_over_the_connections_and_these_over_the_clients()
    {
        var handler = new ScriptedHandler(Steps.Ok());
        using var client = new WhataiClient(
            Given.Options() with { Headers = new Dictionary<string, string> { ["X-A"] = "connection", ["X-B"] = "connection", ["User-Agent"] = "Mine" } }, handler);

        await client.Chat.CompleteAsync(Given.Chat("Hi"), new CallOptions
        {
            Headers = new Dictionary<string, string> { ["x-b"] = "call", ["Content-Type"] = "application/json; charset=utf-8" },
        });

        IReadOnlyDictionary<string, string> sent = handler.Requests[0].Headers;
        Assert.Equal("connection", sent["X-A"]);
        Assert.Equal("call", sent["X-B"]);
        Assert.Equal("Mine", sent["User-Agent"]);
        Assert.Equal("application/json; charset=utf-8", sent["Content-Type"]);
    }

    [Fact]
    public async Task Routes_hang_off_the_line()
    {
        var handler = new ScriptedHandler(Steps.Ok());
        using var client = new WhataiClient(Given.Options(BaseUrl.Normalize("https://h.example/relay/v1")), handler);

        await client.Chat.CompleteAsync(Given.Chat("Hi"));

        Assert.Equal("https://h.example/relay/v1/chat/completions", handler.Requests[0].Uri.AbsoluteUri);
        Assert.Equal("POST", handler.Requests[0].Method.Method);
    }
}
