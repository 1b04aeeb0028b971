using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

public class ApiKeyTests
{
    [Theory]
    [InlineData("sk-abc\ndef")]
    [InlineData("sk-abc\r\ndef")]
    [InlineData("sk-abc def")]
    [InlineData("sk-abc\tdef")]
    [InlineData("密钥sk-abcdef")]
    [InlineData("sk-abc\u00A0def")]
    [InlineData("sk-abc\u200Bdef")]
    public void A_key_that_no_header_can_carry_is_refused_unseen(string key)
    {
        ConnectionOptions options = Given.Options() with { ApiKey = Given.Secret(key) };

        ArgumentException error = Assert.Throws<ArgumentException>(() => new WhataiClient(options));

        Assert.DoesNotContain("abc", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("def", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sk-abc\n")]
    [InlineData("  sk-abc\r\n")]
    public async Task White_space_around_a_key_is_not_part_of_it(string key)
    {
        Assert.Equal("Bearer sk-abc", await SentAuthorizationAsync(Given.Options() with { ApiKey = Given.Secret(key) }));
    }

    [Fact]
    public async Task Without_a_key_none_is_sent()
    {
        Assert.Null(await SentAuthorizationAsync(Given.Options() with { ApiKey = null }));
        Assert.Null(await SentAuthorizationAsync(Given.Options() with { ApiKey = Given.Secret(string.Empty) }));
        Assert.Null(await SentAuthorizationAsync(Given.Options() with { ApiKey = Given.Secret(" \n") }));
    }

    [Fact]
    public async Task The_key_wins_over_a_header()
    {
        var headers = new Dictionary<string, string> { ["authorization"] = "Basic x" };

        Assert.Equal("Bearer " + Given.Key, await SentAuthorizationAsync(Given.Options() with { Headers = headers }));
        Assert.Equal("Basic x", await SentAuthorizationAsync(Given.Options() with { Headers = headers, ApiKey = null }));
    }

    [Fact]
    public void A_connection_needs_a_base_url()
    {
        Assert.Throws<ArgumentException>(() => new WhataiClient(Given.Options() with { BaseUrls = [] }));
        Assert.Throws<ArgumentNullException>(() => new WhataiClient(null!));
    }

    private static async Task<string?> SentAuthorizationAsync(ConnectionOptions options)
    {
        var handler = new ScriptedHandler(Steps.Ok());
        using var client = new WhataiClient(options, handler);
        await client.Chat.CompleteAsync(Given.Chat("Hi"));
        return handler.Requests[0].Headers.TryGetValue("Authorization", out string? value) ? value : null;
    }
}
