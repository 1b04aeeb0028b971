using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Whatai.Client.Batches;
using Whatai.Client.Moderations;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Inputs are judged: in order, each by itself, and none passes for harmless without a result.</summary>
public class ModerationTests
{
    [Fact]
    public async Task A_request_is_what_the_reference_says()
    {
        const string Answer = """
            {"id":"modr-1","model":"omni-moderation-2024-09-26","results":[{"flagged":true,"categories":{"violence":true,"sexual":false,"illicit":null,"self-harm/intent":true},
            "category_scores":{"violence":0.4,"sexual":"1e-05","illicit":null,"self-harm/intent":0.9},"category_applied_input_types":{"violence":["text","image"],"sexual":[]}}]}
            """;
        var handler = new ScriptedHandler(Steps.Ok(Answer));
        using var client = new WhataiClient(Given.Options(), handler);

        ModerationBatch batch = await client.Moderations.ModerateAsync(new ModerationRequest { Inputs = [new("x", ["https://example.com/a.png"])] });

        Assert.Equal("/v1/moderations", handler.Requests[0].Uri.AbsolutePath);
        JsonAssert.Equal(
            """{"model":"omni-moderation-latest","input":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}""",
            Encoding.UTF8.GetString(handler.Requests[0].Body!));
        ModerationResult result = Assert.Single(batch.Results);
        Assert.True(result.Flagged);
        Assert.Equal("x", result.Input);
        Assert.Equal("omni-moderation-2024-09-26", result.Model);
        Assert.Equal(["self-harm/intent", "violence"], result.Categories.Select(one => one.Name));
        Assert.Equal(["text", "image"], result.Categories[1].AppliedTo);
        Assert.Equal(1e-05, result.Scores["sexual"]);
        Assert.DoesNotContain("illicit", result.Scores.Keys);
        Assert.Equal("Flagged: self-harm/intent (0.90), violence (0.40)", result.ToString());
    }

    [Theory]
    [InlineData("""{"results":[{"categories":{"hate":true}}]}""", true)]
    [InlineData("""{"results":[{"flagged":false,"categories":{},"category_scores":{}}]}""", false)]
    [InlineData("""{"results":[{"flagged":"True"}]}""", true)]
    [InlineData("""{"results":[{"flagged":1}]}""", true)]
    [InlineData("""{"results":[{"flagged":null,"categories":{"hate":"false"}}],"model":null,"usage":null}""", false)]
    public async Task A_result_is_read_in_the_shapes_of_servers(string answer, bool flagged)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(answer)));

        ModerationBatch batch = await client.Moderations.ModerateAsync(Texts("a"));

        Assert.Equal(flagged, batch.Results[0].Flagged);
        Assert.Equal("omni-moderation-latest", batch.Model);
    }

    [Theory]
    [InlineData("""{"results":[]}""")]
    [InlineData("""{"results":[{"flagged":false}]}""")]
    [InlineData("""{"results":[{"flagged":false},{}]}""")]
    [InlineData("""{"results":[{"flagged":false},{"flagged":null}]}""")]
    [InlineData("""{"results":[{"flagged":false},null]}""")]
    [InlineData("""{"results":{"flagged":false}}""")]
    [InlineData("""{"id":"x"}""")]
    [InlineData("""[]""")]
    public async Task No_input_passes_for_harmless_without_a_result(string answer)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(answer)));

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Moderations.ModerateAsync(Texts("a", "b")));

        Assert.Equal(ErrorKind.InvalidResponse, failure.Kind);
    }

    [Fact]
    public async Task One_refused_input_fails_alone()
    {
        using GatewayEmulator emulator = GatewayEmulator.Start(new EmulatorOptions { EmbeddingBatchLimit = 10 });
        using WhataiClient client = Given.Client(emulator);

        BatchOutcome<ModerationResult>[] outcomes = await client.Moderations.ModerateEachAsync(Texts([.. Enumerable.Range(0, 25).Select(i => $"kill {i}")]));

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"kill {i}"), outcomes.Select(one => one.Result!.Input));
        Assert.All(outcomes, one => Assert.True(one.Result!.Flagged));
        Assert.Equal(4, emulator.LedgerTotals.Dispatches);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_said_before_anything_is_sent()
    {
        var handler = new ScriptedHandler(Steps.Ok());
        using var client = new WhataiClient(Given.Options(), handler);

        await Assert.ThrowsAsync<ArgumentException>(() => client.Moderations.ModerateAsync(Texts()));
        await Assert.ThrowsAsync<ArgumentException>(() => client.Moderations.ModerateAsync(Texts("a", "")));
        await Assert.ThrowsAsync<ArgumentException>(() => client.Moderations.ModerateAsync(new ModerationRequest { Inputs = [new("a"), new(null, ["https://example.com/a.png"])] }));
        Assert.Empty(handler.Requests);
    }

    private static ModerationRequest Texts(params string[] texts) => new() { Inputs = [.. texts.Select(text => new ModerationInput(text))] };
}
