using System;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

public class RateLimitNoticeTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("您已达到请求数限制：1分钟内最多请求60次 (request id: 2026)", 60, 60)]
    [InlineData("您已达到总请求数限制：3分钟内最多请求90次，包括失败次数，请检查您的请求是否正确", 90, 180)]
    [InlineData("每分钟最多请求 15 次", 15, 60)]
    [InlineData("限流：10 次/秒", 10, 1)]
    [InlineData("Maximum 5 requests within 1 minutes", 5, 60)]
    [InlineData("You are limited to 60 requests per minute.", 60, 60)]
    [InlineData("Rate limit reached for gpt-4o on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 20s.", 3, 60)]
    [InlineData("Too many requests, please slow down.", null, null)]
    [InlineData("Rate limit reached on tokens per min (TPM): Limit 40000, Used 39000.", null, null)]
    public void Reads_the_limit_in_words(string words, int? most, int? seconds)
    {
        RateLimitNotice notice = Read(words);

        Assert.Equal(most, notice.Requests);
        Assert.Equal(seconds, notice.Window?.TotalSeconds);
        Assert.False(notice.IsConcurrency);
    }

    [Theory]
    [InlineData("Please retry in 46.2s.", 46.2)]
    [InlineData("Please try again in 1m30s", 90)]
    [InlineData("Please retry after 10 seconds.", 10)]
    [InlineData("请求过于频繁，请 30 秒后重试", 30)]
    [InlineData("Please try again in 120ms", 0.12)]
    public void Reads_the_wait_in_words(string words, double seconds) => Assert.Equal(seconds, Read(words).Wait!.Value.TotalSeconds, 3);

    [Theory]
    [InlineData("您已达到并发请求限制：最多同时进行 5 个请求，请等待已有请求完成", 5)]
    [InlineData("You have reached the concurrent request limit: at most 8 in-flight requests", 8)]
    [InlineData("Too many concurrent requests", null)]
    public void Knows_a_limit_of_requests_at_once(string words, int? most)
    {
        RateLimitNotice notice = Read(words);

        Assert.True(notice.IsConcurrency);
        Assert.Equal(most, notice.Concurrent);
    }

    [Theory]
    [InlineData("x-ratelimit-limit-requests: 60; x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1m0s", 60, 1d)]
    [InlineData("x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-tokens: 6m0s", null, 60d)]
    [InlineData("anthropic-ratelimit-requests-limit: 50; anthropic-ratelimit-requests-remaining: 0; anthropic-ratelimit-requests-reset: 2026-01-01T12:00:30Z", 50, 30d)]
    [InlineData("x-ratelimit-limit: 20; x-ratelimit-remaining: 0; x-ratelimit-reset: 1767268820", null, 20d)]
    [InlineData("x-ratelimit-limit-requests: 60; x-ratelimit-remaining-requests: 12; x-ratelimit-reset-requests: 48s", null, null)]
    [InlineData("x-ratelimit-remaining-requests: -1; x-ratelimit-reset-requests: 48s", null, null)]
    public void Reads_headers(string headers, int? most, double? wait)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        foreach (string header in headers.Split(';'))
        {
            string[] parts = header.Split([':'], 2);
            response.Headers.Add(parts[0].Trim(), parts[1].Trim());
        }

        RateLimitNotice notice = RateLimitNotice.Read(response, ErrorBody.Empty, null, "m", s_now);

        Assert.Equal(most, notice.Requests);
        Assert.Equal(wait, notice.Wait?.TotalSeconds);
    }

    [Theory]
    [InlineData("""{"error":{"message":"用户额度不足","type":"new_api_error","code":"insufficient_user_quota"}}""", true)]
    [InlineData("""{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}""", true)]
    [InlineData("""{"error":{"message":"no credit","type":"billing","code":"credit_balance_exhausted"}}""", true)]
    [InlineData("""{"type":"error","error":{"type":"rate_limit_error","message":"spend","details":{"error_code":"enforced_spend_limit_reached"}}}""", true)]
    [InlineData("""{"error":{"code":"1113","message":"您的账户已欠费，请充值后重试"}}""", true)]
    [InlineData("""{"error":{"code":"1304","message":"该API已达今日调用次数限额"}}""", true)]
    [InlineData("""{"error":{"code":"1302","message":"您当前使用该API的并发数过高"}}""", false)]
    [InlineData("""{"error":{"type":"exceeded_current_quota_error","message":"Your account is not active"}}""", true)]
    [InlineData("""{"error":{"type":"rate_limit_reached_error","message":"max RPM: 3"}}""", false)]
    [InlineData("""{"error":{"code":"SetLimitExceeded","message":"limit of the user","type":"TooManyRequests"}}""", true)]
    [InlineData("""{"error":{"code":"RateLimitExceeded.EndpointRPMExceeded","message":"RPM"}}""", false)]
    [InlineData("""{"code":"PostpaidBillOverdue","message":"overdue"}""", true)]
    [InlineData("""{"code":"Throttling.RateQuota","message":"Requests rate limit exceeded"}""", false)]
    [InlineData("""[{"error":{"code":429,"message":"Quota exceeded for metric: requests, limit: 0, model: m","status":"RESOURCE_EXHAUSTED"}}]""", true)]
    [InlineData("""{"error":{"code":429,"message":"Quota exceeded, limit: 0.5","status":"RESOURCE_EXHAUSTED"}}""", false)]
    [InlineData("""{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier","quotaValue":"50"}]}]}}""", true)]
    [InlineData("""{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerMinutePerProjectPerModel-FreeTier","quotaValue":"10"}]},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"31s"}]}}""", false)]
    public async Task Tells_what_waiting_does_not_help_from_what_it_does(string body, bool isFinal)
    {
        using var client = new WhataiClient(Given.Options() with { MaxRetries = 0 }, new ScriptedHandler(Steps.Answer(429, body)));

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("x")));

        Assert.Equal(isFinal ? ErrorKind.QuotaExceeded : ErrorKind.RateLimited, failure.Kind);
    }

    private static RateLimitNotice Read(string words) => RateLimitNotice.Read(
        null, ErrorBody.Parse(Encoding.UTF8.GetBytes($$$"""{"error":{"message":"{{{words}}}","type":"new_api_error","code":""}}""")), null, "m", s_now);
}
