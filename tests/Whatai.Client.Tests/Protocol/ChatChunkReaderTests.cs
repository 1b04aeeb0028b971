using System.Collections.Generic;
using System.Linq;
using Whatai.Client.Chat;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>The odd shapes that chat answers have on the wire.</summary>
public class ChatChunkReaderTests
{
    [Fact]
    public void The_end_of_a_stream()
    {
        ChatChunk chunk = Read("[DONE]");

        Assert.True(chunk.IsDone);
        Assert.False(chunk.IsMalformed);
        Assert.Equal(0, chunk.ChoiceCount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData(": ping")]
    public void A_sign_of_life_says_nothing(string data)
    {
        ChatChunk chunk = Read(data);

        Assert.True(chunk.IsEmpty);
        Assert.False(chunk.IsMalformed || chunk.IsDone || chunk.HasError);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("\"text\"")]
    [InlineData("[1]")]
    [InlineData("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"cu")]
    [InlineData("{\"choices\":[{\"index\":0,}]}")]
    public void What_is_no_object_is_malformed_and_throws_nothing(string data)
    {
        Assert.True(Read(data).IsMalformed);
    }

    [Fact]
    public void Choices_may_be_missing_null_or_empty()
    {
        Assert.False(Read("""{"id":"a"}""").HasChoices);
        Assert.False(Read("""{"choices":null}""").HasChoices);
        Assert.False(Read("""{"choices":{}}""").HasChoices);
        Assert.True(Read("""{"choices":[]}""").HasChoices);
        foreach (string data in new[] { """{"id":"a"}""", """{"choices":null}""", """{"choices":[]}""", """{"choices":[{}]}""", """{"choices":[{"delta":null}]}""" })
        {
            Assert.False(Read(data).IsMalformed);
        }
    }

    [Theory]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{}}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"prompt_tokens_details":{},"completion_tokens_details":{},"input_tokens":0,"output_tokens":0,"input_tokens_details":null}}""")]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":"1","completion_tokens":"2","total_tokens":"3"}}""")]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":1.0,"completion_tokens":2.0,"total_tokens":3.0}}""")]
    [InlineData("""{"usage":{"input_tokens":1,"output_tokens":2}}""")]
    public void A_chunk_of_usage_alone(string data)
    {
        Assert.Equal(new TokenUsage { PromptTokens = 1, CompletionTokens = 2, TotalTokens = 3 }, Read(data).Usage);
    }

    [Fact]
    public void Usage_has_details()
    {
        const string Usage = """{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":"5"}}""";

        ChatChunk chunk = Read($$"""{"usage":{{Usage}}}""");

        Assert.Equal(new TokenUsage { PromptTokens = 10, CompletionTokens = 20, TotalTokens = 30, CachedTokens = 4, ReasoningTokens = 5 }, chunk.Usage);
        Assert.Equal(Usage, System.Text.Encoding.UTF8.GetString(chunk.RawUsage!));
    }

    [Theory]
    [InlineData("""{"usage":null}""")]
    [InlineData("""{"usage":"none"}""")]
    [InlineData("""{"usage":[]}""")]
    public void Usage_may_be_nothing(string data)
    {
        Assert.Null(Read(data).Usage);
    }

    [Theory]
    [InlineData("""1752460970""")]
    [InlineData("\"1752460970\"")]
    [InlineData("""1752460970.0""")]
    [InlineData("""1752460970.75""")]
    public void Created_may_be_written_in_several_ways(string created)
    {
        Assert.Equal(1752460970, Read($$"""{"created":{{created}}}""").Created);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"2025-07-14\"")]
    [InlineData("{}")]
    [InlineData("true")]
    public void Created_may_be_nothing(string created)
    {
        Assert.Equal(0, Read($$"""{"created":{{created}}}""").Created);
    }

    [Fact]
    public void Content_may_be_an_array_of_parts()
    {
        const string Data = """{"choices":[{"message":{"content":[{"type":"text","text":"one "},{"type":"image_url","image_url":{"url":"u"}},"and ",{"type":"text","text":"two"},{"text":7}]}}]}""";

        Assert.Equal("one and two", Read(Data)[0].Content);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""[{"type":"image_url"}]""")]
    [InlineData("""[{"type":"thinking","thinking":[{"type":"text","text":"why"}]}]""")]
    [InlineData("""{"type":"reference","reference_ids":[1]}""")]
    public void Content_may_be_nothing(string content)
    {
        ChatChunk chunk = Read($$"""{"choices":[{"delta":{"content":{{content}},"role":"assistant"},"finish_reason":"stop"}]}""");

        Assert.Null(chunk[0].Content);
        Assert.Equal("assistant", chunk[0].Role);
        Assert.Equal("stop", chunk[0].FinishReason);
    }

    [Fact]
    public void Content_is_kept_to_the_byte()
    {
        const string Data = """{"choices":[{"delta":{"content":"2024-01-02T03:04:05Z \u4f60\n\"\\ 好🌍\ud83c\udf0d\t1.0 "}}]}""";

        Assert.Equal("2024-01-02T03:04:05Z 你\n\"\\ 好🌍🌍\t1.0 ", Read(Data)[0].Content);
    }

    [Theory]
    [InlineData("""{"reasoning_content":"why"}""", "why")]
    [InlineData("""{"reasoning":"why"}""", "why")]
    [InlineData("""{"reasoning_content":"why","reasoning":null}""", "why")]
    [InlineData("""{"reasoning_content":null,"reasoning":"why"}""", "why")]
    [InlineData("""{"reasoning_content":"why","reasoning":""}""", "why")]
    [InlineData("""{"reasoning":"","reasoning_content":"why"}""", "why")]
    [InlineData("""{"reasoning_content":"","reasoning":"why"}""", "why")]
    [InlineData("""{"reasoning_content":"why","reasoning":"why"}""", "why")]
    [InlineData("""{"reasoning":{"effort":"low"}}""", null)]
    public void Reasoning_has_two_names(string delta, string? reasoning)
    {
        Assert.Equal(reasoning, Read($$"""{"choices":[{"delta":{{delta}}}]}""")[0].Reasoning);
    }

    [Theory]
    [InlineData("null", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"length\"", "length")]
    [InlineData("\"SAFETY\"", "SAFETY")]
    [InlineData("1", null)]
    public void A_finish_reason_is_text(string wire, string? reason)
    {
        Assert.Equal(reason, Read($$"""{"choices":[{"finish_reason":{{wire}}}]}""")[0].FinishReason);
    }

    [Fact]
    public void Choices_go_by_index_or_else_by_position()
    {
        Assert.Equal([1, 0], Choices("""{"choices":[{"index":1},{"index":0}]}""").Select(choice => choice.Index));
        Assert.Equal([0, 1], Choices("""{"choices":[{},{}]}""").Select(choice => choice.Index));
        Assert.Equal([2], Choices("""{"choices":[{"index":"2"}]}""").Select(choice => choice.Index));
    }

    [Fact]
    public void Unknown_members_of_every_kind_are_skipped()
    {
        const string Data = """
            {"x":{"choices":[{"delta":{"content":"not this"}}]},"y":[[1,{"id":2}]],"z":null,"id":"a","choices":[{"logprobs":{"content":[{"token":"t"}]},
             "content_filter_results":{},"delta":{"audio":{"data":"x"},"content":"this","annotations":[]},"index":0}],"service_tier":"default","model":"m"}
            """;

        ChatChunk chunk = Read(Data);

        Assert.Equal(("a", "m", "this"), (chunk.Id, chunk.Model, chunk[0].Content));
    }

    [Theory]
    [InlineData("""{"id":7,"model":null,"system_fingerprint":[]}""")]
    [InlineData("""{"id":null,"model":{},"system_fingerprint":false}""")]
    public void Text_members_may_be_anything(string data)
    {
        ChatChunk chunk = Read(data);

        Assert.False(chunk.IsMalformed);
        Assert.Null(chunk.Id);
        Assert.Null(chunk.Model);
        Assert.Null(chunk.SystemFingerprint);
    }

    [Theory]
    [InlineData("""{"error":{"message":"m"}}""", true)]
    [InlineData("""{"error":"m"}""", true)]
    [InlineData("""{"error":null}""", false)]
    [InlineData("""{"x":{"error":{}}}""", false)]
    public void An_error_is_seen(string data, bool error)
    {
        Assert.Equal(error, Read(data).HasError);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_become_replacement_characters()
    {
        byte[] data = [.. Given.Utf8("{\"choices\":[{\"delta\":{\"content\":\"a"), 0xE4, 0xBD, .. Given.Utf8("b\"}}],\"id\":\"x\"}")];

        ChatChunk chunk = ChatChunkReader.Read("message", data, new ChatChunk());

        Assert.False(chunk.IsMalformed);
        Assert.Equal("a\uFFFDb", chunk[0].Content);
        Assert.Equal("x", chunk.Id);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_reason_to_fail()
    {
        ChatChunk chunk = Read("""{"choices":[{"delta":{"content":"a\ud83cb"}}],"id":"x"}""");

        Assert.False(chunk.IsMalformed);
        Assert.Equal("x", chunk.Id);
    }

    [Fact]
    public void A_chunk_is_filled_anew_but_for_what_every_event_repeats()
    {
        ChatChunk chunk = Read("""{"id":"a","usage":{"prompt_tokens":1},"choices":[{"delta":{"content":"c","tool_calls":[{"id":"t"}]},"finish_reason":"stop"},{}],"error":"e"}""");

        ChatChunkReader.Read("message", """{"choices":[{}]}"""u8, chunk);

        Assert.Equal("a", chunk.Id);
        Assert.Null(chunk.Usage);
        Assert.Null(chunk.RawUsage);
        Assert.False(chunk.HasError);
        Assert.Equal(1, chunk.ChoiceCount);
        Assert.Null(chunk[0].Content);
        Assert.Null(chunk[0].FinishReason);
        Assert.Null(chunk[0].ToolCalls);
    }

    [Theory]
    [InlineData("""[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{"}}]""", 0, "a", "f", "{")]
    [InlineData("""[{"index":3,"function":{"arguments":"}"}}]""", 3, null, null, "}")]
    [InlineData("""[{"id":"a","function":{"name":"f"}}]""", null, "a", "f", null)]
    [InlineData("""[{"index":null,"id":"a","function":{"name":"f","arguments":"{}"}}]""", null, "a", "f", "{}")]
    [InlineData("""[{"index":"1","id":"a","function":{"name":"f","arguments":"{}"}}]""", 1, "a", "f", "{}")]
    [InlineData("""[{"index":0,"id":null,"function":{"name":null,"arguments":"x"}}]""", 0, null, null, "x")]
    [InlineData("""[{"index":0,"id":"a","function":{"name":"f","arguments":{"x":1}}}]""", 0, "a", "f", """{"x":1}""")]
    [InlineData("""[{"index":0,"id":"a","function":null}]""", 0, "a", null, null)]
    public void A_fragment_of_a_tool_call(string calls, int? index, string? id, string? name, string? arguments)
    {
        ChatChunk chunk = Read($$$"""{"choices":[{"delta":{"content":null,"tool_calls":{{{calls}}}}}]}""");

        Assert.False(chunk.IsMalformed);
        Assert.Equal(new ChatChunkToolCall(index, 0, id, name, arguments), Assert.Single(chunk[0].ToolCalls!));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[null,7]")]
    public void Tool_calls_may_be_nothing(string calls)
    {
        ChatChunk chunk = Read($$$"""{"choices":[{"delta":{"tool_calls":{{{calls}}},"content":"c"}}]}""");

        Assert.False(chunk.IsMalformed);
        Assert.Empty(chunk[0].ToolCalls ?? []);
        Assert.Equal("c", chunk[0].Content);
    }

    private static ChatChunk Read(string data) => ChatChunkReader.Read("message", Given.Utf8(data), new ChatChunk());

    private static IEnumerable<ChatChunkChoice> Choices(string data)
    {
        ChatChunk chunk = Read(data);
        return Enumerable.Range(0, chunk.ChoiceCount).Select(i => chunk[i]);
    }
}
