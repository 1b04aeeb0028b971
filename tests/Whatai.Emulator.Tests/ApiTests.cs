using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>Paths, keys and the validation of requests.</summary>
public sealed class ApiTests : IDisposable
{
    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Models_have_the_relay_shape()
    {
        JsonNode list = JsonNode.Parse(await _gateway.Http.GetStringAsync("/v1/models"))!;
        Assert.True((bool)list["success"]!);
        Assert.Equal("list", (string?)list["object"]);
        Assert.Equal(EmulatorOptions.DefaultModels.Count, list["data"]!.AsArray().Count);
        JsonNode seedance = JsonNode.Parse(await _gateway.Http.GetStringAsync("/v1/models/doubao-seedance-1-0-pro-250528"))!;
        Assert.Equal("model", (string?)seedance["object"]);
        Assert.Equal("volcengine", (string?)seedance["owned_by"]);
        Assert.Equal("openai-video", (string?)seedance["supported_endpoint_types"]![0]);
        Assert.True((long)seedance["created"]! > 0);
    }

    [Fact]
    public async Task An_unknown_model_id_is_404()
    {
        using HttpResponseMessage response = await _gateway.Http.GetAsync(new Uri("/v1/models/nope", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("nope", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Basic sk-emulator")]
    public async Task An_invalid_key_is_401_in_the_OpenAI_shape(string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _gateway.Emulator.BaseUrl + "/v1/chat/completions");
        request.Content = new StringContent(Gateway.Body("hi"), Encoding.UTF8, "application/json");
        using var http = new HttpClient();
        request.Headers.Authorization = authorization is null ? null : AuthenticationHeaderValue.Parse(authorization);
        using HttpResponseMessage response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        JsonNode error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        string id = string.Join(",", response.Headers.GetValues("X-Oneapi-Request-Id"));
        Assert.Equal($"Invalid token (request id: {id})", (string?)error["message"]);
        Assert.Equal("new_api_error", (string?)error["type"]);
        EmulatorRequest logged = Assert.Single(_gateway.Emulator.Requests);
        Assert.Equal(authorization is not null, logged.HasAuthorization);
        Assert.False(logged.Authorized);
        Assert.Empty(_gateway.Emulator.Ledger);
    }

    [Fact]
    public async Task An_unknown_path_under_v1_is_404_JSON_and_elsewhere_the_web_site()
    {
        using HttpResponseMessage unknown = await _gateway.PostAsync("{}", path: "/v1/x");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("\"Invalid URL (POST /v1/x)\"", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using HttpResponseMessage wrongMethod = await _gateway.Http.GetAsync(new Uri("/v1/completions", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, wrongMethod.StatusCode);
        foreach (string path in new[] { "/", "/seedance", "/chat/completions" })
        {
            using HttpResponseMessage site = await _gateway.Http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, site.StatusCode);
            Assert.Equal("text/html", site.Content.Headers.ContentType!.MediaType);
        }
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", 400, "model")]
    [InlineData("""{"model":"gpt-4o","messages":[]}""", 400, "messages")]
    [InlineData("""{"model":"gpt-4o"}""", 400, "messages")]
    [InlineData("""{"model":"gpt-4o","messages":"x"}""", 400, "messages")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"king","content":"x"}]}""", 400, "messages[0].role")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":7}]}""", 400, "messages[0].content")]
    [InlineData("""{"model":"gpt-4o","n":0,"messages":[{"role":"user","content":"x"}]}""", 400, "n")]
    [InlineData("""{"model":"gpt-4o","max_tokens":"5","messages":[{"role":"user","content":"x"}]}""", 400, "max_tokens")]
    [InlineData("""{"model":"gpt-4o","temperature":3,"messages":[{"role":"user","content":"x"}]}""", 400, "temperature")]
    [InlineData("""{"model":"gpt-4o","stream":"yes","messages":[{"role":"user","content":"x"}]}""", 400, "stream")]
    [InlineData("""{"model":"gpt-4o","stop":[1],"messages":[{"role":"user","content":"x"}]}""", 400, "stop")]
    [InlineData("""{"model":"gpt-4o","tools":[{}],"messages":[{"role":"user","content":"x"}]}""", 400, "tools[0].function.name")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"/repeat many x"}]}""", 400, "messages")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"\ud800"}]}""", 400, null)]
    [InlineData("""{"model":"gpt-4o",""", 400, null)]
    [InlineData("""[]""", 400, null)]
    [InlineData("", 400, null)]
    [InlineData("""{"model":"gpt-9","messages":[]}""", 503, null)]
    public async Task An_invalid_body_is_rejected_and_not_billed(string body, int status, string? param)
    {
        using HttpResponseMessage response = await _gateway.PostAsync(body);
        Assert.Equal(status, (int)response.StatusCode);
        JsonNode error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal(param, (string?)error["param"]);
        Assert.Empty(_gateway.Emulator.Ledger);
    }

    [Fact]
    public async Task An_unknown_model_is_answered_as_new_api_does()
    {
        using HttpResponseMessage response = await _gateway.PostAsync(Gateway.Body("x").Replace("gpt-4o-mini", "gpt-9", StringComparison.Ordinal));
        JsonNode error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal("model_not_found", (string?)error["code"]);
        Assert.StartsWith("No available channel for model gpt-9 under group default (distributor) (request id: ", (string?)error["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_model_list_accepts_every_name()
    {
        using var any = new Gateway(new EmulatorOptions { Models = [] });
        Assert.Equal("any/model", (string?)(await any.ChatAsync(Gateway.Body("x").Replace("gpt-4o-mini", "any/model", StringComparison.Ordinal)))["model"]);
    }

    [Fact]
    public async Task A_body_that_is_not_UTF8_is_rejected()
    {
        using var content = new ByteArrayContent([.. Encoding.ASCII.GetBytes("{\"model\":\"gpt-4o\",\"x\":\""), 0xFF, (byte)'"', (byte)'}']);
        using HttpResponseMessage response = await _gateway.Http.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
