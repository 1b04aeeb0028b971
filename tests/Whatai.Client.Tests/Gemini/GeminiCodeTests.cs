using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Gemini;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Code that Google's servers run, and sounds that they make.</summary>
public sealed class GeminiCodeTests : IDisposable
{
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly WhataiClient _client;

    public GeminiCodeTests()
    {
        _client = Given.Client(_emulator);
    }

    public void Dispose()
    {
        _client.Dispose();
        _emulator.Dispose();
    }

    [Fact]
    public async Task A_run_has_its_code_and_what_it_printed_and_goes_back_as_it_came()
    {
        GeminiRequest request = GivenGemini.Request("/code print(1)") with { CodeExecution = true };

        GeminiCompletion answer = await _client.Gemini.CompleteAsync(request);
        await _client.Gemini.CompleteAsync(request with { Messages = [.. answer.Messages, new ChatMessage(ChatRole.User, "On")] });

        CodeExecution run = Assert.Single(answer.CodeExecutions);
        Assert.Equal(("OUTCOME_OK", "PYTHON", "print(1)", "print(1)\n", "Tool said: print(1)"), (run.Status, run.Language, run.Code, run.Output, answer.Text));
        JsonObject sent = JsonNode.Parse(_emulator.Requests[^1].Body)!.AsObject();
        Assert.Equal("""[{"codeExecution":{}}]""", sent["tools"]!.ToJsonString());
        Assert.Equal(JsonNode.Parse(answer.RawJson)!["candidates"]![0]!["content"]!.ToJsonString(), sent["contents"]![1]!.ToJsonString());
    }

    [Fact]
    public async Task Runs_are_told_as_they_come()
    {
        StreamResult<GeminiDelta, GeminiCompletion> result = await _client.Gemini.StreamAsync(GivenGemini.Request("/code 1") with { CodeExecution = true }).ToResultAsync();

        Assert.Equal([null, "1\n"], result.Deltas.Select(static delta => delta.CodeExecution).OfType<CodeExecution>().Select(static run => run.Output));
    }

    [Theory]
    [InlineData("""{"executableCode":{"code":"a"}},{"codeExecutionResult":{"outcome":"OUTCOME_FAILED","output":"x"}},{"executable_code":{"code":"b"}},{"code_execution_result":{"outcome":"OUTCOME_OK"}}""", "a OUTCOME_FAILED x, b OUTCOME_OK ")]
    [InlineData("""{"executableCode":{"id":"1","code":"a"}},{"executableCode":{"id":"2","code":"b"}},{"codeExecutionResult":{"id":"1","outcome":"OUTCOME_OK","output":"x"}}""", "a OUTCOME_OK x, b  ")]
    [InlineData("""{"executableCode":null},{"codeExecutionResult":7},{"text":"t"}""", "")]
    [InlineData("""{"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"x"}}""", " OUTCOME_OK x")]
    public async Task Results_belong_to_their_code(string parts, string expected)
    {
        using WhataiClient client = ResponseEvents.Client(Steps.Ok($$$"""{"candidates":[{"content":{"role":"model","parts":[{{{parts}}}]},"finishReason":"STOP","index":0}]}"""));

        GeminiCompletion answer = await client.Gemini.CompleteAsync(GivenGemini.Request("x"));

        Assert.Equal(expected, string.Join(", ", answer.CodeExecutions.Select(static run => $"{run.Code} {run.Status} {run.Output}")));
    }

    [Theory]
    [InlineData("audio/L16;codec=pcm;rate=16000", null, 16_000)]
    [InlineData("audio/pcm; rate=bad", null, 24_000)]
    [InlineData("audio/wav", "audio/wav", 24_000)]
    public async Task A_sound_is_samples_or_a_file(string type, string? expected, int rate)
    {
        using WhataiClient client = ResponseEvents.Client(Steps.Ok($$$"""{"candidates":[{"content":{"role":"model","parts":[{"inlineData":{"mimeType":"{{{type}}}","data":"AAEC"}},{"inlineData":{"mimeType":"{{{type}}}","data":"AwQ="}}]},"finishReason":"STOP"}]}"""));

        ChatAudio sound = (await client.Gemini.CompleteAsync(GivenGemini.Request("x"))).Audio!;

        Assert.Equal([0, 1, 2, 3, 4], sound.Bytes);
        Assert.Equal((expected, rate), (sound.MediaType, sound.SampleRate));
    }
}
