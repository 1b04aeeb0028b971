using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>Chat completions that are kept by <c>store</c>.</summary>
public sealed class StoredCompletionTests : IDisposable
{
    private const string Path = "/v1/chat/completions";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_completion_is_kept_until_it_is_deleted(bool isStream)
    {
        string body = Gateway.Body("hi", isStream, "\"store\":true,\"metadata\":{\"a\":\"b\"}");
        string id = (string)(isStream ? Gateway.Events(await _gateway.StreamTextAsync(body)).First() : await _gateway.ChatAsync(body))["id"]!;

        JsonNode kept = await GetAsync($"/{id}");

        Assert.Equal(("chat.completion", "Echo: hi", "b"), ((string?)kept["object"], (string?)kept["choices"]![0]!["message"]!["content"], (string?)kept["metadata"]!["a"]));
        using HttpResponseMessage deleted = await _gateway.Http.DeleteAsync($"{Path}/{id}");
        Assert.True((bool)JsonNode.Parse(await deleted.Content.ReadAsStringAsync())!["deleted"]!);
        await MissingAsync($"/{id}");
        using HttpResponseMessage again = await _gateway.Http.DeleteAsync($"{Path}/{id}");
        Assert.Equal(404, (int)again.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"store\":false")]
    public async Task Without_store_none_is_kept(string? more)
    {
        JsonNode answer = await _gateway.ChatAsync(Gateway.Body("hi", more: more));

        await MissingAsync($"/{answer["id"]}");
        await MissingAsync($"/{answer["id"]}/messages");
        Assert.Empty((await GetAsync(""))["data"]!.AsArray());
    }

    [Fact]
    public async Task They_are_listed_by_pages()
    {
        string[] ids = new string[5];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = (string)(await _gateway.ChatAsync(Gateway.Body("hi", more: $$"""  "store":true,"metadata":{"even":"{{i % 2 == 0}}"}""")))["id"]!;
        }

        await CheckAsync("?limit=2", ids[..2], hasMore: true);
        await CheckAsync($"?limit=3&after={ids[1]}", ids[2..], hasMore: false);
        await CheckAsync("?limit=2&order=desc", [ids[4], ids[3]], hasMore: true);
        await CheckAsync("?metadata[even]=True", [ids[0], ids[2], ids[4]], hasMore: false);
        await CheckAsync("?model=gpt-4o", [], hasMore: false);
        await CheckAsync("?model=gpt-4o-mini", ids, hasMore: false);
        Assert.Equal("limit", (string?)(await FailAsync("?limit=0", 400))["param"]);
        Assert.Equal("order", (string?)(await FailAsync("?order=up", 400))["param"]);
    }

    [Fact]
    public async Task The_messages_of_its_request_are_listed()
    {
        JsonNode answer = await _gateway.ChatAsync("""{"model":"gpt-4o","store":true,"messages":[{"role":"system","content":"Be brief."},{"role":"user","name":"Ann","content":[{"type":"text","text":"hi"}]}]}""");

        JsonNode list = await GetAsync($"/{answer["id"]}/messages");

        Assert.Equal(
            $$"""[{"id":"{{answer["id"]}}-0","content":"Be brief.","refusal":null,"role":"system","content_parts":null},{"id":"{{answer["id"]}}-1","content":null,"refusal":null,"role":"user","name":"Ann","content_parts":[{"type":"text","text":"hi"}]}]""",
            list["data"]!.ToJsonString());
        Assert.Equal($"{answer["id"]}-1", (string?)(await GetAsync($"/{answer["id"]}/messages?order=desc&limit=1"))["first_id"]);
    }

    [Fact]
    public async Task Too_much_metadata_is_refused()
        => await _gateway.ErrorAsync(Gateway.Body("hi", more: $$"""  "store":true,"metadata":{"a":"{{new string('x', 513)}}"}"""));

    private async Task CheckAsync(string query, string[] expected, bool hasMore)
    {
        JsonNode list = await GetAsync(query);
        Assert.Equal(expected, list["data"]!.AsArray().Select(one => (string)one!["id"]!));
        Assert.Equal((expected.FirstOrDefault() ?? "", expected.LastOrDefault() ?? "", hasMore), ((string?)list["first_id"], (string?)list["last_id"], (bool)list["has_more"]!));
    }

    private async Task<JsonNode> GetAsync(string rest) => JsonNode.Parse(await _gateway.Http.GetStringAsync(Path + rest))!;

    private async Task MissingAsync(string rest) => await FailAsync(rest, 404);

    private async Task<JsonNode> FailAsync(string rest, int status)
    {
        using HttpResponseMessage response = await _gateway.Http.GetAsync(Path + rest);
        Assert.Equal(status, (int)response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
    }
}
