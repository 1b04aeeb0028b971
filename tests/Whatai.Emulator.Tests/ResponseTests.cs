using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>Whole answers of /v1/responses, and stored responses.</summary>
public sealed class ResponseTests : IDisposable
{
    private const string Path = "/v1/responses";
    private const string Lookup = "\"tools\":[{\"type\":\"function\",\"name\":\"lookup\",\"parameters\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}}]";
    private const string Search = "\"tools\":[{\"type\":\"web_search_preview\"}]";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData("Hello there", "Echo: Hello there")]
    [InlineData("/say exactly  this \n", "exactly  this \n")]
    [InlineData("/say", "")]
    [InlineData("/say \u4F60\u597D \"q\" \\ \U0001F30D\t", "\u4F60\u597D \"q\" \\ \U0001F30D\t")]
    [InlineData("/repeat 3 ab ", "ab ab ab ")]
    [InlineData("/think a | b", "<think>a</think>\n\nb")]
    [InlineData("/history", "1 message: user")]
    [InlineData("/toolcall lookup", "No such tool: lookup")]
    [InlineData("/search cats", "No such tool: web_search")]
    [InlineData("/image 4x3 images", "No such tool: image_generation")]
    public async Task The_same_text_comes_whole_and_streamed(string prompt, string expected)
    {
        Assert.Equal(expected, Gateway.Text(await _gateway.RespondAsync(prompt)));
        List<JsonNode> events = Gateway.Events(await _gateway.StreamTextAsync(Gateway.Ask(prompt, stream: true), path: Path));
        Assert.Equal(expected, Deltas(events, "response.output_text.delta"));
        Assert.Equal(expected, Gateway.Text(events[^1]["response"]!));
    }

    [Fact]
    public async Task A_stored_response_is_streamed_again_from_any_event_on()
    {
        string first = await _gateway.StreamTextAsync(Gateway.Ask("/say one two three", stream: true, "\"store\":true"), path: Path);
        string id = (string)Gateway.Events(first)[0]["response"]!["id"]!;

        Assert.Equal(first, await _gateway.Http.GetStringAsync($"{Path}/{id}?stream=true"));
        List<JsonNode> rest = Gateway.Events(await _gateway.Http.GetStringAsync($"{Path}/{id}?stream=true&starting_after=4"));
        Assert.Equal(Gateway.Events(first).Skip(5).Select(e => e.ToJsonString()), rest.Select(e => e.ToJsonString()));
        Assert.Single(_gateway.Emulator.Ledger);
    }

    [Theory]
    [InlineData("\"auto\"", "/toolcall shell dir C:", "dir C:")]
    [InlineData("{\"type\":\"custom\",\"name\":\"shell\"}", "list it", "list it")]
    [InlineData("{\"type\":\"allowed_tools\",\"mode\":\"required\",\"tools\":[{\"type\":\"custom\",\"name\":\"shell\"}]}", "list it", "list it")]
    public async Task Custom_tools_and_allowed_ones(string choice, string prompt, string input)
    {
        string more = "\"tools\":[{\"type\":\"function\",\"name\":\"lookup\",\"parameters\":{\"type\":\"object\"}},{\"type\":\"custom\",\"name\":\"shell\"}],\"store\":true,\"tool_choice\":" + choice;
        JsonNode whole = await _gateway.RespondAsync(prompt, more);
        JsonNode item = Assert.Single(whole["output"]!.AsArray())!;
        Assert.Equal(("custom_tool_call", "shell", input), ((string?)item["type"], (string?)item["name"], (string?)item["input"]));
        List<JsonNode> events = Gateway.Events(await _gateway.StreamTextAsync(Gateway.Ask(prompt, stream: true, more), path: Path));
        Assert.Equal(input, Deltas(events, "response.custom_tool_call_input.delta"));
        JsonNode next = await _gateway.RespondAsync($$"""[{"type":"custom_tool_call_output","call_id":"{{item["call_id"]}}","output":"done"}]""", $$"""
            "previous_response_id":"{{whole["id"]}}"
            """);
        Assert.Equal("Tool said: done", Gateway.Text(next));
    }

    [Theory]
    [InlineData("computer")]
    [InlineData("shell")]
    public async Task A_tool_that_is_missing_is_refused_by_name(string type)
    {
        JsonNode error = await _gateway.ErrorAsync(Gateway.Ask("x", more: $$"""
            "tools":[{"type":"{{type}}"}]
            """), path: Path);
        Assert.Equal($"The emulator has no tool '{type}'.", (string?)error["message"]);
    }

    [Theory]
    [InlineData("""{"type":"code_interpreter"}""", "tools[0].container")]
    [InlineData("""{"type":"file_search","vector_store_ids":[]}""", "tools[0].vector_store_ids")]
    [InlineData("""{"type":"mcp","server_label":"x"}""", "tools[0].server_url")]
    public async Task What_a_tool_needs_is_named(string tool, string param)
        => Assert.Equal(param, (string?)(await _gateway.ErrorAsync(Gateway.Ask("x", more: $"\"tools\":[{tool}]"), path: Path))["param"]);

    [Fact]
    public async Task The_object_has_every_member_of_the_documented_one()
    {
        JsonNode response = await _gateway.RespondAsync("one two", "\"temperature\":0.5,\"metadata\":{\"a\":\"b\"},\"instructions\":\"Be brief.\"");
        string[] documented =
        [
            "id", "object", "created_at", "status", "error", "incomplete_details", "instructions", "max_output_tokens", "model", "output",
            "parallel_tool_calls", "previous_response_id", "reasoning", "store", "temperature", "text", "tool_choice", "tools", "top_p",
            "truncation", "usage", "user", "metadata", "background", "service_tier", "max_tool_calls", "top_logprobs",
        ];
        Assert.Empty(documented.Except(response.AsObject().Select(m => m.Key)));
        Assert.Equal(("response", "completed", "Be brief.", "b"), ((string?)response["object"], (string?)response["status"], (string?)response["instructions"], (string?)response["metadata"]!["a"]));
        Assert.Equal(0.5, (double)response["temperature"]!);
        Assert.Equal((5, 4, 9), ((int)response["usage"]!["input_tokens"]!, (int)response["usage"]!["output_tokens"]!, (int)response["usage"]!["total_tokens"]!));
        Assert.Equal((5L, 4L), (_gateway.Emulator.Ledger[0].PromptTokens, _gateway.Emulator.Ledger[0].CompletionTokens));
        Assert.Equal("Be brief.", Gateway.Text(await _gateway.RespondAsync("/system", "\"instructions\":\"Be brief.\"")));
        Assert.Equal("{\"model\":\"gpt-4o-mini\",\"x\":1.0}", Gateway.Text(await _gateway.RespondAsync("/params", "\"x\":1.0")));
    }

    [Fact]
    public async Task A_conversation_continues_by_id_as_long_as_its_last_response_is_kept()
    {
        string first = (string)(await _gateway.RespondAsync("one", "\"instructions\":\"Be brief.\""))["id"]!;
        JsonNode second = await _gateway.RespondAsync("/history", $"\"previous_response_id\":\"{first}\"");
        Assert.Equal("3 messages: user assistant user", Gateway.Text(second)); // instructions are not carried on
        string after = $"\"previous_response_id\":\"{(string)second["id"]!}\",\"instructions\":\"x\"";
        using (HttpResponseMessage deleted = await _gateway.Http.DeleteAsync($"{Path}/{first}"))
        {
            Assert.Equal("{\"id\":\"" + first + "\",\"object\":\"response\",\"deleted\":true}", await deleted.Content.ReadAsStringAsync());
        }

        Assert.Equal("6 messages: system user assistant user assistant user", Gateway.Text(await _gateway.RespondAsync("/history", after)));
        Assert.Equal("previous_response_not_found", await PreviousError(first));
        Assert.Equal("previous_response_not_found", await PreviousError("resp_unknown"));
        string unkept = (string)(await _gateway.RespondAsync("one", "\"store\":false"))["id"]!;
        Assert.Equal("previous_response_not_found", await PreviousError(unkept));
        Assert.Equal(4, _gateway.Emulator.Ledger.Count);
        using HttpResponseMessage gone = await _gateway.Http.GetAsync($"{Path}/{unkept}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);

        async Task<string?> PreviousError(string id)
        {
            JsonNode error = await _gateway.ErrorAsync(Gateway.Ask("x", more: $"\"previous_response_id\":\"{id}\""), path: Path);
            Assert.Equal($"Previous response with id '{id}' not found.", (string?)error["message"]);
            Assert.Equal("previous_response_id", (string?)error["param"]);
            return (string?)error["code"];
        }
    }

    [Fact]
    public async Task A_kept_response_and_its_input_can_be_read()
    {
        JsonNode response = await _gateway.RespondAsync("[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},{\"id\":\"mine\",\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"c\"}]}]");
        string path = $"{Path}/{(string)response["id"]!}";
        Assert.Equal(response.ToJsonString(), JsonNode.Parse(await _gateway.Http.GetStringAsync(path))!.ToJsonString());
        JsonNode list = JsonNode.Parse(await _gateway.Http.GetStringAsync(path + "/input_items"))!;
        Assert.Equal(["c", "b", "a"], list["data"]!.AsArray().Select(i => (string?)i!["content"]![0]!["text"]));
        Assert.Equal(["input_text", "output_text", "input_text"], list["data"]!.AsArray().Select(i => (string?)i!["content"]![0]!["type"]));
        Assert.Equal(("mine", false), ((string?)list["first_id"], (bool)list["has_more"]!));
        list = JsonNode.Parse(await _gateway.Http.GetStringAsync(path + "/input_items?order=asc"))!;
        Assert.Equal("mine", (string?)list["last_id"]);
        Assert.Equal(3, (int)(await _gateway.JsonAsync(Gateway.Ask("one two three"), null, Path + "/input_tokens"))["input_tokens"]!);
        Assert.Single(_gateway.Emulator.Ledger);
    }

    [Fact]
    public async Task Functions_are_called_and_answered()
    {
        JsonNode asked = await _gateway.RespondAsync("/toolcall lookup {\"n\":1}\n/toolcall lookup {\"n\":2}", Lookup);
        JsonArray calls = asked["output"]!.AsArray();
        Assert.Equal(["{\"n\":1}", "{\"n\":2}"], calls.Select(c => (string?)c!["arguments"]));
        Assert.All(calls, c => Assert.Equal(("function_call", "completed", "lookup"), ((string?)c!["type"], (string?)c["status"], (string?)c["name"])));
        string[] ids = calls.Select(c => (string)c!["call_id"]!).ToArray();
        string previous = $"{Lookup},\"previous_response_id\":\"{(string)asked["id"]!}\"";
        string Output(string id, string output) => $"{{\"type\":\"function_call_output\",\"call_id\":\"{id}\",\"output\":{output}}}";
        JsonNode done = await _gateway.RespondAsync($"[{Output(ids[0], "\"one\"")},{Output(ids[1], "[{\"type\":\"input_text\",\"text\":\"two\"}]")}]", previous);
        Assert.Equal("Tool said: one\ntwo", Gateway.Text(done));
        string whole = $"[{{\"role\":\"user\",\"content\":\"x\"}},{calls[0]!.ToJsonString()},{{\"type\":\"item_reference\",\"id\":\"{(string)calls[1]!["id"]!}\"}},"
            + $"{Output(ids[0], "\"1\"")},{Output(ids[1], "\"2\"")},{{\"role\":\"user\",\"content\":\"/history\"}}]";
        Assert.Equal("6 messages: user assistant assistant tool tool user", Gateway.Text(await _gateway.RespondAsync(whole, Lookup)));

        async Task<string?> Message(string input) => (string?)(await _gateway.ErrorAsync(Gateway.Ask(input, more: previous), path: Path))["message"];
        Assert.Equal($"No tool output found for function call {ids[1]}.", await Message($"[{Output(ids[0], "\"one\"")}]"));
        Assert.Equal($"No tool output found for function call {ids[0]}.", await Message("go on"));
        Assert.Equal("No tool call found for function call output with call_id call_x.", await Message($"[{Output("call_x", "\"one\"")}]"));
    }

    [Theory]
    [InlineData("\"required\"")]
    [InlineData("{\"type\":\"function\",\"name\":\"lookup\"}")]
    public async Task A_demanded_function_is_called_with_arguments_that_obey_its_schema(string choice)
    {
        JsonNode call = (await _gateway.RespondAsync("hello", $"{Lookup},\"tool_choice\":{choice}"))["output"]![0]!;
        Assert.Equal(("lookup", "{\"n\":1}"), ((string?)call["name"], (string?)call["arguments"]));
        Assert.Equal("No such tool: lookup", Gateway.Text(await _gateway.RespondAsync("/toolcall lookup", $"{Lookup},\"tool_choice\":\"none\"")));
    }

    [Theory]
    [InlineData("/search cats & dogs", "", "cats & dogs", "Found: cats & dogs", 2)]
    [InlineData("who?", ",\"tool_choice\":\"required\"", "who?", "Echo: who?", 2)]
    [InlineData("who?", ",\"tool_choice\":{\"type\":\"web_search_preview\"}", "who?", "Echo: who?", 2)]
    public async Task The_web_is_searched(string prompt, string choice, string query, string text, int results)
    {
        JsonNode response = await _gateway.RespondAsync(prompt, Search + choice + ",\"include\":[\"web_search_call.action.sources\"]");
        JsonNode call = response["output"]![0]!;
        Assert.Equal(("web_search_call", "completed", "search", query), ((string?)call["type"], (string?)call["status"], (string?)call["action"]!["type"], (string?)call["action"]!["query"]));
        Assert.Equal(results, call["action"]!["sources"]!.AsArray().Count);
        string all = Gateway.Text(response);
        Assert.StartsWith(text + " ([example.com](https://example.com/1?q=", all, StringComparison.Ordinal);
        JsonArray annotations = response["output"]![1]!["content"]![0]!["annotations"]!.AsArray();
        Assert.Equal(results, annotations.Count);
        Assert.All(annotations, a => Assert.Equal($"([example.com]({(string)a!["url"]!}))", all[(int)a["start_index"]!..(int)a["end_index"]!]));
        Assert.Equal("{\"type\":\"web_search_preview\",\"search_context_size\":\"medium\",\"user_location\":null}", response["tools"]![0]!.ToJsonString());
    }

    [Theory]
    [InlineData("low", 1)]
    [InlineData("medium", 2)]
    [InlineData("high", 3)]
    public async Task A_larger_search_context_cites_more(string size, int results)
    {
        JsonNode response = await _gateway.RespondAsync(
            "/search x", $"\"tools\":[{{\"type\":\"web_search_preview\",\"search_context_size\":\"{size}\",\"user_location\":{{\"type\":\"approximate\",\"country\":\"CN\",\"city\":\"\u4E0A\u6D77\"}}}}]");
        Assert.Equal(results, response["output"]![1]!["content"]![0]!["annotations"]!.AsArray().Count);
    }

    [Fact]
    public async Task Reasoning_is_summarized_only_on_request_and_open_reasoning_is_content()
    {
        JsonNode plain = await _gateway.RespondAsync("/reason hm hm | yes");
        Assert.Equal("[]", plain["output"]![0]!["summary"]!.ToJsonString());
        Assert.Equal(2, (int)plain["usage"]!["output_tokens_details"]!["reasoning_tokens"]!);
        JsonNode summed = await _gateway.RespondAsync("/reason hm hm | yes", "\"reasoning\":{\"summary\":\"auto\"},\"include\":[\"reasoning.encrypted_content\"]");
        Assert.Equal("[{\"type\":\"summary_text\",\"text\":\"hm hm\"}]", summed["output"]![0]!["summary"]!.ToJsonString());
        Assert.NotEmpty((string)summed["output"]![0]!["encrypted_content"]!);
        Assert.Equal("yes", Gateway.Text(summed));
        JsonNode open = await _gateway.RespondAsync("/reason2 hm | yes");
        Assert.Equal("[{\"type\":\"reasoning_text\",\"text\":\"hm\"}]", open["output"]![0]!["content"]!.ToJsonString());
        JsonNode effort = await _gateway.RespondAsync("/say yes", "\"reasoning\":{\"effort\":\"high\",\"summary\":\"detailed\"}");
        Assert.Equal("Thinking about: /say yes", (string?)effort["output"]![0]!["summary"]![0]!["text"]);
        Assert.Equal("yes", Gateway.Text(effort));
        Assert.Single((await _gateway.RespondAsync("x", "\"reasoning\":{\"effort\":\"none\"}"))["output"]!.AsArray());
    }

    [Fact]
    public async Task Kept_and_encrypted_thoughts_may_be_sent_back_and_others_are_not_found()
    {
        static string Input(JsonNode response) => $"[{response["output"]![0]!.ToJsonString()},{response["output"]![1]!.ToJsonString()},{{\"role\":\"user\",\"content\":\"/history\"}}]";
        const string Texts = "2 messages: assistant user";
        Assert.Equal(Texts, Gateway.Text(await _gateway.RespondAsync(Input(await _gateway.RespondAsync("/reason a | b")))));
        JsonNode unkept = await _gateway.RespondAsync("/reason a | b", "\"store\":false");
        JsonNode error = await _gateway.ErrorAsync(Gateway.Ask(Input(unkept)), 404, Path);
        Assert.Contains((string)unkept["output"]![0]!["id"]!, (string)error["message"]!, StringComparison.Ordinal);
        JsonNode encrypted = await _gateway.RespondAsync("/reason a | b", "\"store\":false,\"include\":[\"reasoning.encrypted_content\"]");
        Assert.Equal(Texts, Gateway.Text(await _gateway.RespondAsync(Input(encrypted))));
    }

    [Theory]
    [InlineData("/refuse No.", "refusal", "No.")]
    [InlineData("/say Yes.", "output_text", "Yes.")]
    public async Task A_refusal_is_a_part_of_its_own(string prompt, string type, string text)
    {
        JsonNode part = (await _gateway.RespondAsync(prompt))["output"]![0]!["content"]![0]!;
        Assert.Equal((type, text), ((string?)part["type"], (string?)part[type == "refusal" ? type : "text"]));
    }

    [Theory]
    [InlineData("/length 30", "\"max_output_tokens\":16", "max_output_tokens", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16")]
    [InlineData("/length 3", "\"x\":1", "max_output_tokens", "1 2 3")]
    [InlineData("/finish content_filter half", "\"x\":1", "content_filter", "half")]
    public async Task What_is_cut_is_incomplete(string prompt, string more, string reason, string text)
    {
        JsonNode response = await _gateway.RespondAsync(prompt, more);
        Assert.Equal(("incomplete", reason, text), ((string?)response["status"], (string?)response["incomplete_details"]!["reason"], Gateway.Text(response)));
        Assert.Equal("incomplete", (string?)response["output"]![0]!["status"]);
        List<JsonNode> events = Gateway.Events(await _gateway.StreamTextAsync(Gateway.Ask(prompt, true, more), path: Path));
        Assert.Equal(("response.incomplete", reason), ((string?)events[^1]["type"], (string?)events[^1]["response"]!["incomplete_details"]!["reason"]));
    }

    [Fact]
    public async Task A_limit_may_leave_only_a_thought()
    {
        JsonNode response = await _gateway.RespondAsync("/reason 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 | yes", "\"max_output_tokens\":16");
        Assert.Equal("reasoning", (string?)Assert.Single(response["output"]!.AsArray())!["type"]);
        Assert.Equal(16, (int)response["usage"]!["output_tokens_details"]!["reasoning_tokens"]!);
        Assert.Equal("incomplete", (string?)response["status"]);
    }

    [Fact]
    public async Task Json_is_made_to_the_schema()
    {
        const string Schema = "{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\"}},\"required\":[\"answer\"],\"additionalProperties\":false}";
        Assert.Equal("{\"answer\":\"Q\"}", Gateway.Text(await _gateway.RespondAsync("Q", $"\"text\":{{\"format\":{{\"type\":\"json_schema\",\"name\":\"a\",\"strict\":true,\"schema\":{Schema}}}}}")));
        Assert.Equal("{\"echo\":\"Q\"}", Gateway.Text(await _gateway.RespondAsync("Q", "\"text\":{\"format\":{\"type\":\"json_object\"}}")));
    }

    [Theory]
    [InlineData("\"tool_choice\":{\"type\":\"image_generation\"}", "draw", "Echo: draw", 64, 64)]
    [InlineData("\"tool_choice\":\"auto\"", "/image 4x3 images", "Here is a 4x3 image.", 4, 3)]
    [InlineData("\"tool_choice\":\"required\"", "draw", "Echo: draw", 1536, 1024)]
    public async Task An_image_is_an_item_of_its_own(string choice, string prompt, string text, int width, int height)
    {
        string size = width == 1536 ? ",\"size\":\"1536x1024\"" : "";
        JsonNode response = await _gateway.RespondAsync(prompt, $"\"tools\":[{{\"type\":\"image_generation\"{size}}}],{choice}");
        JsonNode item = response["output"]![0]!;
        Assert.Equal(("image_generation_call", "completed", $"{width}x{height}", "png"), ((string?)item["type"], (string?)item["status"], (string?)item["size"], (string?)item["output_format"]));
        var png = PngFile.Read(Convert.FromBase64String((string)item["result"]!));
        Assert.Equal((width, height), (png.Width, png.Height));
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(prompt))[..3], png.Colour);
        Assert.Equal(text, Gateway.Text(response));
    }

    [Fact]
    public async Task Recordings_are_the_gateways_own_words()
    {
        JsonNode tale = await _gateway.RespondAsync("/replay unicorn");
        Assert.Equal("resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b", (string?)tale["id"]);
        Assert.StartsWith("In a peaceful grove beneath a silver moon, a unicorn named Lumina", Gateway.Text(tale), StringComparison.Ordinal);
        JsonNode research = await _gateway.RespondAsync("/replay research", Search);
        Assert.Equal("Hello how to greet user in chat GPT guidelines", (string?)research["output"]![1]!["action"]!["query"]);
        Assert.StartsWith("Hello there! \U0001F44B How can I help you today?", Gateway.Text(research), StringComparison.Ordinal);
        Assert.Equal(2176, (int)research["usage"]!["output_tokens_details"]!["reasoning_tokens"]!);
        Assert.Equal([(36L, 87L), (3420L, 2219L)], _gateway.Emulator.Ledger.Select(e => (e.PromptTokens, e.CompletionTokens)));
        Assert.Contains("unicorn, research", (string)(await _gateway.ErrorAsync(Gateway.Ask("/replay x"), path: Path))["message"]!, StringComparison.Ordinal);
    }

    private static string Deltas(IEnumerable<JsonNode> events, string type)
        => string.Concat(events.Where(e => (string?)e["type"] == type).Select(e => (string?)e["delta"]));
}
