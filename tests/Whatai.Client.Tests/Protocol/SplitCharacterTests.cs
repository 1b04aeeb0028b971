using System;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Json;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Half an emoji in one piece and half in the next is one emoji.</summary>
public class SplitCharacterTests
{
    [Theory]
    [MemberData(nameof(TextApi.Names), MemberType = typeof(TextApi))]
    public async Task In_the_text(string api)
    {
        var text = TextApi.Of(api);
        foreach ((string[] pieces, string expected) in new[]
        {
            (new[] { @"hi \ud83d", @"\ude00!" }, "hi 😀!"),
            ([@"\ud83d", @"\ude00\ud83d", "", @"\ude00"], "😀😀"),
            ([@"a\ud83d", "b", @"\ude00c"], "a\uFFFDb\uFFFDc"),
            ([@"a\ud83db", "c"], "a\uFFFDbc"),
        })
        {
            string events = string.Concat(text.Pieces(pieces).Select(Given.Event));

            TextResult streamed = await text.StreamAnswerAsync(events);

            Assert.Equal(expected, streamed.Completion.Text);
            Assert.Equal(expected, (await text.CompleteAnswerAsync(events, "application/json")).Text);
        }
    }

    [Theory]
    [MemberData(nameof(TextApi.Names), MemberType = typeof(TextApi))]
    public async Task A_half_without_its_other_costs_one_character(string api)
    {
        var text = TextApi.Of(api);

        TextResult streamed = await text.StreamAnswerAsync(string.Concat(text.Pieces(@"hi \ud83d").Select(Given.Event)));

        Assert.Null(streamed.Failure);
        Assert.Equal("hi \uFFFD", streamed.Answer!.Text);
        Assert.Equal("hi \uFFFD", (await text.CompleteAnswerAsync(text.Whole(@"hi \ud83d"))).Text);
    }

    [Fact]
    public async Task In_what_a_chat_thinks_refuses_and_calls()
    {
        StreamResult<ChatDelta, ChatCompletion> result = await ChatAsync(
            """{"reasoning_content":"think \ud83d","refusal":"no \ud83d","tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"say","arguments":"{\"text\":\"\ud83d"}}]}""",
            """{"reasoning_content":"\ude00.","refusal":"\ude00.","tool_calls":[{"index":0,"function":{"arguments":"\ude00\"}"}}]}""");

        Assert.Equal("think 😀.", result.Completion.Reasoning);
        Assert.Equal("think 😀.", string.Concat(result.Deltas.Select(delta => delta.Reasoning)));
        Assert.Equal("no 😀.", result.Completion.Refusal);
        Assert.Equal("no 😀.", string.Concat(result.Deltas.Select(delta => delta.Refusal)));
        Assert.Equal("""{"text":"😀"}""", result.Completion.ToolCalls![0].Arguments);
        Assert.Contains("\\uD83D\\uDE00", result.Completion.RawJson, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task In_thoughts_that_stand_in_the_text()
    {
        StreamResult<ChatDelta, ChatCompletion> result = await ChatAsync("""{"content":"<think>a\ud83d"}""", """{"content":"\ude00</think>b\ud83d"}""", """{"content":"\ude00"}""");

        Assert.Equal(("a😀", "b😀"), (result.Completion.Reasoning, result.Completion.Text));
    }

    [Fact]
    public async Task In_arguments_that_end_with_a_half()
    {
        StreamResult<ChatDelta, ChatCompletion> result = await ChatAsync("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"say","arguments":"{\"text\":\"\ud83d"}}]}""");

        Assert.Equal("{\"text\":\"\uFFFD", result.Completion.ToolCalls![0].Arguments);
    }

    [Fact]
    public async Task In_what_a_response_thinks_and_calls()
    {
        StreamResult<Responses.ResponseDelta, Responses.ResponseCompletion> result = await ResponseEvents.StreamAsync(ResponseEvents.Of(
            """{"type":"response.reasoning_summary_text.delta","output_index":0,"item_id":"r","delta":"a\ud83d"}""",
            """{"type":"response.reasoning_summary_text.delta","output_index":0,"item_id":"r","delta":"\ude00"}""",
            """{"type":"response.output_item.added","output_index":1,"item":{"id":"f","type":"function_call","call_id":"c","name":"say","arguments":""}}""",
            """{"type":"response.function_call_arguments.delta","output_index":1,"item_id":"f","delta":"{\"t\":\"\ud83d"}""",
            """{"type":"response.function_call_arguments.delta","output_index":1,"item_id":"f","delta":"\ude00\"}"}""",
            ResponseEvents.End("[]")));

        Assert.Equal("a😀", result.Completion.Reasoning);
        Assert.Equal("{\"t\":\"😀\"}", result.Completion.ToolCalls![0].Arguments);
    }

    [Fact]
    public async Task In_what_Gemini_thinks()
    {
        using WhataiClient client = GivenGemini.Client(Steps.Events(GivenGemini.Events(
            GivenGemini.Piece("""{"text":"a\ud83d","thought":true}"""), GivenGemini.Piece("""{"text":"\ude00","thought":true}"""), GivenGemini.Answer(GivenGemini.Text("b")))));

        Assert.Equal("a😀", (await client.Gemini.StreamAsync(GivenGemini.Request()).ToCompletionAsync()).Reasoning);
    }

    [Fact]
    public void A_joiner_gives_whole_pieces_as_they_are()
    {
        var joiner = default(SurrogatePairJoiner);
        const string Piece = "a😀b";

        Assert.Same(Piece, joiner.Push(Piece));
        Assert.Empty(joiner.Flush());
    }

    private static Task<StreamResult<ChatDelta, ChatCompletion>> ChatAsync(params string[] deltas)
    {
        WhataiClient client = TextApi.Client(Steps.Events(string.Concat(deltas.Select(delta => Given.Event(Given.Delta(delta)))) + Given.Event(Given.Delta("{}", "\"stop\""))));
        return client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync();
    }
}
