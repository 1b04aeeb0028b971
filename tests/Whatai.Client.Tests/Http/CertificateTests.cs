using System;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Client.Tests;

public class CertificateTests
{
    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_a_failed_connection()
    {
        string? request = null;
        using X509Certificate2 certificate = Certificates.SelfSigned();
        await using RawServer server = RawServer.StartTls(certificate, async connection => request = await connection.ReadRequestAsync());
        using var client = new WhataiClient(Given.Options(server.Url) with { MaxRetries = 0 });

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));

        Assert.Equal(ErrorKind.ConnectionFailed, failure.Kind);
        Assert.Contains("certificate", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("billed", failure.Message, StringComparison.Ordinal);
        Assert.Null(request);
    }

    [Fact]
    public async Task It_is_accepted_when_that_was_asked_for()
    {
        using X509Certificate2 certificate = Certificates.SelfSigned();
        await using RawServer server = RawServer.StartTls(certificate, async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                await connection.AnswerAsync(Given.ChatJson());
            }
        });
        using var client = new WhataiClient(Given.Options(server.Url) with { SkipCertificateCheck = true });

        Assert.Equal("Hello", (await client.Chat.CompleteAsync(Given.Chat("Hi"))).Text);
    }

    [Fact]
    public async Task Plain_text_where_TLS_was_expected_is_a_failed_connection()
    {
        await using RawServer server = RawServer.Start(connection => connection.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
        var https = new UriBuilder(server.Url) { Scheme = "https" };
        using var client = new WhataiClient(Given.Options(https.Uri) with { MaxRetries = 0 });

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));

        Assert.Equal(ErrorKind.ConnectionFailed, failure.Kind);
    }

    [Fact]
    public async Task A_line_with_a_bad_certificate_is_left_for_the_next()
    {
        using X509Certificate2 certificate = Certificates.SelfSigned();
        await using RawServer bad = RawServer.StartTls(certificate, connection => connection.WaitForCloseAsync());
        await using RawServer good = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.AnswerAsync(Given.ChatJson());
        });
        using var client = new WhataiClient(Given.Options(bad.Url, good.Url) with { MaxRetries = 0 });

        Assert.Equal("Hello", (await client.Chat.CompleteAsync(Given.Chat("Hi"))).Text);
        Assert.Equal(good.Url, client.CurrentEndpoint);
    }
}
