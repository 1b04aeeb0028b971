using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>Anthropic's Messages API.</summary>
public sealed class MessagesTests : IDisposable
{
    private const string Path = "/v1/messages";
    private const string Lookup = "\"tools\":[{\"name\":\"lookup\",\"input_schema\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]}}]";
    private const string Adaptive = "\"thinking\":{\"type\":\"adaptive\"}";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData("Hello there", "Echo: Hello there", "end_turn")]
    [InlineData("/say 你好 \"q\" \\ 🌍\t", "你好 \"q\" \\ 🌍\t", "end_turn")]
    [InlineData("/say", "", "end_turn")]
    [InlineData("/repeat 3 ab ", "ab ab ab ", "end_turn")]
    [InlineData("/length 9", "1 2 3 4 5 6 7 8 9", "max_tokens")]
    [InlineData("/finish pause_turn first", "first", "pause_turn")]
    [InlineData("/toolcall lookup", "No such tool: lookup", "end_turn")]
    [InlineData("/search cats", "No such tool: web_search", "end_turn")]
    [InlineData("/history", "1 message: user", "end_turn")]
    [InlineData("/refuse No.", "", "refusal")]
    [InlineData("/block BIO", "", "refusal")]
    public async Task The_same_comes_whole_and_streamed(string prompt, string text, string reason)
    {
        JsonNode whole = await _gateway.MessageAsync(prompt);
        JsonNode streamed = await StreamAsync(prompt);
        foreach (JsonNode answer in new[] { whole, streamed })
        {
            Assert.Equal((text, reason), (TextOf(answer), (string?)answer["stop_reason"]));
        }

        Assert.Equal(whole["content"]!.ToJsonString(), streamed["content"]!.ToJsonString());
        Assert.Equal(whole["usage"]!.ToJsonString(), streamed["usage"]!.ToJsonString());
    }

    [Fact]
    public async Task The_object_is_Anthropics()
    {
        JsonNode answer = await _gateway.MessageAsync("one two", "\"system\":\"Be brief.\"");

        Assert.Equal(["id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage"], answer.AsObject().Select(m => m.Key));
        Assert.Equal("[{\"type\":\"text\",\"text\":\"Echo: one two\"}]", answer["content"]!.ToJsonString());
        Assert.Equal((5, 4, 0), (Usage(answer, "input_tokens"), Usage(answer, "output_tokens"), Usage(answer, "cache_read_input_tokens")));
        LedgerEntry entry = Assert.Single(_gateway.Emulator.Ledger);
        Assert.Equal(("claude-sonnet-4-5", 5L, 4L), (entry.Model, entry.PromptTokens, entry.CompletionTokens));
        JsonNode counted = await _gateway.JsonAsync("""{"model":"claude-sonnet-4-5","messages":[{"role":"user","content":"one two three"}]}""", null, Path + "/count_tokens");
        Assert.Equal("{\"input_tokens\":3}", counted.ToJsonString());
        Assert.Single(_gateway.Emulator.Ledger);
    }

    [Fact]
    public async Task Events_come_by_name_in_Anthropics_order()
    {
        string stream = await _gateway.StreamTextAsync(Gateway.Messages("/say one two", stream: true), path: Path);

        Assert.Equal(
            ["message_start", "content_block_start", "ping", "content_block_delta", "content_block_delta", "content_block_stop", "message_delta", "message_stop"],
            stream.Split('\n').Where(line => line.StartsWith("event: ", StringComparison.Ordinal)).Select(line => line[7..]));
        Assert.Equal(Gateway.Events(stream).Count, stream.Split("event: ").Length - 1);
        Assert.DoesNotContain("[DONE]", stream, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_sequence_is_named()
    {
        JsonNode answer = await _gateway.MessageAsync("/say one END two STOP three", "\"stop_sequences\":[\"STOP\",\"END\"]");
        Assert.Equal(("one ", "stop_sequence", "END"), (TextOf(answer), (string?)answer["stop_reason"], (string?)answer["stop_sequence"]));
    }

    [Fact]
    public async Task Thoughts_are_signed_and_a_changed_one_is_refused()
    {
        JsonNode answer = await _gateway.MessageAsync("/toolcall lookup {\"n\":1}\n/toolcall lookup {\"n\":2}", Lookup + "," + Adaptive);
        JsonArray content = answer["content"]!.AsArray();
        Assert.Equal(["thinking", "tool_use", "tool_use"], Types(content));
        string results = string.Join(",", content.Skip(1).Select(call => $$"""{"type":"tool_result","tool_use_id":"{{call!["id"]}}","content":"r"}"""));
        string Loop(JsonNode said) => $$"""[{"role":"user","content":"x"},{"role":"assistant","content":{{said.ToJsonString()}}},{"role":"user","content":[{{results}}]}]""";

        Assert.Equal("Tool said: r\nr", TextOf(await _gateway.MessageAsync(Loop(content), Lookup + "," + Adaptive)));

        content[0]!["thinking"] = "Something else";
        Assert.Contains("Invalid `signature`", (string?)(await ErrorAsync(Gateway.Messages(Loop(content), more: Lookup)))["message"], StringComparison.Ordinal);
        content[0]!["thinking"] = string.Empty;
        await _gateway.MessageAsync(Loop(content), Lookup);
        content.RemoveAt(0);
        await _gateway.MessageAsync(Loop(content), Lookup + "," + Adaptive);
        JsonNode error = await ErrorAsync(Gateway.Messages(Loop(content), more: Lookup + ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}"));
        Assert.Contains("must start with a thinking block", (string?)error["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thought_can_be_left_out_cut_or_hidden()
    {
        JsonNode omitted = await _gateway.MessageAsync("Hi", "\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"}");
        Assert.Equal(("", true), ((string?)omitted["content"]![0]!["thinking"], ((string)omitted["content"]![0]!["signature"]!).Length > 40));
        Assert.True((int)omitted["usage"]!["output_tokens_details"]!["thinking_tokens"]! > 0);
        Assert.Equal(["redacted_thinking", "text"], Types((await _gateway.MessageAsync("/reason2 a | b"))["content"]!));
        JsonNode unsigned = await _gateway.MessageAsync("Hi", Adaptive, "no-signature");
        Assert.Equal("", (string?)unsigned["content"]![0]!["signature"]);
    }

    [Fact]
    public async Task A_search_has_its_blocks_and_each_link_its_citation()
    {
        JsonNode answer = await _gateway.MessageAsync("/search cats", "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"max_uses\":3}]");

        Assert.Equal(["server_tool_use", "web_search_tool_result", "text", "text", "text", "text"], Types(answer["content"]!));
        Assert.Equal("Found: cats ([example.com](https://example.com/1?q=cats)) ([example.com](https://example.com/2?q=cats))", TextOf(answer));
        Assert.Equal("https://example.com/1?q=cats", (string?)answer["content"]![3]!["citations"]![0]!["url"]);
        Assert.Equal(1, (int)answer["usage"]!["server_tool_use"]!["web_search_requests"]!);
    }

    [Fact]
    public async Task Documents_are_cited_where_that_is_asked_for()
    {
        string pdf = Convert.ToBase64String(Encoding.ASCII.GetBytes("%PDF-1.4 x"));
        string documents = $$$"""[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"{{{pdf}}}"},"title":"a.pdf","citations":{"enabled":true}},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"The text of a note that goes on."},"citations":{"enabled":true}},{"type":"text","text":"What?"}]}]""";

        JsonNode answer = await _gateway.MessageAsync(documents);

        Assert.Equal("Echo: What?\n[file 1: application/pdf, 10 bytes]\n[file 2: text/plain, 32 bytes]", TextOf(answer));
        JsonArray citations = answer["content"]![0]!["citations"]!.AsArray();
        Assert.Equal(["page_location", "char_location"], Types(citations));
        Assert.Equal("The text of a note t", (string?)citations[1]!["cited_text"]);
        JsonNode error = await ErrorAsync(Gateway.Messages(documents, more: "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"string\"}}}"));
        Assert.Contains("Citations are not supported", (string?)error["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_marked_prompt_is_written_once_and_then_read()
    {
        const string System = "\"system\":[{\"type\":\"text\",\"text\":\"one two three\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}]";
        var seen = new List<(int, int, int)>();
        for (int i = 0; i < 2; i++)
        {
            JsonNode answer = await _gateway.MessageAsync("Hi there " + i, System);
            seen.Add((Usage(answer, "input_tokens"), Usage(answer, "cache_creation_input_tokens"), Usage(answer, "cache_read_input_tokens")));
        }

        Assert.Equal([(3, 3, 0), (3, 0, 3)], seen);
    }

    [Fact]
    public async Task A_message_of_the_assistant_is_gone_on_with()
    {
        JsonNode answer = await _gateway.MessageAsync("""[{"role":"user","content":"x"},{"role":"assistant","content":"first"}]""");
        Assert.Equal(" And that is all.", TextOf(answer));
    }

    [Fact]
    public async Task Tool_choice_is_obeyed()
    {
        Assert.Equal("tool_use", (string?)(await _gateway.MessageAsync("Hi", Lookup + ",\"tool_choice\":{\"type\":\"any\"}"))["stop_reason"]);
        Assert.Equal("lookup", (string?)(await _gateway.MessageAsync("Hi", Lookup + ",\"tool_choice\":{\"type\":\"tool\",\"name\":\"lookup\"}"))["content"]![0]!["name"]);
        Assert.Equal("No such tool: lookup", TextOf(await _gateway.MessageAsync("/toolcall lookup", Lookup + ",\"tool_choice\":{\"type\":\"none\"}")));
        JsonNode one = await _gateway.MessageAsync("/toolcall lookup\n/toolcall lookup", Lookup + ",\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}");
        Assert.Single(one["content"]!.AsArray());
    }

    [Theory]
    [InlineData("\"max_tokens\":null", "max_tokens: Field required")]
    [InlineData("\"frequency_penalty\":1", "frequency_penalty: Extra inputs are not permitted")]
    [InlineData("\"temperature\":1.5", "temperature: ")]
    [InlineData("\"thinking\":{\"type\":\"enabled\"}", "thinking.budget_tokens: Field required")]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":4096}", "max_tokens: `max_tokens` must be greater than")]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":100}", "thinking.budget_tokens: ")]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024},\"temperature\":0.5", "temperature: ")]
    [InlineData("\"messages\":[]", "messages: at least one message")]
    [InlineData("\"messages\":[{\"role\":\"assistant\",\"content\":\"x\"}]", "messages: first message")]
    [InlineData("\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]", "messages: Unexpected role")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"user\",\"content\":\"y\"}]", "messages: roles must alternate")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"\"}]}]", "messages: text content blocks must be non-empty")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"a\"}]}]", "messages.0.content: unexpected `tool_use_id`")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"n\",\"input\":{}}]},{\"role\":\"user\",\"content\":\"y\"}]", "messages.1: `tool_use` ids were found without")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/bmp\",\"data\":\"AAAA\"}}]}]", "messages.0.content.0.source.media_type: ")]
    [InlineData("\"tools\":[{\"name\":\"a b\",\"input_schema\":{\"type\":\"object\"}}]", "tools.0.name: ")]
    [InlineData("\"tools\":[{\"name\":\"a\",\"input_schema\":{\"type\":\"string\"}}]", "tools.0.input_schema.type: ")]
    [InlineData("\"tools\":[{\"type\":\"computer_20250124\",\"name\":\"computer\"}]", "tools.0.type: The emulator has no tool")]
    [InlineData("\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"properties\":{}}}}", "output_config.format.schema: For 'object'")]
    [InlineData("\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"integer\",\"minimum\":1}}}", "output_config.format.schema: For 'integer' type, property 'minimum'")]
    public async Task What_is_wrong_is_named_in_Anthropics_way(string members, string message)
    {
        JsonNode error = await ErrorAsync(Gateway.Messages("Hi", more: members));
        Assert.Equal("invalid_request_error", (string?)error["type"]);
        Assert.StartsWith(message, (string?)error["message"], StringComparison.Ordinal);
        Assert.Empty(_gateway.Emulator.Ledger);
    }

    [Theory]
    [InlineData("404", 404, "not_found_error")]
    [InlineData("413", 413, "request_too_large")]
    [InlineData("429", 429, "rate_limit_error")]
    [InlineData("500", 500, "api_error")]
    [InlineData("504", 504, "timeout_error")]
    [InlineData("529", 529, "overloaded_error")]
    [InlineData("401", 401, "new_api_error")]
    [InlineData("503-model", 503, "new_api_error")]
    public async Task Errors_have_Anthropics_shape_and_a_relays_own_have_OpenAIs(string fault, int status, string type)
    {
        using HttpResponseMessage response = await _gateway.PostAsync(Gateway.Messages("x"), fault, Path);
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal((status, type), ((int)response.StatusCode, (string?)answer["error"]!["type"]));
        Assert.Equal(type == "new_api_error" ? null : "error", (string?)answer["type"]);
    }

    [Fact]
    public async Task A_stream_can_fail_in_an_event_or_in_bare_JSON()
    {
        string inEvent = await _gateway.StreamTextAsync(Gateway.Messages("/say one two three", stream: true), "mid-stream-error", Path);
        Assert.Contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"", inEvent, StringComparison.Ordinal);
        string bare = await _gateway.StreamTextAsync(Gateway.Messages("/say one two three", stream: true), "bare-error", Path);
        Assert.Contains("\n\n{\"type\":\"error\",", bare, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", inEvent + bare, StringComparison.Ordinal);
        string unended = await _gateway.StreamTextAsync(Gateway.Messages("/say one", stream: true), "no-done", Path);
        Assert.Contains("\"stop_reason\":\"end_turn\"", unended, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", unended, StringComparison.Ordinal);
    }

    private static string TextOf(JsonNode message) => string.Concat(message["content"]!.AsArray().Where(b => (string?)b!["type"] == "text").Select(b => (string?)b!["text"]));

    private static IEnumerable<string?> Types(JsonNode blocks) => blocks.AsArray().Select(b => (string?)b!["type"]);

    private static int Usage(JsonNode message, string name) => (int)message["usage"]![name]!;

    private Task<JsonNode> ErrorAsync(string body) => _gateway.ErrorAsync(Last(body), path: Path);

    // Where a member is given twice, the last counts; null takes it away.
    private static string Last(string body)
    {
        using var document = JsonDocument.Parse(body);
        var last = new JsonObject();
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            last[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }

        return last.ToJsonString();
    }

    /// <summary>The message that a stream says, put together as a client does.</summary>
    private async Task<JsonNode> StreamAsync(string prompt)
    {
        JsonNode message = new JsonObject();
        var texts = new List<StringBuilder>();
        foreach (JsonNode e in Gateway.Events(await _gateway.StreamTextAsync(Gateway.Messages(prompt, stream: true), path: Path)))
        {
            switch ((string?)e["type"])
            {
                case "message_start":
                    message = e["message"]!.DeepClone();
                    break;
                case "content_block_start":
                    message["content"]!.AsArray().Add(e["content_block"]!.DeepClone());
                    texts.Add(new StringBuilder());
                    break;
                case "content_block_delta":
                    texts[(int)e["index"]!].Append((string?)e["delta"]!["text"]);
                    message["content"]![(int)e["index"]!]!["text"] = texts[(int)e["index"]!].ToString();
                    break;
                case "message_delta":
                    message["stop_reason"] = (string?)e["delta"]!["stop_reason"];
                    message["usage"] = e["usage"]!.DeepClone();
                    break;
            }
        }

        return message;
    }
}
