using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What each member of a request becomes on the wire.</summary>
public class ChatRequestJsonTests
{
    [Theory]
    [InlineData(null, null, """{}""")]
    [InlineData("high", null, """{"search_context_size":"high"}""")]
    [InlineData(null, "DE", """{"user_location":{"type":"approximate","approximate":{"country":"DE"}}}""")]
    public void A_search_of_the_web_has_its_options(string? size, string? country, string expected)
    {
        ChatRequest request = Given.Chat("x") with { WebSearch = new ChatWebSearch { ContextSize = size, Location = country is null ? null : new SearchLocation { Country = country } } };

        Assert.Equal(expected, JsonNode.Parse(ChatRequestWriter.Write(request, false, null))!["web_search_options"]!.ToJsonString());
    }

    [Fact]
    public void A_prediction_is_content()
    {
        Assert.Equal("""{"type":"content","content":"a\nb"}""", JsonNode.Parse(ChatRequestWriter.Write(Given.Chat("x") with { Prediction = "a\nb" }, false, null))!["prediction"]!.ToJsonString());
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(1, true)]
    [InlineData(-1, false)]
    public void A_sound_goes_back_by_its_id_while_the_server_knows_it(int? hours, bool isSent)
    {
        var said = new ChatMessage(ChatRole.Assistant, "Good day") { Audio = new ChatAudio { Id = "audio_1", Bytes = [1], ExpiresAt = hours is int left ? DateTimeOffset.UtcNow.AddHours(left) : null } };

        JsonNode sent = JsonNode.Parse(ChatRequestWriter.Write(Given.Chat("x") with { Messages = [said] }, false, null))!["messages"]![0]!;

        Assert.Equal(isSent ? """{"role":"assistant","content":"Good day","audio":{"id":"audio_1"}}""" : """{"role":"assistant","content":"Good day"}""", sent.ToJsonString());
    }

    [Fact]
    public void What_is_null_is_not_sent()
    {
        JsonAssert.Equal("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""", Write(Given.Chat("Hi")));
    }

    [Fact]
    public void A_stream_asks_for_usage()
    {
        JsonAssert.Equal(
            """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true}}""",
            Write(Given.Chat("Hi"), stream: true));
    }

    [Fact]
    public void All_members_at_once()
    {
        var request = new ChatRequest
        {
            Model = "m",
            Messages =
            [
                new ChatMessage(ChatRole.System, "Be brief."),
                new ChatMessage(ChatRole.User, "天气?") { Name = "anna" },
                new ChatMessage(ChatRole.Assistant, null)
                {
                    Reasoning = "not sent",
                    ToolCalls = [new ChatToolCall("call_1", "weather", """{"city":"北京"}"""), new ChatToolCall("call_2", "time", "{}")],
                },
                new ChatMessage(ChatRole.Tool, "sunny") { ToolCallId = "call_1" },
                new ChatMessage(ChatRole.Assistant, "") { Refusal = "no" },
                new ChatMessage("developer", "x"),
                new ChatMessage(ChatRole.User, "not sent")
                {
                    Parts =
                    [
                        new ChatContentPart(ChatContentPart.TextType) { Text = "Compare. 比" },
                        new ChatContentPart(ChatContentPart.ImageUrlType) { Url = "https://h.example/a.png?x=1&y=2", Detail = "high" },
                        new ChatContentPart(ChatContentPart.ImageUrlType) { Url = "data:video/mp4;base64,AAAA+/==" },
                        new ChatContentPart(ChatContentPart.FileType) { Url = "data:application/pdf;base64,AAAA", FileName = "合同.pdf" },
                    ],
                    Images = [],
                },
                new ChatMessage(ChatRole.User, "sent") { Parts = [], Native = new NativeMessage(NativeMessage.Gemini, """{"parts":[]}""") },
            ],
            Temperature = 0.8,
            TopP = 0.1,
            Count = 2,
            Stop = ["a", "b"],
            MaxTokens = 100,
            MaxCompletionTokens = 200,
            PresencePenalty = -1.5,
            FrequencyPenalty = 2,
            LogitBias = new Dictionary<string, int> { ["50256"] = -100 },
            User = "u1",
            Seed = 9007199254740993,
            ReasoningEffort = "low",
            Verbosity = "high",
            ServiceTier = "flex",
            SafetyIdentifier = "h1",
            PromptCacheKey = "k1",
            ResponseFormat = new ResponseFormat(),
            Tools =
            [
                new FunctionTool("weather", Json("""{"type":"object"}""")),
                new FunctionTool("time", Json("{}")) { Description = "Tells the time. 时间", Strict = false },
            ],
            ToolChoice = "Auto",
            Input = "not sent",
        };

        JsonAssert.Equal(
            """
            {"model":"m",
             "messages":[
               {"role":"system","content":"Be brief."},
               {"role":"user","content":"天气?","name":"anna"},
               {"role":"assistant","content":null,"tool_calls":[
                 {"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"北京\"}"}},
                 {"id":"call_2","type":"function","function":{"name":"time","arguments":"{}"}}]},
               {"role":"tool","content":"sunny","tool_call_id":"call_1"},
               {"role":"assistant","content":"","refusal":"no"},
               {"role":"developer","content":"x"},
               {"role":"user","content":[
                 {"type":"text","text":"Compare. 比"},
                 {"type":"image_url","image_url":{"url":"https://h.example/a.png?x=1&y=2","detail":"high"}},
                 {"type":"image_url","image_url":{"url":"data:video/mp4;base64,AAAA+/=="}},
                 {"type":"file","file":{"filename":"合同.pdf","file_data":"data:application/pdf;base64,AAAA"}}]},
               {"role":"user","content":"sent"}],
             "temperature":0.8,"top_p":0.1,"n":2,"stop":["a","b"],"max_tokens":100,"max_completion_tokens":200,
             "presence_penalty":-1.5,"frequency_penalty":2,"logit_bias":{"50256":-100},"user":"u1","seed":9007199254740993,
             "reasoning_effort":"low","verbosity":"high","service_tier":"flex","safety_identifier":"h1","prompt_cache_key":"k1","response_format":{"type":"json_object"},
             "tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object"}}},
                      {"type":"function","function":{"name":"time","description":"Tells the time. 时间","parameters":{},"strict":false}}],
             "tool_choice":"auto"}
            """,
            Write(request));
    }

    public static TheoryData<string, string> Members => new()
    {
        { "Temperature", """{"temperature":0}""" },
        { "TopP", """{"top_p":0.95}""" },
        { "Count", """{"n":1}""" },
        { "MaxTokens", """{"max_tokens":1}""" },
        { "MaxCompletionTokens", """{"max_completion_tokens":1}""" },
        { "PresencePenalty", """{"presence_penalty":0.3}""" },
        { "FrequencyPenalty", """{"frequency_penalty":-0.3}""" },
        { "Stop one", """{"stop":"END"}""" },
        { "Stop none", """{}""" },
        { "LogitBias none", """{}""" },
        { "User", """{"user":""}""" },
        { "Seed", """{"seed":-1}""" },
        { "LogProbs", """{"logprobs":true,"top_logprobs":0}""" },
        { "ResponseFormat", """{"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{}}}}""" },
        { "Tools none", """{}""" },
        { "ToolChoice word", """{"tool_choice":"required"}""" },
        { "ToolChoice", """{"tool_choice":{"type":"function","function":{"name":"f"}}}""" },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public void Each_member_alone(string member, string json)
    {
        ChatRequest request = Given.Chat("Hi");
        request = member switch
        {
            "Temperature" => request with { Temperature = 0 },
            "TopP" => request with { TopP = 0.95 },
            "Count" => request with { Count = 1 },
            "MaxTokens" => request with { MaxTokens = 1 },
            "MaxCompletionTokens" => request with { MaxCompletionTokens = 1 },
            "PresencePenalty" => request with { PresencePenalty = 0.3 },
            "FrequencyPenalty" => request with { FrequencyPenalty = -0.3 },
            "Stop one" => request with { Stop = ["END"] },
            "Stop none" => request with { Stop = [] },
            "LogitBias none" => request with { LogitBias = new Dictionary<string, int>() },
            "User" => request with { User = "" },
            "Seed" => request with { Seed = -1 },
            "LogProbs" => request with { LogProbs = 0 },
            "ResponseFormat" => request with { ResponseFormat = new ResponseFormat { Name = "n", Strict = true, Schema = Json("{}") } },
            "Tools none" => request with { Tools = [] },
            "ToolChoice" => request with { ToolChoice = "f" },
            "ToolChoice word" => request with { ToolChoice = "REQUIRED" },
            _ => throw new ArgumentOutOfRangeException(nameof(member), member, null),
        };
        JsonObject expected = JsonNode.Parse(json)!.AsObject();
        expected["model"] = "gpt-4o-mini";
        expected["messages"] = JsonNode.Parse("""[{"role":"user","content":"Hi"}]""");

        JsonAssert.Equal(expected.ToJsonString(), Write(request));
    }

    // A new member must be written, and be in the tests above.
    [Fact]
    public void No_member_is_forgotten()
    {
        Assert.Equal(27, typeof(ChatRequest).GetProperties().Length);
        Assert.Equal(11, typeof(ChatMessage).GetProperties().Length);
        Assert.Equal(5, typeof(ChatContentPart).GetProperties().Length);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.7)]
    [InlineData(1.0)]
    [InlineData(1.1)]
    [InlineData(-2.0)]
    public void Numbers_are_written_as_a_person_would(double number)
    {
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"\"temperature\":{number}}}"),
            Write(Given.Chat("Hi") with { Temperature = number }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_written_alike_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            JsonAssert.Equal(
                """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"temperature":0.5,"n":1000000}""",
                Write(Given.Chat("Hi") with { Temperature = 0.5, Count = 1_000_000 }));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task The_body_goes_out_with_the_calls_extra_members()
    {
        var handler = new ScriptedHandler(Steps.Ok());
        using var client = new WhataiClient(Given.Options(), handler);

        await client.Chat.CompleteAsync(
            Given.Chat("Hi") with { Temperature = 1, ResponseFormat = new ResponseFormat() },
            new CallOptions { ExtraBody = JsonNode.Parse("""{"temperature":null,"response_format":{"strict":true},"top_k":5,"enable_thinking":null}""")!.AsObject() });

        JsonAssert.Equal(
            """
            {"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],
             "response_format":{"type":"json_object","strict":true},"top_k":5,"enable_thinking":null}
            """,
            Encoding.UTF8.GetString(handler.Requests[0].Body!));
    }

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static string Write(ChatRequest request, bool stream = false) => Encoding.UTF8.GetString(ChatRequestWriter.Write(request, stream, null));
}
