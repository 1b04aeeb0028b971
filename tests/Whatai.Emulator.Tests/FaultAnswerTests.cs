using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>Faults that replace the endpoint's answer.</summary>
public sealed class FaultAnswerTests : IDisposable
{
    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData("400", 400, "invalid_value")]
    [InlineData("401", 401, "")]
    [InlineData("403", 403, "access_denied")]
    [InlineData("403-quota", 403, "insufficient_user_quota")]
    [InlineData("404", 404, "model_not_found")]
    [InlineData("408", 408, "request_timeout")]
    [InlineData("409", 409, "conflict")]
    [InlineData("413", 413, "request_too_large")]
    [InlineData("422", 422, "unprocessable")]
    [InlineData("429", 429, "rate_limit_exceeded", "retry-after-ms", "50")]
    [InlineData("429-retry-after", 429, "rate_limit_exceeded", "Retry-After", "1")]
    [InlineData("429-long", 429, "rate_limit_exceeded", "Retry-After", "600")]
    [InlineData("429-quota", 429, "insufficient_quota")]
    [InlineData("500", 500, "bad_response_status_code")]
    [InlineData("500-local", 500, "invalid_request")]
    [InlineData("500-sensitive", 500, "sensitive_words_detected")]
    [InlineData("502", 502, "bad_gateway")]
    [InlineData("503", 503, "service_unavailable")]
    [InlineData("503-model", 503, "model_not_found")]
    [InlineData("504", 504, "gateway_timeout")]
    [InlineData("should-retry", 400, "try_again", "x-should-retry", "true")]
    [InlineData("should-not-retry", 500, "give_up", "x-should-retry", "false")]
    [InlineData("error-200", 200, "bad_response")]
    public async Task Errors_in_the_OpenAI_shape(string fault, int status, string code, string? header = null, string? value = null)
    {
        using HttpResponseMessage response = await _gateway.PostAsync(Gateway.Body("hi", stream: true), fault);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        string id = response.Headers.GetValues("X-Oneapi-Request-Id").Single();
        JsonNode error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal(code, (string?)error["code"]);
        Assert.EndsWith($" (request id: {id})", (string?)error["message"], StringComparison.Ordinal);
        Assert.NotEmpty((string)error["type"]!);
        if (header is not null)
        {
            Assert.Equal(value, response.Headers.GetValues(header).Single());
        }

        EmulatorRequest logged = Assert.Single(_gateway.Emulator.Requests);
        Assert.Equal((fault, status, "Completed"), (logged.Fault, logged.Status, logged.Outcome));
    }

    [Fact]
    public async Task A_429_without_Retry_After_has_none()
    {
        using HttpResponseMessage response = await _gateway.PostAsync(Gateway.Body("hi"), "429");
        Assert.Null(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_429_with_a_date_lies_one_to_two_seconds_ahead()
    {
        using HttpResponseMessage response = await _gateway.PostAsync(Gateway.Body("hi"), "429-date");
        TimeSpan ahead = response.Headers.RetryAfter!.Date!.Value - DateTimeOffset.UtcNow;
        Assert.InRange(ahead.TotalSeconds, 0.5, 2.0);
    }

    [Theory]
    [InlineData("429-empty", 429, null)]
    [InlineData("empty-200", 200, "application/json")]
    public async Task Empty_bodies(string fault, int status, string? type)
    {
        using HttpResponseMessage response = await _gateway.PostAsync(Gateway.Body("hi"), fault);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("502-html", 502, "nginx")]
    [InlineData("524", 524, "Cloudflare")]
    [InlineData("html-200", 200, "web site")]
    [InlineData("captive-portal", 511, "Log in to the network")]
    public async Task Pages(string fault, int status, string text)
    {
        using HttpResponseMessage response = await _gateway.PostAsync(Gateway.Body("hi"), fault);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(text, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shape-gemini", 400, "$.error.status=INVALID_ARGUMENT")]
    [InlineData("shape-ark", 400, "$.error.code=InvalidParameter")]
    [InlineData("shape-task", 400, "$.code=invalid_parameter")]
    [InlineData("shape-dashboard", 200, "$.success=false")]
    [InlineData("shape-claude", 400, "$.error.type=invalid_request_error")]
    [InlineData("shape-claude-nil", 500, "$.error.type=<nil>")]
    [InlineData("shape-claude-spend", 429, "$.error.details.error_code=enforced_spend_limit_reached")]
    [InlineData("shape-code-number", 400, "$.error.code=400")]
    [InlineData("shape-string", 400, "$.error=The request was refused")]
    [InlineData("shape-escapes", 400, "$.error.code=refused\u001B[8m")]
    [InlineData("shape-key-echo", 401, "$.error.message=Incorrect API key provided: sk-emulator.")]
    public async Task Shapes(string fault, int status, string expected)
    {
        using HttpResponseMessage response = await _gateway.PostAsync(Gateway.Body("hi"), fault);
        Assert.Equal(status, (int)response.StatusCode);
        string[] parts = expected[2..].Split('=');
        JsonNode? node = JsonNode.Parse(await response.Content.ReadAsStringAsync());
        foreach (string name in parts[0].Split('.'))
        {
            node = node![name];
        }

        Assert.Equal(parts[1], node!.ToString());
    }

    [Fact]
    public async Task An_event_stream_that_is_none()
    {
        using HttpResponseMessage response = await _gateway.PostAsync(Gateway.Body("hi", stream: true), "error-as-event-stream");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]);
    }

    [Fact]
    public async Task Garbage_is_no_JSON()
    {
        using HttpResponseMessage response = await _gateway.PostAsync(Gateway.Body("hi"), "json-garbage");
        string text = await response.Content.ReadAsStringAsync();
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(text));
    }

    [Theory]
    [InlineData("redirect-same", 307, "127.0.0.1")]
    [InlineData("redirect-cross", 307, "localhost")]
    [InlineData("redirect-302", 302, "127.0.0.1")]
    public async Task Redirects_name_a_host_and_are_not_repeated(string fault, int status, string host)
    {
        _gateway.Emulator.AddFault(fault, -1);
        using HttpResponseMessage response = await _gateway.PostAsync(Gateway.Body("hi"));
        Assert.Equal(status, (int)response.StatusCode);
        Uri location = response.Headers.Location!;
        Assert.Equal((host, _gateway.Emulator.Port, "/v1/chat/completions?redirected=1"), (location.Host, location.Port, location.PathAndQuery));
        Assert.Empty(_gateway.Emulator.Ledger);
        using HttpResponseMessage second = await _gateway.PostAsync(Gateway.Body("hi"), path: location.PathAndQuery);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Single(_gateway.Emulator.Ledger);
    }

    [Fact]
    public async Task Redirect_cross_can_point_to_another_emulator()
    {
        using var from = new Gateway(new EmulatorOptions { RedirectTarget = _gateway.Emulator.BaseUrl + "/" });
        using HttpResponseMessage response = await from.PostAsync(Gateway.Body("hi"), "redirect-cross", "/v1/chat/completions?a=b");
        Assert.Equal(_gateway.Emulator.BaseUrl + "/v1/chat/completions?a=b&redirected=1", response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Faults_queue_up_and_a_header_goes_before_them()
    {
        _gateway.Emulator.AddFault("429", 2);
        _gateway.Emulator.AddFault("503");
        async Task<int> Status(string? fault = null)
        {
            using HttpResponseMessage response = await _gateway.PostAsync(Gateway.Body("hi"), fault);
            return (int)response.StatusCode;
        }

        using (HttpResponseMessage site = await _gateway.Http.GetAsync(new Uri("/", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.OK, site.StatusCode); // not an API request
        }

        int[] statuses = [await Status(), await Status("422"), await Status(), await Status(), await Status()];
        Assert.Equal<int>([429, 422, 429, 503, 200], statuses);
        Assert.Single(_gateway.Emulator.Ledger);
        _gateway.Emulator.AddFault("500", -1);
        Assert.Equal(500, await Status());
        Assert.Equal(500, await Status());
        _gateway.Emulator.ClearFaults();
        Assert.Equal(200, await Status());
    }

    [Fact]
    public async Task A_fault_can_be_set_from_the_start_and_applies_to_GET()
    {
        using var faulty = new Gateway(new EmulatorOptions { Fault = "502-html" });
        using HttpResponseMessage response = await faulty.Http.GetAsync(new Uri("/v1/models", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    [Fact]
    public async Task Unknown_faults_are_named()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => _gateway.Emulator.AddFault("bogus"));
        Assert.Contains("'bogus'", error.Message, StringComparison.Ordinal);
        Assert.Contains("cut-mid-utf8", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => GatewayEmulator.Start(new EmulatorOptions { Fault = "bogus" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _gateway.Emulator.AddFault("429", 0));
        using HttpResponseMessage response = await _gateway.PostAsync(Gateway.Body("hi"), "bogus");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("reset-before", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_unique_kebab_case_and_described()
    {
        Assert.Equal(GatewayEmulator.FaultNames.Count, GatewayEmulator.FaultNames.Distinct().Count());
        Assert.All(GatewayEmulator.FaultNames, name => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", name));
        Assert.All(GatewayEmulator.Faults, fault => Assert.NotEmpty(fault.Effect));
    }
}
