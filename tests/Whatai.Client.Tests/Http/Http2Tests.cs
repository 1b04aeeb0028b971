using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Over TLS, HTTP/2 is spoken with a server that offers it.</summary>
public sealed class Http2Tests : IDisposable
{
    private readonly X509Certificate2 _certificate = Certificates.SelfSigned();

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public async Task Calls_share_one_connection()
    {
        await using RawServer server = Start(async (http, stream) =>
        {
            await http.HeadAsync(stream, "application/json");
            await http.DataAsync(stream, Given.ChatJson(), last: true);
        });
        using WhataiClient client = Client(server);
        var events = new List<CallEvent>();

        await client.Chat.CompleteAsync(Given.Chat("Hi"), new CallOptions { Observer = events.Add });
        string[] texts = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ => (await client.Chat.CompleteAsync(Given.Chat("Hi"))).Text));

        Assert.All(texts, text => Assert.Equal("Hello", text));
        Assert.StartsWith("HTTP/2.0 200", Assert.Single(events, one => one.Step == CallStep.Answered).Text, StringComparison.Ordinal);
        Assert.Equal(1, server.Count);
    }

    [Fact]
    public async Task A_stream_is_read_as_it_comes()
    {
        await using RawServer server = Start(async (http, stream) =>
        {
            await http.HeadAsync(stream, "text/event-stream");
            await http.DataAsync(stream, ": PING\n\n");
            await http.DataAsync(stream, Given.ChatEvents("one", " two"), last: true);
        });
        using WhataiClient client = Client(server);

        Assert.Equal("one two", (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion.Text);
    }

    [Fact]
    public async Task A_stream_that_is_reset_is_incomplete()
    {
        await using RawServer server = Start(async (http, stream) =>
        {
            await http.HeadAsync(stream, "text/event-stream");
            await http.DataAsync(stream, Given.Event(Given.Delta("""{"content":"one"}""")));
            await http.ResetAsync(stream);
        });
        using WhataiClient client = Client(server);

        StreamResult result = await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync();

        Assert.Equal(ErrorKind.IncompleteAnswer, result.Error.Kind);
        Assert.Contains("incomplete", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_reset_unanswered_is_not_sent_again()
    {
        int requests = 0;
        await using RawServer server = Start((http, stream) =>
        {
            requests++;
            return http.ResetAsync(stream);
        });
        using WhataiClient client = Client(server);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));

        Assert.Equal(ErrorKind.ConnectionFailed, failure.Kind);
        Assert.Equal(1, requests);
    }

    [Fact]
    public async Task Leaving_a_stream_early_gives_it_up_and_keeps_the_connection()
    {
        var abandoned = new List<int>();
        await using RawServer server = Start(
            async (http, stream) =>
            {
                abandoned = http.Abandoned;
                if (stream == 1)
                {
                    await http.HeadAsync(stream, "text/event-stream");
                    await http.DataAsync(stream, Given.Event(Given.Delta("""{"content":"one"}""")));
                    return;
                }

                await http.HeadAsync(stream, "application/json");
                await http.DataAsync(stream, Given.ChatJson(), last: true);
            });
        using WhataiClient client = Client(server);

        await foreach (ChatDelta delta in client.Chat.StreamAsync(Given.Chat("Hi")))
        {
            Assert.Equal("one", delta.Text);
            break;
        }

        await client.Chat.CompleteAsync(Given.Chat("Hi"));
        Assert.Equal([1], abandoned);
        Assert.Equal(1, server.Count);
    }

    private RawServer Start(Func<Http2Connection, int, Task> answer) => RawServer.StartTls(
        _certificate,
        async connection =>
        {
            Assert.Equal(SslApplicationProtocol.Http2, connection.Protocol);
            var http = new Http2Connection(connection);
            await http.BeginAsync();
            while (true)
            {
                await answer(http, await http.NextRequestAsync());
            }
        },
        SslApplicationProtocol.Http2,
        SslApplicationProtocol.Http11);

    private static WhataiClient Client(RawServer server) => new(Given.Options(server.Url) with { SkipCertificateCheck = true, MaxRetries = 2 });
}
