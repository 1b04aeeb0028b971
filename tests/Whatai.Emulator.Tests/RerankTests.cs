using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The rerank route, with the habits of new-api.</summary>
public sealed class RerankTests : IDisposable
{
    private const string Path = "/v1/rerank";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Documents_come_best_first_as_many_as_are_asked_for()
    {
        JsonNode all = await _gateway.JsonAsync("""{"model":"bge-reranker-v2-m3","query":"a red car","documents":["quantum physics",{"text":"the red car"},"a blue car"],"top_n":2,"return_documents":true}""", null, Path);

        Assert.Equal([1, 2], all["results"]!.AsArray().Select(one => (int)one!["index"]!));
        Assert.Equal("the red car", (string?)all["results"]![0]!["document"]!["text"]);
        Assert.Equal((long)all["usage"]!["total_tokens"]!, _gateway.Emulator.Ledger[0].PromptTokens);
        JsonNode one = await _gateway.JsonAsync("""{"model":"bge-reranker-v2-m3","query":"a","documents":["b","c"]}""", null, Path);
        Assert.Single(one["results"]!.AsArray());
        Assert.Null(one["results"]![0]!["document"]);
    }

    [Theory]
    [InlineData("""{"model":"bge-reranker-v2-m3","query":"","documents":["a"]}""", 500)]
    [InlineData("""{"model":"bge-reranker-v2-m3","query":"a","documents":[]}""", 500)]
    [InlineData("""{"model":"bge-reranker-v2-m3","query":"a","documents":[1]}""", 400)]
    [InlineData("""{"model":"bge-reranker-v2-m3","query":"a","documents":["b"],"top_n":0}""", 400)]
    public async Task What_a_gateway_refuses_is_refused_unbilled(string body, int status)
    {
        await _gateway.ErrorAsync(body, status, Path);
        Assert.Equal(0, _gateway.Emulator.LedgerTotals.Dispatches);
    }
}
