using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Gemini;
using Whatai.Client.Json;
using Whatai.Client.Responses;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Token counts by every name, and from every place where gateways put them.</summary>
public class UsageReaderTests
{
    private const string Counts = """{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,"cached_tokens":2}""";
    private const string Zeros = """{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}""";

    private static readonly TokenUsage s_counts = new() { PromptTokens = 3, CompletionTokens = 4, TotalTokens = 7, CachedTokens = 2 };

    // Prompt, completion, total, cached, reasoning.
    public static TheoryData<string, long[]> Dialects => new()
    {
        { """{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,"prompt_tokens_details":{"cached_tokens":2},"completion_tokens_details":{"reasoning_tokens":1}}""", [3, 4, 7, 2, 1] },
        { """{"input_tokens":3,"output_tokens":4,"total_tokens":7,"input_tokens_details":{"cached_tokens":2},"output_tokens_details":{"reasoning_tokens":1}}""", [3, 4, 7, 2, 1] },
        { """{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,"input_tokens":0,"output_tokens":0,"input_tokens_details":null}""", [3, 4, 7, 0, 0] },
        { """{"prompt_tokens":0,"completion_tokens":0,"input_tokens":3,"output_tokens":4}""", [3, 4, 7, 0, 0] },
        { """{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,"prompt_cache_hit_tokens":2,"prompt_cache_miss_tokens":1,"prompt_tokens_details":null}""", [3, 4, 7, 2, 0] },
        { """{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,"prompt_tokens_details":{"cached_tokens":0},"prompt_cache_hit_tokens":2}""", [3, 4, 7, 2, 0] },
        { """{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,"cached_tokens":2}""", [3, 4, 7, 2, 0] },
        { """{"input_tokens":3,"output_tokens":4,"cache_read_input_tokens":2}""", [3, 4, 7, 2, 0] },
        { """{"prompt_tokens":3,"completion_tokens":4,"cache_read_input_tokens":20,"cache_creation_input_tokens":5,"usage_semantic":"anthropic"}""", [28, 4, 32, 20, 0] },
        { """{"promptTokenCount":3,"candidatesTokenCount":4,"thoughtsTokenCount":5,"toolUsePromptTokenCount":1,"totalTokenCount":13,"cachedContentTokenCount":2}""", [4, 9, 13, 2, 5] },
        { """{"prompt_token_count":3,"candidates_token_count":4,"thoughts_token_count":5,"total_token_count":12}""", [3, 9, 12, 0, 5] },
        { """{"prompt_tokens":3,"completion_tokens":4,"total_tokens":12,"completion_tokens_details":{"reasoning_tokens":5}}""", [3, 9, 12, 0, 5] },
        { """{"prompt_tokens":3,"completion_tokens":4,"output_tokens_details":{"thinking_tokens":2}}""", [3, 4, 7, 0, 2] },
        { """{"prompt_tokens":3.0,"completion_tokens":"4","total_tokens":null}""", [3, 4, 7, 0, 0] },
        { """{"prompt_tokens":"3.0","completion_tokens":" 4 ","total_tokens":"x"}""", [3, 4, 7, 0, 0] },
        { """{"prompt_tokens":1e30,"completion_tokens":99999999999999999999,"total_tokens":-1}""", [0, 0, 0, 0, 0] },
        { """{"prompt_tokens":9223372036854775807,"completion_tokens":9223372036854775807}""", [0, 0, 0, 0, 0] },
        { """{"prompt_tokens":-3,"completion_tokens":4,"total_tokens":-1}""", [0, 4, 4, 0, 0] },
        { """{"prompt_tokens":{},"completion_tokens":[],"total_tokens":true,"prompt_tokens_details":"x"}""", [0, 0, 0, 0, 0] },
        { """{"total_tokens":7}""", [0, 0, 7, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Every_dialect(string json, long[] expected)
    {
        using var document = JsonDocument.Parse(json);

        TokenUsage usage = UsageReader.Read(document.RootElement);

        Assert.Equal(expected, new[] { usage.PromptTokens, usage.CompletionTokens, usage.TotalTokens, usage.CachedTokens, usage.ReasoningTokens });
    }

    [Theory]
    [InlineData("""{"prompt_tokens":30,"prompt_tokens_details":{"cached_tokens":2,"cache_write_tokens":5}}""", 30, 5)]
    [InlineData("""{"prompt_tokens":30,"prompt_tokens_details":{"cached_creation_tokens":5}}""", 30, 5)]
    [InlineData("""{"prompt_tokens":30,"input_tokens_details":{"cache_creation_input_tokens":5}}""", 30, 5)]
    [InlineData("""{"prompt_tokens":30,"cache_creation_input_tokens":"5"}""", 30, 5)]
    [InlineData("""{"prompt_tokens":30,"claude_cache_creation_5_m_tokens":2,"claude_cache_creation_1_h_tokens":3}""", 30, 5)]
    [InlineData("""{"prompt_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":2,"ephemeral_1h_input_tokens":3.0}}""", 30, 5)]
    [InlineData("""{"prompt_tokens":30,"cache_creation_input_tokens":5,"usage_semantic":"anthropic"}""", 35, 5)]
    [InlineData("""{"prompt_cache_hit_tokens":10,"prompt_cache_miss_tokens":20}""", 30, 0)]
    public void What_was_written_to_a_cache(string json, long prompt, long written)
    {
        using var document = JsonDocument.Parse(json);
        TokenUsage usage = UsageReader.Read(document.RootElement);
        Assert.Equal((prompt, written), (usage.PromptTokens, usage.CacheWriteTokens));
    }

    [Theory]
    [InlineData("""{"input_tokens":3,"output_tokens":4,"cache_read_input_tokens":20,"cache_creation_input_tokens":5,"output_tokens_details":{"thinking_tokens":2}}""", new long[] { 28, 4, 32, 20, 5, 2 })]
    [InlineData("""{"input_tokens":3,"output_tokens":4,"cache_read_input_tokens":null,"cache_creation":{"ephemeral_5m_input_tokens":1,"ephemeral_1h_input_tokens":6}}""", new long[] { 10, 4, 14, 0, 7, 0 })]
    public void As_Anthropic_counts(string json, long[] expected)
    {
        using var document = JsonDocument.Parse(json);
        TokenUsage usage = UsageReader.Read(document.RootElement, leavesOutCache: true);
        Assert.Equal(expected, new[] { usage.PromptTokens, usage.CompletionTokens, usage.TotalTokens, usage.CachedTokens, usage.CacheWriteTokens, usage.ReasoningTokens });
    }

    [Theory]
    [InlineData("""{"prompt_tokens":1,"cost":0.00014,"cost_details":{"upstream_inference_cost":null}}""", "0.00014")]
    [InlineData("""{"prompt_tokens":1,"cost":"0.5"}""", "0.5")]
    [InlineData("""{"prompt_tokens":1,"cost_in_usd_ticks":37756000}""", "0.0037756")]
    [InlineData("""{"prompt_tokens":1,"cost":0}""", "0")]
    [InlineData("""{"prompt_tokens":1,"cost":-1}""", null)]
    [InlineData("""{"prompt_tokens":1,"cost":null}""", null)]
    [InlineData("""{"prompt_tokens":1,"cost":{}}""", null)]
    public void What_the_gateway_says_that_it_cost(string json, string? expected)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal(expected is null ? (decimal?)null : decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), UsageReader.Read(document.RootElement).Cost);
    }

    [Fact]
    public async Task What_a_header_says_that_it_cost()
    {
        foreach (string api in TextApi.All)
        {
            var text = TextApi.Of(api);
            using var client = TextApi.Client(Steps.Answer(200, text.Whole("hi"), ("x-litellm-response-cost", "1.5e-05")));
            TokenUsage? usage = (await text.CompleteAsync(client)).Usage;
            Assert.True(usage is null || usage.Cost == 0.000015m, api);
        }
    }

    public static TheoryData<string, string[]> Places => new()
    {
        { "the last piece", [Finish(""","usage":COUNTS""")] },
        { "the choice", [Finish("", ""","usage":COUNTS""")] },
        { "an extension", [Finish(""","x_groq":{"id":"r","usage":COUNTS}""")] },
        { "a piece of its own", [Finish(""), """{"choices":[],"usage":COUNTS}"""] },
        { "each piece, growing", ["""{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}""", Finish(""","usage":COUNTS""")] },
        { "before zeros", [Finish(""","usage":COUNTS"""), """{"choices":[],"usage":ZEROS}"""] },
        { "after zeros", ["""{"choices":[],"usage":ZEROS}""", Finish(""","usage":COUNTS""")] },
        { "before null", [Finish(""","usage":COUNTS"""), """{"choices":[],"usage":null}"""] },
        { "before a list", [Finish(""","usage":COUNTS"""), """{"choices":[],"usage":[]}"""] },
        { "two places, one of them empty", [Finish(""","usage":ZEROS""", ""","usage":COUNTS""")] },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task In_a_stream_of_chat(string place, string[] events)
    {
        Step step = Steps.Events(Given.Event(Given.Delta("""{"content":"hi"}""")) + string.Concat(events.Select(data => Given.Event(Filled(data)))) + Given.Event("[DONE]"));
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(step), new FakeClock());

        ChatCompletion completion = (await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync()).Completion;

        Assert.True(s_counts == completion.Usage, place);
        Assert.Equal(s_counts, ChatCompletionReader.Read(Given.Utf8(completion.RawJson), [])!.Usage);
    }

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":"hi"},"finish_reason":"stop","usage":COUNTS}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],"x_groq":{"usage":COUNTS}}""")]
    [InlineData("""{"choices":[{"text":"hi","finish_reason":"stop","usage":COUNTS}]}""")]
    public void In_a_whole_answer_of_chat(string json)
    {
        Assert.Equal(s_counts, ChatCompletionReader.Read(Given.Utf8(Filled(json)), [])!.Usage);
    }

    [Fact]
    public async Task In_a_stream_of_Gemini()
    {
        const string Real = """,{"candidates":[{"content":{"parts":[{"text":"o"}],"role":"model"},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":"4","cachedContentTokenCount":2.0}}""";
        const string Zero = """,{"candidates":[],"usageMetadata":{"promptTokenCount":0,"totalTokenCount":0}}""";
        foreach (string last in new[] { Real, Real + Zero, Zero + Real, Real.Replace("usageMetadata", "usage", StringComparison.Ordinal) })
        {
            GeminiCompletion completion = await GivenGemini.Client(GivenGemini.Array("[" + GivenGemini.Piece(GivenGemini.Text("hell")) + last + "]"))
                .Gemini.StreamAsync(GivenGemini.Request()).ToCompletionAsync();

            Assert.Equal(s_counts, completion.Usage);
        }
    }

    [Fact]
    public async Task In_a_stream_of_responses()
    {
        const string Output = "\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"hi\"}]}]";
        foreach (string last in new[]
        {
            """{"type":"response.completed","response":{"status":"completed",OUTPUT,"usage":COUNTS}}""",
            """{"type":"response.completed","response":{"status":"completed",OUTPUT},"usage":COUNTS}""",
            """{"type":"response.completed","response":{"status":"completed",OUTPUT,"usage":null},"usage":COUNTS}""",
            """{"type":"response.completed","response":{"status":"completed",OUTPUT,"usage":ZEROS},"usage":COUNTS}""",
        })
        {
            ResponseCompletion completion = (await ResponseEvents.StreamAsync(ResponseEvents.Of(ResponseEvents.TextDelta("hi"), Filled(last.Replace("OUTPUT", Output, StringComparison.Ordinal))))).Completion;

            Assert.Equal(s_counts, completion.Usage);
            Assert.Equal(s_counts, ResponseProtocol.Instance.ReadAnswer(completion.RawJson, [])!.Usage);
        }
    }

    private static string Filled(string json) => json.Replace("COUNTS", Counts, StringComparison.Ordinal).Replace("ZEROS", Zeros, StringComparison.Ordinal);

    private static string Finish(string more, string moreOfChoice = "") =>
        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"" + moreOfChoice + "}]" + more + "}";
}
