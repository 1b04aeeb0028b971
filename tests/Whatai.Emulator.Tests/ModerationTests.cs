using System;
using System.ClientModel;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using OpenAI.Moderations;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The moderations route: judged by words, validated as by a gateway, and readable by the official client.</summary>
public sealed class ModerationTests : IDisposable
{
    private const string Path = "/v1/moderations";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task The_official_client_reads_the_results()
    {
        var client = new ModerationClient("omni-moderation-latest", new ApiKeyCredential("sk-emulator"), new OpenAI.OpenAIClientOptions { Endpoint = new Uri(_gateway.Emulator.BaseUrl + "/v1") });

        ModerationResultCollection results = await client.ClassifyTextAsync(["a nice day", "I will kill you"]);

        Assert.Equal([false, true], results.Select(one => one.Flagged));
        Assert.True(results[1].Violence.Flagged);
        Assert.True(results[1].Violence.Score > 0.8);
        Assert.False(results[1].Sexual.Flagged);
    }

    [Theory]
    [InlineData("""{"model":"omni-moderation-latest"}""", "input")]
    [InlineData("""{"model":"omni-moderation-latest","input":[]}""", "input")]
    [InlineData("""{"model":"omni-moderation-latest","input":["a",{"type":"text","text":"b"}]}""", "input")]
    [InlineData("""{"model":"omni-moderation-latest","input":[{"type":"sound"}]}""", "input[0].type")]
    [InlineData("""{"input":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}""", "input")]
    [InlineData("""{"model":"omni-moderation-latest","input":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}},{"type":"image_url","image_url":{"url":"https://example.com/b.png"}}]}""", "input")]
    public async Task What_OpenAI_refuses_is_refused_by_name(string body, string param)
    {
        JsonNode error = await _gateway.ErrorAsync(body, path: Path);

        Assert.Equal(param, (string?)error["param"]);
    }

    [Theory]
    [InlineData("""{"model":"omni-moderation-latest","input":"/flag hate illicit"}""", "hate,illicit", 13)]
    [InlineData("""{"input":"/flag hate illicit"}""", "hate", 11)]
    public async Task Any_category_can_be_had(string body, string flagged, int categories)
    {
        JsonNode answer = await _gateway.JsonAsync(body, null, Path);

        JsonObject found = answer["results"]![0]!["categories"]!.AsObject();
        Assert.Equal(flagged, string.Join(",", found.Where(one => (bool)one.Value!).Select(one => one.Key)));
        Assert.Equal(categories, found.Count);
        Assert.Equal(1, _gateway.Emulator.LedgerTotals.Dispatches);
    }
}
