using System;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Billing;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Three routes tell a balance, and a site may lack any of them.</summary>
public class BalanceTests
{
    private const string Subscription = """{"object":"billing_subscription","has_payment_method":true,"soft_limit_usd":20,"hard_limit_usd":20.5,"system_hard_limit_usd":20.5,"access_until":1798761600}""";
    private const string Usage = """{"object":"list","total_usage":1234.5}""";
    private const string Token = """{"code":true,"message":"ok","data":{"object":"token_usage","name":"mine","total_granted":1000000,"total_used":1250000,"total_available":-250000,"unlimited_quota":false,"model_limits":{},"model_limits_enabled":false,"expires_at":0}}""";

    [Fact]
    public async Task It_is_what_was_granted_less_what_was_used()
    {
        (Balance balance, string[] paths) = await GetAsync(Steps.Ok(Subscription), Steps.Ok(Usage));

        Assert.Equal(20.5m, balance.Granted);
        Assert.Equal(12.345m, balance.Used);
        Assert.Equal(8.155m, balance.Remaining);
        Assert.Equal(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), balance.ExpiresAt);
        Assert.Equal("8.155 USD", balance.ToString());
        Assert.Equal(["/v1/dashboard/billing/subscription", "/v1/dashboard/billing/usage"], paths);
        JsonAssert.Equal($$"""{"subscription":{{Subscription}},"usage":{{Usage}}}""", balance.RawJson);
    }

    [Fact]
    public async Task Where_either_half_is_missing_the_token_tells_all_also_below_zero()
    {
        (Balance balance, string[] paths) = await GetAsync(Steps.Ok(Subscription), Steps.Page(200, "<html></html>"), Steps.Ok(Token));

        Assert.Equal(2m, balance.Granted);
        Assert.Equal(-0.5m, balance.Remaining);
        Assert.Equal("mine", balance.Name);
        Assert.Null(balance.ExpiresAt);
        Assert.Equal("/api/usage/token/", balance.Source);
        Assert.Equal("/api/usage/token/", paths[^1]);
    }

    [Theory]
    [InlineData("""{"hard_limit_usd":100000000}""", """{"total_usage":"50"}""")]
    [InlineData("""{"hard_limit_usd":"100000000"}""", """{"total_usage":50}""")]
    public async Task A_limit_of_100_million_is_none(string subscription, string usage)
    {
        (Balance balance, _) = await GetAsync(Steps.Ok(subscription), Steps.Ok(usage));

        Assert.True(balance.Unlimited);
        Assert.Null(balance.Remaining);
        Assert.Null(balance.Granted);
        Assert.Equal(0.5m, balance.Used);
    }

    [Fact]
    public async Task A_key_that_is_used_up_is_told_by_the_third_route()
    {
        (Balance balance, _) = await GetAsync(Steps.Answer(401), Steps.Answer(401), Steps.Ok(Token));

        Assert.Equal(-0.5m, balance.Remaining);
    }

    [Theory]
    [InlineData(ErrorKind.NotFound)]
    [InlineData(ErrorKind.AuthenticationFailed)]
    public async Task Where_no_route_answers_the_refusal_that_says_most_is_the_error(ErrorKind kind)
    {
        Step missing = Steps.Answer(404, """{"error":{"message":"Invalid URL"}}""");
        Step last = kind == ErrorKind.NotFound ? Steps.Page(200, "<html></html>") : Steps.Answer(401);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => GetAsync(missing, missing, last));

        Assert.Equal(kind == ErrorKind.NotFound ? ErrorKind.InvalidResponse : kind, failure.Kind);
    }

    [Fact]
    public async Task A_dashboards_refusal_is_told_in_its_words()
    {
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => GetAsync(Steps.Ok("""{"success":false,"message":"未登录"}""")));

        Assert.Contains("未登录", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_connection_is_not_taken_for_a_missing_route()
    {
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => GetAsync(Steps.NoConnection()));

        Assert.Equal(ErrorKind.ConnectionFailed, failure.Kind);
    }

    private static async Task<(Balance Balance, string[] Paths)> GetAsync(params Step[] steps)
    {
        var handler = new ScriptedHandler(steps);
        using var client = new WhataiClient(Given.Options() with { MaxRetries = 0 }, handler, new FakeClock());
        Balance balance = await client.Billing.GetBalanceAsync();
        return (balance, [.. handler.Requests.Select(request => request.Uri.AbsolutePath)]);
    }
}
