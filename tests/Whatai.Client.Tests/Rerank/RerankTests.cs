using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Whatai.Client.Rerank;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Documents are ranked: the best first, each once, and each one of those that were sent.</summary>
public class RerankTests
{
    [Theory]
    [InlineData(null, 3)]
    [InlineData(2, 2)]
    [InlineData(9, 3)]
    public async Task A_request_always_says_how_many_are_wanted(int? most, int sent)
    {
        var handler = new ScriptedHandler(Steps.Ok("""{"results":[{"index":1,"relevance_score":0.9}]}"""));
        using var client = new WhataiClient(Given.Options(), handler);

        Reranking ranking = await client.Rerank.RankAsync(Request("a", "b", "c") with { TopN = most });

        Assert.Equal("/v1/rerank", handler.Requests[0].Uri.AbsolutePath);
        JsonAssert.Equal($$"""{"model":"m","query":"q","documents":["a","b","c"],"top_n":{{sent}},"return_documents":false}""", Encoding.UTF8.GetString(handler.Requests[0].Body!));
        Assert.Equal([new RerankedDocument(1, 0.9)], ranking.Documents);
        Assert.Equal("m", ranking.Model);
        Assert.Null(ranking.Usage);
    }

    // Of three documents the last is the best, and the first the worst.
    [Theory]
    [InlineData("""{"id":"x","model":"m","results":[{"index":2,"relevance_score":0.9,"document":{"text":"c"}},{"index":1,"relevance_score":0.5,"document":"b"},{"index":0,"relevance_score":0.1}],"usage":{"total_tokens":12}}""")]
    [InlineData("""{"results":[{"index":0,"relevance_score":-4.5},{"index":1,"relevance_score":"-1.5"},{"index":"2","relevance_score":3}],"meta":{"billed_units":{"search_units":1}},"usage":{"total_tokens":"12"}}""")]
    [InlineData("""{"object":"list","data":[{"index":2,"relevance_score":0.9},{"index":0,"relevance_score":1e-9},{"index":1,"relevance_score":0.4}],"usage":{"total_tokens":12}}""")]
    [InlineData("""{"output":{"results":[{"index":2,"relevance_score":0.9},{"index":1,"relevance_score":0.5},{"index":0,"relevance_score":0.1}]},"usage":{"total_tokens":12}}""")]
    [InlineData("""[{"index":0,"score":0.1},{"index":2,"score":0.9},{"index":1,"score":0.5}]""")]
    public async Task Rankings_are_read_in_the_shapes_of_servers(string answer)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(answer)));

        Reranking ranking = await client.Rerank.RankAsync(Request("a", "b", "c"));

        Assert.Equal([2, 1, 0], ranking.Documents.Select(one => one.Index));
        Assert.True(ranking.Documents[0].Score > ranking.Documents[1].Score);
        Assert.Equal(answer.StartsWith('[') ? null : 12, ranking.Usage?.TotalTokens);
    }

    [Theory]
    [InlineData("""{"results":[{"index":3,"relevance_score":0.9}]}""", "document 3")]
    [InlineData("""{"results":[{"index":1,"relevance_score":0.9},{"index":1,"relevance_score":0.8}]}""", "document 1")]
    [InlineData("""{"results":[{"relevance_score":0.9}]}""", "document -1")]
    [InlineData("""{"results":[{"index":0}]}""", "no score")]
    [InlineData("""{"results":["a"]}""", "document -1")]
    [InlineData("""{"id":"x"}""", "")]
    public async Task What_is_no_ranking_of_the_documents_is_a_failure(string answer, string says)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(answer)));

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Rerank.RankAsync(Request("a", "b", "c")));

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_said_before_anything_is_sent()
    {
        var handler = new ScriptedHandler(Steps.Ok());
        using var client = new WhataiClient(Given.Options(), handler);

        await Assert.ThrowsAsync<ArgumentException>(() => client.Rerank.RankAsync(Request()));
        await Assert.ThrowsAsync<ArgumentException>(() => client.Rerank.RankAsync(Request("a") with { Query = "" }));
        Assert.Empty(handler.Requests);
    }

    private static RerankRequest Request(params string[] documents) => new() { Model = "m", Query = "q", Documents = documents };
}
