using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Conversations;
using Whatai.Client.Messages;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What goes out to Claude's own API.</summary>
public class MessageRequestJsonTests
{
    private const string Png = "data:image/png;base64,AAAA";

    private static readonly ChatMessage s_calls = new(ChatRole.Assistant, "Let me see.")
    {
        ToolCalls = [new ChatToolCall("call/1", "weather", """{"city":"Köln"}"""), new ChatToolCall("call_2", "time", "not json")],
    };

    [Fact]
    public void A_question_alone() =>
        AssertJson("""{"model":"claude-sonnet-4-5","max_tokens":8192,"messages":[{"role":"user","content":"Hi"}]}""", GivenMessages.Request());

    [Fact]
    public void Every_parameter() => AssertJson(
        """
        {"model":"claude-sonnet-4-5","max_tokens":100,"system":"Be short.","messages":[{"role":"user","content":"Hi"}],"thinking":{"type":"adaptive","display":"summarized"},
         "tools":[{"type":"web_search_20250305","name":"web_search","max_uses":3,"allowed_domains":["example.com"],"user_location":{"type":"approximate","country":"DE"}},
                  {"name":"weather","description":"Tells.","input_schema":{"type":"object"},"strict":true}],
         "tool_choice":{"type":"any"},"output_config":{"effort":"low"},"stop_sequences":["END"],"temperature":0.8,"top_p":0.9,"top_k":5,"metadata":{"user_id":"u"},"service_tier":"auto"}
        """,
        GivenMessages.Request(new ChatMessage(ChatRole.System, "Be short."), new ChatMessage(ChatRole.User, "Hi")) with
        {
            MaxTokens = 100,
            Thinking = "adaptive",
            ThinkingDisplay = "summarized",
            WebSearch = new MessageWebSearch { MaxUses = 3, AllowedDomains = ["example.com"], Location = new SearchLocation { Country = "DE" } },
            Tools = [new FunctionTool("weather", GivenMessages.Json("""{"type":"object"}""")) { Description = "Tells.", Strict = true }],
            ToolChoice = "required",
            Effort = "low",
            Stop = ["END"],
            Temperature = 0.8,
            TopP = 0.9,
            TopK = 5,
            User = "u",
            ServiceTier = "auto",
        });

    [Theory]
    [InlineData(2000, null, """{"type":"enabled","budget_tokens":2000}""", 10192)]
    [InlineData(0, null, """{"type":"disabled"}""", 8192)]
    [InlineData(2000, "adaptive", """{"type":"adaptive","budget_tokens":2000}""", 10192)]
    [InlineData(null, "disabled", """{"type":"disabled"}""", 8192)]
    public void Thinking(int? budget, string? type, string expected, int maxTokens)
    {
        JsonElement body = GivenMessages.Body(GivenMessages.Request() with { ThinkingBudget = budget, Thinking = type });
        Assert.Equal(expected, body.GetProperty("thinking").GetRawText());
        Assert.Equal(maxTokens, body.GetProperty("max_tokens").GetInt32());
    }

    [Theory]
    [InlineData("auto", """{"type":"auto"}""")]
    [InlineData("Required", """{"type":"any"}""")]
    [InlineData("none", """{"type":"none"}""")]
    [InlineData("weather", """{"type":"tool","name":"weather"}""")]
    public void A_tool_choice(string choice, string expected) =>
        Assert.Equal(expected, GivenMessages.Body(GivenMessages.Request() with { ToolChoice = choice }).GetProperty("tool_choice").GetRawText());

    [Fact]
    public void Turns_alternate_and_results_of_all_calls_come_first() => AssertMessages(
        """
        [{"role":"user","content":"Hi"},
         {"role":"assistant","content":[{"type":"text","text":"Let me see."},{"type":"tool_use","id":"call_1","name":"weather","input":{"city":"Köln"}},{"type":"tool_use","id":"call_2","name":"time","input":{"arguments":"not json"}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"rain"},{"type":"tool_result","tool_use_id":"call_2","content":""},{"type":"text","text":"And?"}]},
         {"role":"assistant","content":"Rain."}]
        """,
        new ChatMessage(ChatRole.System, "s"),
        new ChatMessage(ChatRole.User, "Hi"),
        s_calls,
        new ChatMessage(ChatRole.Tool, "rain") { ToolCallId = "call/1" },
        new ChatMessage(ChatRole.Tool, null) { ToolCallId = "call_2" },
        new ChatMessage(ChatRole.Assistant, ""),
        new ChatMessage(ChatRole.User, "And?"),
        new ChatMessage(ChatRole.Assistant, "Rain.") { Reasoning = "not signed" });

    [Fact]
    public void Images_and_documents_come_before_the_text() => AssertMessages(
        """
        [{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},
          {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"},"title":"a.pdf"},{"type":"document","source":{"type":"url","url":"https://example.com/b.pdf"}},
          {"type":"document","source":{"type":"text","media_type":"text/plain","data":"Hi"},"title":"c.txt"},{"type":"text","text":"What?"}]}]
        """,
        new ChatMessage(ChatRole.User, "What?")
        {
            Parts =
            [
                new ChatContentPart(ChatContentPart.TextType) { Text = "What?" },
                new ChatContentPart(ChatContentPart.ImageUrlType) { Url = Png },
                new ChatContentPart(ChatContentPart.ImageUrlType) { Url = "https://example.com/a.png" },
                new ChatContentPart(ChatContentPart.FileType) { Url = "data:application/pdf;base64,JVBE", FileName = "a.pdf" },
                new ChatContentPart(ChatContentPart.FileType) { Url = "https://example.com/b.pdf" },
                new ChatContentPart(ChatContentPart.FileType) { Url = "data:text/plain;base64,SGk=", FileName = "c.txt" },
            ],
        });

    [Fact]
    public void Documents_to_quote_from()
    {
        JsonElement body = GivenMessages.Body(GivenMessages.Request(new ChatMessage(ChatRole.User, "What?")
        {
            Parts =
            [
                new ChatContentPart(ChatContentPart.FileType) { Url = "data:application/pdf;base64,JVBE", FileName = "a.pdf" },
                TextFile.ToPart("b \"1\".md", "text of a file"),
                new ChatContentPart(ChatContentPart.TextType) { Text = "What? <file" },
            ],
        }) with { CiteDocuments = true });
        Assert.Equal(
            ["document a.pdf", "document b \"1\".md", "text "],
            body.GetProperty("messages")[0].GetProperty("content").EnumerateArray().Select(static block =>
                $"{block.GetProperty("type").GetString()} {(block.TryGetProperty("citations", out JsonElement citations) && citations.GetProperty("enabled").GetBoolean() ? block.GetProperty("title").GetString() : null)}"));
        Assert.Equal("text of a file\n", body.GetProperty("messages")[0].GetProperty("content")[1].GetProperty("source").GetProperty("data").GetString());
    }

    [Theory]
    [InlineData("""[{"type":"thinking","thinking":"","signature":"c2ln"},{"type":"redacted_thinking","data":"x"},{"type":"text","text":"\u4f60","citations":null},{"type":"tool_use","id":"t/1","name":"n","input":{ "a" : 1.0 }}]""", null)]
    [InlineData("""[{"type":"thinking","thinking":"not signed"},{"type":"text","text":"Hi"}]""", """[{"type":"text","text":"Hi"}]""")]
    [InlineData("""[{"type":"text","text":""},{"type":"tool_use","id":"t","name":"n","input":"{\"a\":"}]""", """[{"type":"tool_use","id":"t","name":"n","input":{"arguments":"{\"a\":"}}]""")]
    [InlineData("not json", """[{"type":"text","text":"own"}]""")]
    [InlineData("""[{"type":"thinking","thinking":"alone"}]""", """[{"type":"text","text":"own"}]""")]
    public void An_answer_goes_back_as_it_came(string native, string? expected)
    {
        JsonElement body = GivenMessages.Body(GivenMessages.Request(
            new ChatMessage(ChatRole.User, "Hi"), new ChatMessage(ChatRole.Assistant, "own") { Native = new NativeMessage(NativeMessage.Messages, native) }, new ChatMessage(ChatRole.User, "And?")));
        Assert.Equal(expected ?? native, body.GetProperty("messages")[1].GetProperty("content").GetRawText());
    }

    [Fact]
    public void The_prompt_cache_keeps_what_is_asked()
    {
        FunctionTool[] tools = [new("a", GivenMessages.Json("""{"type":"object"}""")), new("b", GivenMessages.Json("""{"type":"object"}"""))];
        const string Mark = """{"type":"ephemeral","ttl":"1h"}""";
        JsonElement withSystem = GivenMessages.Body(GivenMessages.Request(new ChatMessage(ChatRole.System, "s"), new ChatMessage(ChatRole.User, "Hi")) with { CacheSystem = true, CacheMessages = true, CacheTtl = "1h", Tools = tools });
        Assert.Equal(Mark, withSystem.GetProperty("system")[0].GetProperty("cache_control").GetRawText());
        Assert.Equal(Mark, withSystem.GetProperty("messages")[0].GetProperty("content")[0].GetProperty("cache_control").GetRawText());
        Assert.DoesNotContain("cache_control", withSystem.GetProperty("tools").GetRawText(), System.StringComparison.Ordinal);

        JsonElement alone = GivenMessages.Body(GivenMessages.Request() with { CacheSystem = true, Tools = tools });
        Assert.False(alone.GetProperty("tools")[0].TryGetProperty("cache_control", out _));
        Assert.Equal("""{"type":"ephemeral"}""", alone.GetProperty("tools")[1].GetProperty("cache_control").GetRawText());
    }

    [Theory]
    [InlineData(
        """{"type":"object","properties":{"n":{"type":"integer","minimum":1,"description":"How many."},"l":{"type":"array","items":{"type":"object","properties":{"s":{"type":"string","maxLength":3}}},"minItems":2},"d":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/x"}],"default":null}},"required":["n"],"$defs":{"x":{"type":"string","enum":["a"]}}}""",
        """{"type":"object","properties":{"n":{"type":"integer","description":"How many.\n\n{\"minimum\":1}"},"l":{"type":"array","items":{"type":"object","properties":{"s":{"type":"string","description":"{\"maxLength\":3}"}},"additionalProperties":false},"description":"{\"minItems\":2}"},"d":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/x"}],"default":null}},"required":["n"],"$defs":{"x":{"type":"string","enum":["a"]}},"additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","additionalProperties":{"type":"string"}}}}""", null)]
    [InlineData("""{"type":"object"}""", null)]
    public void A_schema(string schema, string? expected)
    {
        JsonElement body = GivenMessages.Body(GivenMessages.Request() with { ResponseFormat = new ResponseFormat { Schema = GivenMessages.Json(schema) } });
        if (expected is null)
        {
            // Nothing that the API refuses, and the model knows it all the same.
            Assert.False(body.TryGetProperty("output_config", out _));
            Assert.EndsWith(schema, body.GetProperty("system").GetString(), System.StringComparison.Ordinal);
            return;
        }

        JsonElement format = body.GetProperty("output_config").GetProperty("format");
        Assert.Equal("json_schema", format.GetProperty("type").GetString());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(format.GetProperty("schema").GetRawText())), format.GetRawText());
    }

    [Fact]
    public void Json_of_any_kind_is_asked_for_in_words()
    {
        JsonElement body = GivenMessages.Body(GivenMessages.Request(new ChatMessage(ChatRole.System, "s"), new ChatMessage(ChatRole.User, "Hi")) with { ResponseFormat = new ResponseFormat() });
        Assert.Equal(2, body.GetProperty("system").GetArrayLength());
        Assert.Contains("JSON object", body.GetProperty("system")[1].GetProperty("text").GetString(), System.StringComparison.Ordinal);
    }

    [Fact]
    public void Counting_sends_the_input_alone()
    {
        byte[] body = MessageRequestWriter.WriteCount(GivenMessages.Request() with { MaxTokens = 5, Temperature = 1, Stop = ["x"], User = "u", Thinking = "adaptive" }, null);
        Assert.Equal("""{"model":"claude-sonnet-4-5","messages":[{"role":"user","content":"Hi"}],"thinking":{"type":"adaptive"}}""", Encoding.UTF8.GetString(body));
    }

    private static void AssertJson(string expected, MessageRequest request)
    {
        JsonElement body = GivenMessages.Body(request);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(body.GetRawText())), body.GetRawText());
    }

    private static void AssertMessages(string expected, params ChatMessage[] messages)
    {
        string sent = GivenMessages.Body(GivenMessages.Request(messages)).GetProperty("messages").GetRawText();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(sent)), sent);
    }
}
