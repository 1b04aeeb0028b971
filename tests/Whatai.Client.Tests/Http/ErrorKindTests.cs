using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What each refusal is called, and what the exception tells of it.</summary>
public class ErrorKindTests
{
    [Theory]
    [InlineData(400, ErrorKind.InvalidRequest)]
    [InlineData(401, ErrorKind.AuthenticationFailed)]
    [InlineData(402, ErrorKind.QuotaExceeded)]
    [InlineData(403, ErrorKind.PermissionDenied)]
    [InlineData(404, ErrorKind.NotFound)]
    [InlineData(405, ErrorKind.InvalidRequest)]
    [InlineData(408, ErrorKind.TimedOut)]
    [InlineData(409, ErrorKind.InvalidRequest)]
    [InlineData(413, ErrorKind.InvalidRequest)]
    [InlineData(422, ErrorKind.InvalidRequest)]
    [InlineData(429, ErrorKind.RateLimited)]
    [InlineData(500, ErrorKind.ServiceUnavailable)]
    [InlineData(502, ErrorKind.ServiceUnavailable)]
    [InlineData(503, ErrorKind.ServiceUnavailable)]
    [InlineData(504, ErrorKind.TimedOut)]
    [InlineData(511, ErrorKind.ServiceUnavailable)]
    [InlineData(524, ErrorKind.TimedOut)]
    [InlineData(529, ErrorKind.ServiceUnavailable)]
    [InlineData(304, ErrorKind.InvalidResponse)]
    public async Task Each_status_has_its_kind_with_or_without_a_body(int status, ErrorKind kind)
    {
        foreach (string body in new[] { "", """{"error":{"message":"No.","type":"x","code":"y"}}""", "<html></html>", "No." })
        {
            WhataiException failure = await FailAsync(Steps.Answer(status, body));

            Assert.Equal(kind, failure.Kind);
            Assert.Equal(status, failure.StatusCode);
            Assert.Contains($"HTTP {status}", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(403, "insufficient_user_quota", ErrorKind.QuotaExceeded)]
    [InlineData(403, "pre_consume_token_quota_failed", ErrorKind.QuotaExceeded)]
    [InlineData(403, "access_denied", ErrorKind.PermissionDenied)]
    [InlineData(429, "insufficient_quota", ErrorKind.QuotaExceeded)]
    [InlineData(429, "rate_limit_exceeded", ErrorKind.RateLimited)]
    [InlineData(500, "invalid_request", ErrorKind.InvalidRequest)]
    [InlineData(500, "sensitive_words_detected", ErrorKind.InvalidRequest)]
    [InlineData(503, "model_not_found", ErrorKind.NotFound)]
    [InlineData(401, "insufficient_user_quota", ErrorKind.AuthenticationFailed)]
    public async Task Some_codes_say_more_than_the_status(int status, string code, ErrorKind kind)
    {
        WhataiException failure = await FailAsync(Steps.Answer(status, $$$"""{"error":{"message":"No.","code":"{{{code}}}"}}"""));

        Assert.Equal(kind, failure.Kind);
    }

    // Google's code is the status again; the reason stands in the details.
    [Theory]
    [InlineData(400, "API_KEY_INVALID", ErrorKind.AuthenticationFailed)]
    [InlineData(403, "insufficient_user_quota", ErrorKind.QuotaExceeded)]
    [InlineData(503, "model_not_found", ErrorKind.NotFound)]
    [InlineData(400, "OTHER", ErrorKind.InvalidRequest)]
    public async Task Some_reasons_say_more_than_the_code(int status, string reason, ErrorKind kind)
    {
        WhataiException failure = await FailAsync(Steps.Answer(
            status, $$$"""{"error":{"code":{{{status}}},"message":"No.","status":"X","details":[{"reason":"{{{reason}}}"}]}}"""));

        Assert.Equal((kind, reason), (failure.Kind, failure.Code));
    }

    [Fact]
    public async Task The_exception_tells_all_that_the_server_said()
    {
        const string Body = """{"error":{"message":"No such thing (request id: 2026a)","type":"new_api_error","param":"model","code":"bad_model"}}""";

        WhataiException failure = await FailAsync(Steps.Answer(400, Body));

        Assert.Equal("No such thing", failure.ServerMessage);
        Assert.Equal("new_api_error", failure.Type);
        Assert.Equal("model", failure.Param);
        Assert.Equal("bad_model", failure.Code);
        Assert.Equal("2026a", failure.RequestId);
        Assert.Equal(Body, failure.ResponseBody);
        Assert.Equal("https://api.example.com/v1/chat/completions", failure.RequestUri?.AbsoluteUri);
        Assert.Equal(1, failure.Attempts);
        Assert.Contains("No such thing", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("request id", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Oneapi-Request-Id")]
    [InlineData("x-request-id")]
    [InlineData("request-id")]
    public async Task A_request_id_in_a_header_wins(string header)
    {
        WhataiException failure = await FailAsync(Steps.Answer(400, """{"error":{"message":"m (request id: body)"}}""", (header, "head")));

        Assert.Equal("head", failure.RequestId);
    }

    [Fact]
    public async Task Of_several_headers_new_apis_own_wins()
    {
        WhataiException failure = await FailAsync(Steps.Answer(400, "", ("x-request-id", "b"), ("X-Oneapi-Request-Id", "a")));

        Assert.Equal("a", failure.RequestId);
    }

    [Fact]
    public async Task A_web_page_is_named_by_its_title()
    {
        WhataiException failure = await FailAsync(Steps.Page(502, "<html><head><title> 502 Bad\n Gateway </title></head></html>"));

        Assert.Contains("502 Bad Gateway", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("<", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_body_is_kept_by_its_start()
    {
        WhataiException failure = await FailAsync(Steps.Answer(500, new string('x', 100_000)));

        Assert.Equal(4096, failure.ResponseBody!.Length);
        Assert.InRange(failure.Message.Length, 1, 1000);
    }

    [Fact]
    public async Task A_status_whose_body_breaks_off_still_counts()
    {
        WhataiException failure = await FailAsync(async (request, _) =>
        {
            await request.ReadAsync();
            return new System.Net.Http.HttpResponseMessage(System.Net.HttpStatusCode.Unauthorized)
            {
                Content = new System.Net.Http.StreamContent(new BrokenStream()),
            };
        });

        Assert.Equal(ErrorKind.AuthenticationFailed, failure.Kind);
    }

    [Theory]
    [InlineData("400", ErrorKind.InvalidRequest)]
    [InlineData("429", ErrorKind.RateLimited)]
    [InlineData("\"401\"", ErrorKind.AuthenticationFailed)]
    [InlineData("\"invalid_api_key\"", ErrorKind.AuthenticationFailed)]
    [InlineData("\"rate_limit_exceeded\"", ErrorKind.RateLimited)]
    [InlineData("\"insufficient_user_quota\"", ErrorKind.QuotaExceeded)]
    [InlineData("\"sensitive_words_detected\"", ErrorKind.InvalidRequest)]
    [InlineData("\"model_not_found\"", ErrorKind.NotFound)]
    [InlineData("\"bad_response\"", ErrorKind.ServiceUnavailable)]
    [InlineData("null", ErrorKind.ServiceUnavailable)]
    [InlineData("-7", ErrorKind.ServiceUnavailable)]
    public async Task An_error_in_a_200_is_told_by_its_code(string code, ErrorKind kind)
    {
        string body = $$$"""{"error":{"message":"It failed","type":"t","code":{{{code}}}}}""";

        WhataiException failure = await FailAsync(Steps.Ok(body));

        Assert.Equal(kind, failure.Kind);
        Assert.Equal("It failed", failure.ServerMessage);
        Assert.Contains("It failed", failure.Message, StringComparison.Ordinal);
        Assert.Equal(body, failure.ResponseBody);
    }

    [Theory]
    [InlineData("""{"success":false,"message":"It failed"}""")]
    [InlineData("""{"code":"invalid_parameter","message":"It failed","data":null}""")]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"It failed"}}""")]
    [InlineData("""{"error":"It failed"}""")]
    [InlineData("""[{"error":{"code":503,"message":"It failed","status":"UNAVAILABLE"}}]""")]
    public async Task A_200_of_every_error_shape_is_an_error(string body)
    {
        WhataiException failure = await FailAsync(Steps.Ok(body));

        Assert.Equal("It failed", failure.ServerMessage);
        Assert.NotEqual(ErrorKind.InvalidResponse, failure.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"choices\":[]}")]
    [InlineData("{\"choices\":null}")]
    [InlineData("{\"choices\":[{\"index\":0,\"mess")]
    [InlineData("OK")]
    [InlineData("\"text\"")]
    [InlineData("{\"code\":\"success\",\"message\":\"ok\",\"data\":null}")]
    public async Task A_200_that_is_neither_chat_nor_error_is_an_invalid_response(string body)
    {
        WhataiException failure = await FailAsync(Steps.Ok(body));

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
        Assert.Contains("https://api.example.com/v1/chat/completions", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!doctype html><title>New API</title>", "text/html")]
    [InlineData("\n\n  <html><title>New API</title>", "text/html")]
    [InlineData("\uFEFF<html><title>New API</title>", "text/html")]
    [InlineData("<html><title>New API</title>", "application/json")]
    [InlineData("<html><title>New API</title>", null)]
    public async Task A_200_web_page_hints_at_the_base_url(string html, string? mediaType)
    {
        WhataiException failure = await FailAsync(Steps.Answer(200, Given.Utf8(html), mediaType));

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
        Assert.Contains("New API", failure.Message, StringComparison.Ordinal);
        Assert.Contains("base URL", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "Just a moment...", "cf-mitigated", "challenge")]
    [InlineData(403, "Attention Required! | Cloudflare", "Server", "cloudflare")]
    [InlineData(503, "Just a moment...", "Server", "cloudflare")]
    [InlineData(403, "Access Denied", "Server", "AkamaiGHost")]
    [InlineData(401, "Any", "cf-mitigated", "challenge")]
    public async Task A_page_that_keeps_robots_away_says_nothing_of_the_key(int status, string title, string header, string value)
    {
        WhataiException failure = await FailAsync(Steps.Answer(status, Given.Utf8($"<!DOCTYPE html><html><title>{title}</title>"), "text/html", (header, value)));

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
        Assert.Equal(status, failure.StatusCode);
        Assert.StartsWith($"A page stands before api.example.com (HTTP {status}): \"{title}\"", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("The key may not", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "Access denied | x used Cloudflare to restrict access", ErrorKind.RateLimited)]
    [InlineData(520, "x | 520: Web server is returning an unknown error", ErrorKind.ServiceUnavailable)]
    [InlineData(524, "x | 524: A timeout occurred", ErrorKind.TimedOut)]
    public async Task A_page_of_the_same_service_about_the_gateway_is_as_its_status_says(int status, string title, ErrorKind kind)
    {
        WhataiException failure = await FailAsync(Steps.Answer(status, Given.Utf8($"<html><title>{title}</title>"), "text/html", ("Server", "cloudflare")));

        Assert.Equal(kind, failure.Kind);
    }

    [Theory]
    [InlineData(401, """{"error":{"message":"You didn't provide an API key."}}""")]
    [InlineData(400, """{"error":{"code":400,"message":"No key.","details":[{"reason":"API_KEY_INVALID"}]}}""")]
    [InlineData(200, """{"base_resp":{"status_code":1004,"status_msg":"login fail"}}""")]
    public async Task Who_sent_no_key_has_none_that_is_wrong(int status, string body)
    {
        using var client = new WhataiClient(Given.Options() with { MaxRetries = 0, ApiKey = null }, new ScriptedHandler(Steps.Answer(status, body)), new FakeClock());

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));

        Assert.Equal(ErrorKind.ApiKeyMissing, failure.Kind);
        Assert.DoesNotContain("wrong", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorKind.AuthenticationFailed, (await FailAsync(Steps.Answer(status, body))).Kind);
    }

    [Fact]
    public async Task A_key_in_a_header_of_ones_own_is_a_key()
    {
        ConnectionOptions options = Given.Options() with { ApiKey = null, Headers = new Dictionary<string, string> { ["api-key"] = "k" } };
        using var client = new WhataiClient(options, new ScriptedHandler(Steps.Answer(401)), new FakeClock());

        Assert.Equal(ErrorKind.AuthenticationFailed, (await Assert.ThrowsAsync<WhataiException>(() => client.Models.ListAsync())).Kind);
    }

    [Fact]
    public async Task A_404_names_the_address()
    {
        WhataiException failure = await FailAsync(Steps.Answer(404, """{"error":"Not Found"}"""));

        Assert.Contains("(HTTP 404 at https://api.example.com/v1/chat/completions): Not Found", failure.Message, StringComparison.Ordinal);
        Assert.Contains("https://api.example.com/v1/chat/completions", (await FailAsync(Steps.Answer(405))).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", (await FailAsync(Steps.Answer(400))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json; charset=gbk")]
    [InlineData("application/json; charset=\"GB2312\"")]
    [InlineData("text/plain; charset=gb18030")]
    public async Task An_error_in_another_charset_is_read(string contentType)
    {
        byte[] body = [.. Given.Utf8("{\"error\":{\"message\":\""), 0xC4, 0xA3, 0xD0, 0xCD, 0xB2, 0xBB, 0xB4, 0xE6, 0xD4, 0xDA, .. Given.Utf8("\"}}")];

        Assert.Equal("模型不存在", (await FailAsync(Steps.Answer(400, body, contentType))).ServerMessage);
    }

    [Fact]
    public async Task A_charset_that_nobody_knows_is_no_harm()
    {
        Assert.Equal("No", (await FailAsync(Steps.Answer(400, Given.Utf8("""{"error":"No"}"""), "application/json; charset=x-none"))).ServerMessage);
    }

    [Theory]
    [InlineData(400, "Arrearage", ErrorKind.QuotaExceeded)]
    [InlineData(400, "InvalidApiKey", ErrorKind.AuthenticationFailed)]
    [InlineData(400, "ThrottlingException", ErrorKind.RateLimited)]
    [InlineData(400, "ResourceNotFoundException", ErrorKind.NotFound)]
    [InlineData(400, "ValidationException", ErrorKind.InvalidRequest)]
    [InlineData(403, "AccountOverdueError", ErrorKind.QuotaExceeded)]
    [InlineData(429, "PrepaidBillOverdue", ErrorKind.QuotaExceeded)]
    public async Task A_code_in_words_says_what_it_is(int status, string code, ErrorKind kind)
    {
        Assert.Equal(kind, (await FailAsync(Steps.Answer(status, $$"""{"code":"{{code}}","message":"m"}"""))).Kind);
    }

    [Fact]
    public void Failures_that_pass_are_known_by_their_kind()
    {
        ErrorKind[] passing = [ErrorKind.RateLimited, ErrorKind.TimedOut, ErrorKind.ConnectionFailed, ErrorKind.IncompleteAnswer, ErrorKind.ServiceUnavailable];

        foreach (ErrorKind kind in Enum.GetValues<ErrorKind>())
        {
            Assert.Equal(Array.IndexOf(passing, kind) >= 0, new WhataiException(kind, "m").IsTransient);
        }
    }

    private static async Task<WhataiException> FailAsync(Step step)
    {
        using var client = new WhataiClient(Given.Options() with { MaxRetries = 0 }, new ScriptedHandler(step), new FakeClock());
        return await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));
    }

    private sealed class BrokenStream : System.IO.MemoryStream
    {
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, System.Threading.CancellationToken cancellationToken) =>
            throw new System.IO.IOException("reset");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, System.Threading.CancellationToken cancellationToken = default) =>
            throw new System.IO.IOException("reset");
    }
}
