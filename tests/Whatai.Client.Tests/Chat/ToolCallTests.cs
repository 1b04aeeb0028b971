using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Gemini;
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

    public static TheoryData<string, string[]> Parallel => new()
    {
        { "the same index", [Call("a", "Paris", "\"index\":0,"), Call("b", "Rome", "\"index\":0,")] },
        { "no index", [Call("a", "Paris"), Call("b", "Rome")] },
        { "a null index", [Call("a", "Paris", "\"index\":null,"), Call("b", "Rome", "\"index\":null,")] },
        { "the same index in one piece", [Call("a", "Paris", "\"index\":0,") + "," + Call("b", "Rome", "\"index\":0,")] },
        { "empty ids", [Call("", "Paris", "\"index\":0,"), Call("", "Rome", "\"index\":0,")] },
        { "empty ids and no index", [Call("", "Paris"), Call("", "Rome")] },
        { "no ids in one piece", [Call(null, "Paris", "\"index\":0,") + "," + Call(null, "Rome", "\"index\":0,")] },
        { "the same id", [Call("a", "Paris", "\"index\":0,"), Call("a", "Rome", "\"index\":0,")] },
        { "one index, and fragments", [Begin("a"), Rest("Paris"), Begin("b"), Rest("Rome")] },
        { "one index, and fragments that repeat the id", [Begin("a"), Rest("Paris", "\"id\":\"a\","), Begin("b"), Rest("Rome", "\"id\":\"b\",")] },
        { "one index, and fragments between one another", [Begin("a"), Begin("b"), Rest("Paris", "\"id\":\"a\","), Rest("Rome", "\"id\":\"b\",")] },
        { "an index on the first fragments alone", [Begin("a"), """{"function":{"arguments":"{\"city\":\"Paris\"}"}}""", Begin("b"), """{"function":{"arguments":"{\"city\":\"Rome\"}"}}"""] },
        { "the whole once more", [Call("a", "Paris", "\"index\":0,"), Call("b", "Rome", "\"index\":1,"), Call("a", "Paris", "\"index\":0,") + "," + Call("b", "Rome", "\"index\":1,")] },
    };

    [Theory]
    [MemberData(nameof(Parallel))]
    public async Task Two_calls_stay_two(string name, string[] pieces)
    {
        IReadOnlyList<ChatToolCall>? calls = await StreamAsync([.. pieces.Select(piece => $"[{piece}]")]);

        Assert.True(calls!.Count == 2, name);
        Assert.Equal(["""{"city":"Paris"}""", """{"city":"Rome"}"""], calls.Select(call => call.Arguments));
        Assert.All(calls, call => Assert.Equal("weather", call.Name));
        Assert.Equal(2, calls.Select(call => call.Id).Where(id => id.Length > 0).Distinct().Count());
    }

    public static TheoryData<string, string[]> Fragments => new()
    {
        { "the id repeated", [Part("\"index\":0,\"id\":\"a\",", "weather", "{\\\"ci"), Part("\"index\":0,\"id\":\"a\",", "weather", "ty\\\":1}")] },
        { "no index", [Part("\"id\":\"a\",", "weather", "{\\\"ci"), Part("", null, "ty\\\":1}")] },
        { "an id for each", [Part("\"index\":0,\"id\":\"a\",", "weather", "{\\\"ci"), Part("\"index\":0,\"id\":\"x\",", "", "ty\\\":1}")] },
        { "an id and the name for each", [Part("\"index\":0,\"id\":\"a\",", "weather", "{\\\"ci"), Part("\"index\":0,\"id\":\"x\",", "weather", "ty\\\":1}")] },
        { "an id for each and no index", [Part("\"id\":\"a\",", "weather", "{\\\"ci"), Part("\"id\":\"x\",", "", "ty\\\":1}")] },
        { "the name repeated, no id", [Part("\"index\":0,", "weather", "{\\\"ci"), Part("\"index\":0,", "weather", "ty\\\":1}")] },
        { "an index that comes late", [Part("\"id\":\"a\",", "weather", "{\\\"ci"), Part("\"index\":0,", null, "ty\\\":1}")] },
        { "the name once more", [Part("\"index\":0,\"id\":\"a\",", "weather", "{\\\"city\\\":1}"), Part("\"index\":0,\"id\":\"a\",", "weather", "")] },
    };

    [Theory]
    [MemberData(nameof(Fragments))]
    public async Task One_call_stays_one(string name, string[] pieces)
    {
        IReadOnlyList<ChatToolCall>? calls = await StreamAsync([.. pieces.Select(piece => $"[{piece}]")]);

        Assert.True(calls!.Count == 1, name);
        Assert.Equal("""{"city":1}""", calls[0].Arguments);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task An_id_is_made_up_where_none_came(string id)
    {
        string json = $$$"""{"choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","tool_calls":[{"id":{{{id}}},"type":"function","function":{"name":"f","arguments":"{}"}}]}}]}""";
        ChatCompletion plain = await CompleteAsync(json);

        Assert.Equal("call_1_0", plain.ToolCalls![0].Id);
        Assert.Equal(plain.ToolCalls, (await StreamAsync($$$"""[{"index":0,"id":{{{id}}},"function":{"name":"f","arguments":"{}"}}]""")));
        Assert.Equal(plain.ToolCalls, ChatCompletionReader.Read(Given.Utf8(plain.RawJson), Given.Chat("Hi").Messages)!.ToolCalls);
    }

    [Fact]
    public async Task The_old_form_is_a_call_as_well()
    {
        ChatToolCall[] expected = [new ChatToolCall("call_1_0", "f", """{"x":1}""")];
        ChatCompletion plain = await CompleteAsync(
            """{"choices":[{"index":0,"finish_reason":"function_call","message":{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{\"x\":1}"}}}]}""");
        ChatCompletion both = await CompleteAsync(
            """{"choices":[{"index":0,"finish_reason":"tool_calls","message":{"content":null,"function_call":{"name":"f","arguments":"{}"},"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}]}}]}""");
        StreamResult streamed = await ReadAsync("""{"function_call":{"name":"f","arguments":"{\"x\""}}""", """{"function_call":{"arguments":":1}"}}""");

        Assert.Equal(expected, plain.ToolCalls);
        Assert.Equal(expected, streamed.Completion.ToolCalls);
        Assert.Equal([new ChatToolCall("a", "f", "{}")], both.ToolCalls);
        Assert.Equal(["{\"x\"", ":1}"], streamed.Deltas.Where(delta => delta.ToolCalls is not null).Select(delta => delta.ToolCalls![0].Arguments));
    }

    [Fact]
    public async Task One_call_may_come_without_a_list_and_one_may_take_text()
    {
        Assert.Equal(
            [new ChatToolCall("a", "f", "{}")],
            (await CompleteAsync("""{"choices":[{"finish_reason":"tool_calls","message":{"tool_calls":{"id":"a","function":{"name":"f","arguments":"{}"}}}}]}""")).ToolCalls);
        Assert.Equal(
            [new ChatToolCall("a", "sql", "select 1")],
            (await CompleteAsync("""{"choices":[{"finish_reason":"tool_calls","message":{"tool_calls":[{"id":"a","type":"custom","custom":{"name":"sql","input":"select 1"}}]}}]}""")).ToolCalls);
    }

    [Theory]
    [InlineData("""{"x":1}""", """{"x":1}""")]
    [InlineData("\"{\\\"x\\\":1}\"", """{"x":1}""")]
    [InlineData(" \"\\\"{\\\\\\\"x\\\\\\\":1}\\\"\"", """{"x":1}""")]
    [InlineData("\"just text\"", "\"just text\"")]
    [InlineData("\"{cut\"", "\"{cut\"")]
    [InlineData("\"", "\"")]
    public async Task Arguments_that_were_encoded_twice_are_decoded(string arguments, string expected)
    {
        string encoded = System.Text.Json.JsonSerializer.Serialize(arguments);

        Assert.Equal(expected, (await StreamAsync($$$"""[{"index":0,"id":"a","function":{"name":"f","arguments":{{{encoded}}}}}]"""))![0].Arguments);
        Assert.Equal(expected, (await ResponseEvents.CompleteAsync(ResponseEvents.Response("completed", $$"""[{"type":"function_call","call_id":"a","name":"f","arguments":{{encoded}}}]"""))).ToolCalls![0].Arguments);
        Assert.Equal(expected, GeminiProtocol.Instance.ReadAnswer(GivenGemini.Answer($$$"""{"functionCall":{"name":"f","args":{{{encoded}}}}}"""), [])!.ToolCalls![0].Arguments);
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

        ChatCompletion completion = await client.Chat.CompleteAsync(Given.Chat("Hi"));

        Assert.Equal([new ChatToolCall("a", "f", """{"x":1}"""), new ChatToolCall("b", "g", """{"y":2}""")], completion.ToolCalls);
        Assert.Equal("tool_calls", completion.FinishReason);
        Assert.Null(completion.Choices[0].Message.Content);
        Assert.Equal(string.Empty, completion.Text);
    }

    private static string Call(string? id, string city, string index = "") => Part(
        index + (id is null ? "" : $"\"id\":\"{id}\","), "weather", $$"""{\"city\":\"{{city}}\"}""");

    private static string Begin(string id) => Part($"\"index\":0,\"id\":\"{id}\",", "weather", "");

    private static string Rest(string city, string id = "") => Part("\"index\":0," + id, null, $$"""{\"city\":\"{{city}}\"}""");

    private static string Part(string before, string? name, string arguments) =>
        "{" + before + "\"type\":\"function\",\"function\":{" + (name is null ? "" : $"\"name\":\"{name}\",") + $"\"arguments\":\"{arguments}\"" + "}}";

    private static async Task<ChatCompletion> CompleteAsync(string json)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(json)), new FakeClock());
        return await client.Chat.CompleteAsync(Given.Chat("Hi"));
    }

    private static async Task<StreamResult> ReadAsync(params string[] deltas)
    {
        string events = string.Concat(deltas.Select(delta => Given.Event(Given.Delta(delta)))) + Given.Event(Given.Delta("{}", "\"tool_calls\""));
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events(events)), new FakeClock());
        return await client.Chat.StreamAsync(Given.Chat("Hi")).ToResultAsync();
    }

    private static async Task<IReadOnlyList<ChatToolCall>?> StreamAsync(params string[] fragments)
    {
        StreamResult result = await ReadAsync([.. fragments.Select(calls => $$"""{"tool_calls":{{calls}}}""")]);
        Assert.Equal(fragments.Length + 1, result.Deltas.Count);
        Assert.Null(result.Completion.Choices[0].Message.Content);
        return result.Completion.ToolCalls;
    }
}
