using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Gemini;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Gemini answers of gateways that write them otherwise than the API does; each is read from a stream and whole.</summary>
public class GeminiFormTests
{
    // The contents of the pieces, the text, the reasoning.
    public static TheoryData<string[], string, string?> Contents => new()
    {
        { ["""{"parts":{"text":"four"},"role":"model"}"""], "four", null },
        { ["""{"parts":["fo","ur"],"role":"model"}"""], "four", null },
        { ["""{"parts":[null,{"text":"fo"},7,{"text":"ur"}],"role":"model"}"""], "four", null },
        { ["\"fo\"", "\"ur\""], "four", null },
        { ["""{"parts":[{"text":"<think>h"}]}""", """{"parts":[{"text":"m</thi"}]}""", """{"parts":[{"text":"nk>\n\nfour"}]}"""], "four", "hm" },
        { ["""{"parts":[{"text":"hm","thought":true}]}""", """{"parts":[{"text":"<think>\n</think>four"}]}"""], "four", "hm" },
        { ["""{"parts":[{"text":"<thin"}]}"""], "<thin", null },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task Each_form(string[] contents, string text, string? reasoning)
    {
        string[] pieces = [.. contents.Select(content => "{\"candidates\":[null,{\"index\":0,\"content\":" + content + "}]}")];
        string end = """{"candidates":[{"index":0,"finishReason":"STOP"}],"responseId":"r1"}""";
        StreamResult<GeminiDelta, GeminiCompletion> result = await GivenGemini.Client(Steps.Events(GivenGemini.Events([.. pieces, end]))).Gemini.StreamAsync(GivenGemini.Request()).ToResultAsync();
        GeminiCompletion whole = await GivenGemini.Client(Steps.Ok($"[{string.Join(',', pieces)},{end}]")).Gemini.CompleteAsync(GivenGemini.Request());

        foreach (GeminiCompletion answer in new[] { result.Completion, whole, GeminiProtocol.Instance.ReadAnswer(result.Completion.RawJson, [])! })
        {
            Assert.Equal((text, reasoning, "r1"), (answer.Text, answer.Reasoning, answer.Id));
        }

        Assert.Equal((text, reasoning ?? ""), (result.Text, string.Concat(result.Deltas.Select(delta => delta.Reasoning))));
        Assert.NotNull(JsonNode.Parse(result.Completion.Messages[1].Native!.Json)!["parts"]);
    }

    [Fact]
    public async Task What_tells_of_each_piece_adds_up_and_nothing_takes_sources_back()
    {
        const string Grounding = """{"webSearchQueries":["q"],"groundingChunks":[{"web":{"uri":"https://example.com/a","title":"A"}}]}""";
        string events = GivenGemini.Events(
            Piece("fo", $$""","groundingMetadata":{{Grounding}},"logprobsResult":{"chosenCandidates":[{"token":"fo","logProbability":-0.10}]}"""),
            Piece("ur", ""","groundingMetadata":{},"finishReason":"STOP","logprobsResult":{"chosenCandidates":[{"token":"ur","logProbability":-0.2}]}"""));

        GeminiCompletion completion = await GivenGemini.Client(Steps.Events(events)).Gemini.StreamAsync(GivenGemini.Request()).ToCompletionAsync();

        JsonNode candidate = JsonNode.Parse(completion.RawJson)!["candidates"]![0]!;
        JsonAssert.Equal(Grounding, candidate["groundingMetadata"]!.ToJsonString());
        Assert.Equal("""{"chosenCandidates":[{"token":"fo","logProbability":-0.10},{"token":"ur","logProbability":-0.2}]}""", candidate["logprobsResult"]!.ToJsonString());
        Assert.Equal("https://example.com/a", Assert.Single(completion.Citations).Url);
    }

    [Fact]
    public void Calls_of_the_same_id_are_told_apart()
    {
        GeminiCompletion completion = GeminiProtocol.Instance.ReadAnswer(
            GivenGemini.Answer("""{"functionCall":{"id":"a","name":"f","args":{"x":1}}},{"functionCall":{"id":"a","name":"f","args":{"x":2}}}"""), [])!;

        Assert.Equal(["a", "call_0_1"], completion.ToolCalls!.Select(call => call.Id));
    }

    private static string Piece(string text, string more) =>
        "{\"candidates\":[{\"index\":0,\"content\":{\"parts\":[{\"text\":\"" + text + "\"}],\"role\":\"model\"}" + more + "}]}";
}
