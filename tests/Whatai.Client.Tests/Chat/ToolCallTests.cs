using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Tool calls put together from their fragments.</summary>
public class ToolCallTests
{
    [Fact]
    public async Task Interleaved_fragments_go_by_index()
    {
        IReadOnlyList<ChatToolCall>? calls = await StreamAsync(
            """[{"index":0,"id":"a","type":"function","function":{"name":"first","arguments":""}}]""",
            """[{"index":1,"id":"b","type":"function","function":{"name":"second","arguments":""}}]""",
            """[{"index":0,"function":{"arguments":"{\"x\""}}]""",
            """[{"index":1,"function":{"arguments":"{\"y\""}},{"index":0,"function":{"arguments":":1}"}}]""",
            """[{"index":1,"id":"","function":{"name":"","arguments":":2}"}}]""");

        Assert.Equal([new ChatToolCall("a", "first", """{"x":1}"""), new ChatToolCall("b", "second", """{"y":2}""")], calls);
    }

    [Fact]
    public async Task Without_an_index_they_go_by_position()
    {
        IReadOnlyList<ChatToolCall>? calls = await StreamAsync(
            """[{"id":"a","function":{"name":"first","arguments":"{"}},{"id":"b","function":{"name":"second","arguments":"["}}]""",
            """[{"function":{"arguments":"}"}},{"function":{"arguments":"]"}}]""");

        Assert.Equal([new ChatToolCall("a", "first", "{}"), new ChatToolCall("b", "second", "[]")], calls);
    }

    [Fact]
    public async Task An_index_may_be_null_or_text()
    {
        Assert.Equal(
            [new ChatToolCall("a", "first", "{}")],
            await StreamAsync("""[{"index":null,"id":"a","function":{"name":"first","arguments":"{"}}]""", """[{"index":null,"function":{"arguments":"}"}}]"""));
        Assert.Equal(
            [new ChatToolCall("a", "first", "{}"), new ChatToolCall("b", "second", "[]")],
            await StreamAsync(
                """[{"index":"1","id":"b","function":{"name":"second","arguments":"["}}]""",
                """[{"index":"0","id":"a","function":{"name":"first","arguments":"{}"}}]""",
                """[{"index":"1","function":{"arguments":"]"}}]"""));
    }

    [Fact]
    public async Task The_order_is_that_of_the_index()
    {
        IReadOnlyList<ChatToolCall>? calls = await StreamAsync(
            """[{"index":7,"id":"b","function":{"name":"second","arguments":"{}"}}]""", """[{"index":2,"id":"a","function":{"name":"first","arguments":"{}"}}]""");

        Assert.Equal(["first", "second"], calls!.Select(call => call.Name));
    }

    [Fact]
    public async Task Id_and_name_may_come_late()
    {
        IReadOnlyList<ChatToolCall>? calls = await StreamAsync(
            """[{"index":0,"function":{"arguments":"{"}}]""", """[{"index":0,"id":"a","function":{"name":"first","arguments":"}"}}]""");

        Assert.Equal([new ChatToolCall("a", "first", "{}")], calls);
    }

    [Fact]
    public async Task Broken_arguments_are_passed_on_as_they_are()
    {
        Assert.Equal("{\"x\":", (await StreamAsync("""[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":"}}]"""))![0].Arguments);
    }

    [Fact]
    public async Task Arguments_are_kept_to_the_byte()
    {
        const string Arguments = """{\"when\":\"2024-01-02T03:04:05Z\",\"n\":1.0,\"text\":\"你好🌍\\n\"}""";

        IReadOnlyList<ChatToolCall>? calls = await StreamAsync($$$"""[{"index":0,"id":"a","function":{"name":"f","arguments":"{{{Arguments}}}"}}]""");

        Assert.Equal("""{"when":"2024-01-02T03:04:05Z","n":1.0,"text":"你好🌍\n"}""", calls![0].Arguments);
    }

    // A relay that cuts by UTF-16 units.
    [Fact]
    public async Task Half_a_surrogate_pair_is_no_reason_to_fail()
    {
        IReadOnlyList<ChatToolCall>? calls = await StreamAsync("""[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":\"\ud83c"}}]""", """[{"index":0,"function":{"arguments":"\"}"}}]""");

        Assert.Equal("f", calls![0].Name);
    }

    [Fact]
    public async Task A_plain_answer_has_them_whole()
    {
        const string Json = """
            {"choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":[
              {"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}},
              {"id":"b","type":"function","function":{"name":"g","arguments":{"y":2}}}]}}]}
            """;
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(Json)), new FakeClock());

        ChatCompletion completion = await client.CompleteChatAsync(Given.Chat("Hi"));

        Assert.Equal([new ChatToolCall("a", "f", """{"x":1}"""), new ChatToolCall("b", "g", """{"y":2}""")], completion.ToolCalls);
        Assert.Equal("tool_calls", completion.FinishReason);
        Assert.Null(completion.Choices[0].Message.Content);
        Assert.Equal(string.Empty, completion.Text);
    }

    private static async Task<IReadOnlyList<ChatToolCall>?> StreamAsync(params string[] fragments)
    {
        string events = string.Concat(fragments.Select(calls => Given.Event(Given.Delta($$"""{"tool_calls":{{calls}}}"""))))
            + Given.Event(Given.Delta("{}", "\"tool_calls\""));
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events(events)), new FakeClock());
        StreamResult result = await client.StreamChatAsync(Given.Chat("Hi")).ToResultAsync();
        Assert.Equal(fragments.Length + 1, result.Deltas.Count);
        Assert.Null(result.Completion.Choices[0].Message.Content);
        return result.Completion.ToolCalls;
    }
}
