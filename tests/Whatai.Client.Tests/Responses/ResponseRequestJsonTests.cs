using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Conversations;
using Whatai.Client.Http;
using Whatai.Client.Responses;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What each member of a request to the Responses API becomes on the wire.</summary>
public class ResponseRequestJsonTests
{
    [Fact]
    public void What_is_null_is_not_sent()
    {
        JsonAssert.Equal("""{"model":"gpt-4.1","input":[{"role":"user","content":"Hi"}]}""", Write(ResponseEvents.Ask()));
    }

    [Fact]
    public void All_members_at_once()
    {
        ResponseRequest request = ResponseEvents.Ask() with
        {
            Instructions = "Be brief. 短",
            PreviousResponseId = "resp_0",
            Temperature = 0.8,
            TopP = 0.1,
            MaxTokens = 100,
            MaxToolCalls = 3,
            ReasoningEffort = "low",
            ReasoningSummary = "auto",
            Verbosity = "high",
            ResponseFormat = new ResponseFormat(),
            Tools = [new FunctionTool("time", Json("{}")) { Description = "Tells the time. 时间", Strict = true }],
            WebSearch = new WebSearch
            {
                Type = "web_search",
                ContextSize = "low",
                Location = new SearchLocation { Country = "CN", Region = "浙江", City = "杭州", Timezone = "Asia/Shanghai" },
            },
            ImageGeneration = true,
            ToolChoice = "Required",
            Store = false,
            Truncation = "auto",
            User = "u1",
            ServiceTier = "flex",
            SafetyIdentifier = "h1",
            PromptCacheKey = "k1",
            Metadata = new Dictionary<string, string> { ["job"] = "42" },
            Input = new object(),
        };

        JsonAssert.Equal(
            """
            {"model":"gpt-4.1","input":[{"role":"user","content":"Hi"}],"instructions":"Be brief. 短","previous_response_id":"resp_0","temperature":0.8,
             "top_p":0.1,"max_output_tokens":100,"max_tool_calls":3,"reasoning":{"effort":"low","summary":"auto"},
             "text":{"format":{"type":"json_object"},"verbosity":"high"},
             "tools":[{"type":"function","name":"time","description":"Tells the time. 时间","parameters":{},"strict":true},
                      {"type":"web_search","search_context_size":"low",
                       "user_location":{"type":"approximate","country":"CN","region":"浙江","city":"杭州","timezone":"Asia/Shanghai"}},
                      {"type":"image_generation"}],
             "tool_choice":"required","store":false,"truncation":"auto","user":"u1","service_tier":"flex","safety_identifier":"h1","prompt_cache_key":"k1","metadata":{"job":"42"}}
            """,
            Write(request));
    }

    [Fact]
    public void A_schema_stands_flat()
    {
        JsonAssert.Equal(
            """{"model":"gpt-4.1","input":[{"role":"user","content":"Hi"}],"text":{"format":{"type":"json_schema","name":"person","schema":{"type":"object"},"strict":true}}}""",
            Write(ResponseEvents.Ask() with { ResponseFormat = new ResponseFormat { Name = "person", Schema = Json("""{"type":"object"}"""), Strict = true } }));
    }

    // Chat functions have optional parameters where nothing is said; those here would not.
    [Fact]
    public void A_function_is_strict_only_where_asked()
    {
        JsonNode tool = JsonNode.Parse(Write(ResponseEvents.Ask() with { Tools = [new FunctionTool("f", Json("{}"))] }))!["tools"]![0]!;

        JsonAssert.Equal("""{"type":"function","name":"f","parameters":{},"strict":false}""", tool.ToJsonString());
    }

    [Theory]
    [InlineData("Auto", "\"auto\"")]
    [InlineData("none", "\"none\"")]
    [InlineData("weather", """{"type":"function","name":"weather"}""")]
    [InlineData("web_search_preview", """{"type":"web_search_preview"}""")]
    [InlineData("image_generation", """{"type":"image_generation"}""")]
    public void A_tool_is_chosen_by_word_or_name(string choice, string expected)
    {
        ResponseRequest request = ResponseEvents.Ask() with { ToolChoice = choice, WebSearch = new WebSearch(), ImageGeneration = true };

        JsonAssert.Equal(expected, JsonNode.Parse(Write(request))!["tool_choice"]!.ToJsonString());
    }

    [Fact]
    public void A_function_may_be_called_as_a_hosted_tool_that_is_not_offered()
    {
        Assert.Equal("function", (string?)JsonNode.Parse(Write(ResponseEvents.Ask() with { ToolChoice = "image_generation" }))!["tool_choice"]!["type"]);
    }

    [Fact]
    public void A_conversation_with_parts_calls_and_results()
    {
        AssertInput(
            """
            [{"role":"developer","content":"x"},
             {"role":"user","content":[{"type":"input_text","text":"Compare. 比"},
                                       {"type":"input_image","image_url":"https://h.example/a.png?x=1&y=2","detail":"high"},
                                       {"type":"input_image","image_url":"data:image/png;base64,AAAA+/==","detail":"auto"},
                                       {"type":"input_file","filename":"合同.pdf","file_data":"data:application/pdf;base64,AAAA"},
                                       {"type":"input_file","file_url":"https://h.example/b.pdf"}]},
             {"role":"assistant","content":"Let me see."},
             {"type":"function_call","call_id":"call_1","name":"weather","arguments":"{\"city\":\"北京\"}"},
             {"type":"function_call","call_id":"call_2","name":"time","arguments":"{}"},
             {"type":"function_call_output","call_id":"call_1","output":"sunny"},
             {"type":"function_call_output","call_id":"call_2","output":[{"type":"input_text","text":"see"},{"type":"input_image","image_url":"https://h/c.png","detail":"auto"}]},
             {"role":"assistant","content":[{"type":"output_text","text":"Well"},{"type":"refusal","refusal":"no"}]},
             {"role":"assistant","content":[{"type":"refusal","refusal":"never"}]},
             {"role":"assistant","content":[{"type":"output_text","text":"part"}]},
             {"role":"user","content":""}]
            """,
            new ChatMessage(ChatRole.System, "Be brief."),
            new ChatMessage("developer", "x"),
            new ChatMessage(ChatRole.User, "not sent")
            {
                Name = "anna",
                Parts =
                [
                    new ChatContentPart(ChatContentPart.TextType) { Text = "Compare. 比" },
                    new ChatContentPart(ChatContentPart.ImageUrlType) { Url = "https://h.example/a.png?x=1&y=2", Detail = "high" },
                    new ChatContentPart(ChatContentPart.ImageUrlType) { Url = "data:image/png;base64,AAAA+/==" },
                    new ChatContentPart(ChatContentPart.FileType) { Url = "data:application/pdf;base64,AAAA", FileName = "合同.pdf" },
                    new ChatContentPart(ChatContentPart.FileType) { Url = "https://h.example/b.pdf", FileName = "b.pdf" },
                ],
            },
            new ChatMessage(ChatRole.Assistant, "Let me see.")
            {
                Reasoning = "not sent",
                ToolCalls = [new ChatToolCall("call_1", "weather", """{"city":"北京"}"""), new ChatToolCall("call_2", "time", "{}")],
            },
            new ChatMessage(ChatRole.Tool, "sunny") { ToolCallId = "call_1" },
            new ChatMessage(ChatRole.Tool, null)
            {
                ToolCallId = "call_2",
                Parts = [new ChatContentPart(ChatContentPart.TextType) { Text = "see" }, new ChatContentPart(ChatContentPart.ImageUrlType) { Url = "https://h/c.png" }],
            },
            new ChatMessage(ChatRole.Assistant, "Well") { Refusal = "no" },
            new ChatMessage(ChatRole.Assistant, null) { Refusal = "never" },
            new ChatMessage(ChatRole.Assistant, null) { Parts = [new ChatContentPart(ChatContentPart.TextType) { Text = "part" }] },
            new ChatMessage(ChatRole.User, null) { Parts = [] });
    }

    [Fact]
    public void A_message_that_is_calls_alone_is_calls_alone()
    {
        AssertInput(
            """[{"type":"function_call","call_id":"a","name":"f","arguments":"{}"}]""",
            new ChatMessage(ChatRole.Assistant, "") { ToolCalls = [new ChatToolCall("a", "f", "{}")] });
    }

    [Fact]
    public void What_the_api_itself_wrote_goes_back_as_it_is()
    {
        const string Items = """[{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gA+/="},{"type":"message","id":"msg_1","n":1.0,"content":[{"type":"output_text","text":"你好 🌍"}]}]""";

        AssertInput(Items, new ChatMessage(ChatRole.Assistant, "not sent") { Native = new NativeMessage(NativeMessage.Responses, Items) });
    }

    [Theory]
    [InlineData(NativeMessage.Gemini, "[{}]")]
    [InlineData(NativeMessage.Responses, "[{")]
    [InlineData(NativeMessage.Responses, "{}")]
    [InlineData(NativeMessage.Responses, "")]
    public void What_another_api_wrote_or_nobody_can_read_does_not(string api, string json)
    {
        AssertInput("""[{"role":"assistant","content":"sent"}]""", new ChatMessage(ChatRole.Assistant, "sent") { Native = new NativeMessage(api, json) });
    }

    // Half a surrogate pair can't be written.
    [Fact]
    public void Damaged_text_in_what_the_api_wrote_is_mended()
    {
        AssertInput(
            """[{"type":"message","content":[{"type":"output_text","text":"a\ufffdb"}]}]""",
            new ChatMessage(ChatRole.Assistant, "") { Native = new NativeMessage(NativeMessage.Responses, """[{"type":"message","content":[{"type":"output_text","text":"a\ud83cb"}]}]""") });
    }

    [Fact]
    public void Extra_members_are_merged_into_the_body()
    {
        byte[] body = ResponseProtocol.Instance.WriteRequest(
            ResponseEvents.Ask() with { ReasoningEffort = "low" },
            new CallOptions { ExtraBody = JsonNode.Parse("""{"include":["reasoning.encrypted_content"],"reasoning":{"summary":"auto"}}""")!.AsObject() });

        JsonAssert.Equal(
            """{"model":"gpt-4.1","input":[{"role":"user","content":"Hi"}],"reasoning":{"effort":"low","summary":"auto"},"include":["reasoning.encrypted_content"]}""",
            Encoding.UTF8.GetString(body));
    }

    // A conversation keeps its instructions whatever the API; what the request says itself comes first.
    [Fact]
    public void A_system_message_at_the_start_is_the_instructions()
    {
        ChatMessage[] messages = [new(ChatRole.System, "Be brief. 短"), new(ChatRole.User, "Hi"), new(ChatRole.System, "later")];

        JsonAssert.Equal(
            """{"model":"gpt-4.1","input":[{"role":"user","content":"Hi"},{"role":"system","content":"later"}],"instructions":"Be brief. 短"}""",
            Write(new ResponseRequest { Model = "gpt-4.1", Messages = messages }));
        JsonAssert.Equal(
            """
            {"model":"gpt-4.1","input":[{"role":"system","content":"Be brief. 短"},{"role":"user","content":"Hi"},{"role":"system","content":"later"}],
             "instructions":"own"}
            """,
            Write(new ResponseRequest { Model = "gpt-4.1", Messages = messages, Instructions = "own" }));
    }

    private static void AssertInput(string expected, params ChatMessage[] messages) =>
        JsonAssert.Equal(expected, JsonNode.Parse(Write(ResponseEvents.Ask() with { Messages = messages }))!["input"]!.ToJsonString());

    private static string Write(ResponseRequest request) => Encoding.UTF8.GetString(ResponseProtocol.Instance.WriteRequest(request));

    private static JsonElement Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
