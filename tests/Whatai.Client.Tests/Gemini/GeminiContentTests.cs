using System;
using System.Text.Json.Nodes;
using Whatai.Client.Conversations;
using Whatai.Client.Media;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What a conversation becomes on the wire.</summary>
public class GeminiContentTests
{
    [Fact]
    public void Instructions_are_gathered_and_the_roles_are_user_and_model()
    {
        JsonAssert.Equal(
            """
            {"systemInstruction":{"parts":[{"text":"Be brief."},{"text":"Be kind."}]},
             "contents":[
               {"role":"user","parts":[{"text":"天气?"},{"text":"Now?"}]},
               {"role":"model","parts":[{"text":"Sunny."},{"text":"I won't."}]},
               {"role":"user","parts":[{"text":""},{"text":"And now?"}]}]}
            """,
            Body(
                new ChatMessage(ChatRole.System, "Be brief."),
                new ChatMessage(ChatRole.User, "天气?") { Name = "anna" },
                new ChatMessage("developer", "Be kind."),
                new ChatMessage(ChatRole.User, "Now?"),
                new ChatMessage(ChatRole.Assistant, "Sunny.") { Reasoning = "not sent", Images = [new WhataiImage { Bytes = [1] }] },
                new ChatMessage(ChatRole.Assistant, "") { Refusal = "I won't." },
                new ChatMessage(ChatRole.Assistant, null) { Reasoning = "an empty content is refused" },
                new ChatMessage(ChatRole.User, ""),
                new ChatMessage(ChatRole.Assistant, null),
                new ChatMessage(ChatRole.User, "And now?")));
    }

    [Fact]
    public void Contents_of_Geminis_own_are_not_joined_with_their_neighbours()
    {
        JsonAssert.Equal(
            """
            {"contents":[{"role":"model","parts":[{"text":"a"}]},{"parts":[{"text":"b"}],"role":"model"},{"role":"model","parts":[{"text":"c"}]},
                         {"role":"user","parts":[{"functionResponse":{"name":"x","response":{}}}]},{"role":"user","parts":[{"text":"d"}]}]}
            """,
            Body(
                new ChatMessage(ChatRole.Assistant, "a"),
                new ChatMessage(ChatRole.Assistant, null) { Native = new NativeMessage(NativeMessage.Gemini, """{"parts":[{"text":"b"}],"role":"model"}""") },
                new ChatMessage(ChatRole.Assistant, "c"),
                new ChatMessage(ChatRole.Tool, "{}") { Name = "x" },
                new ChatMessage(ChatRole.User, "d")));
    }

    [Theory]
    [InlineData("data:image/png;base64,AAAA", """{"inlineData":{"mimeType":"image/png","data":"AAAA"}}""")]
    [InlineData("DATA:video/mp4;codecs=x;base64,AA==", """{"inlineData":{"mimeType":"video/mp4","data":"AA=="}}""")]
    [InlineData("data:text/plain;charset=utf-8,%E4%BD%A0%20a", """{"inlineData":{"mimeType":"text/plain","data":"5L2gIGE="}}""")]
    [InlineData("data:,a", """{"inlineData":{"mimeType":"application/octet-stream","data":"YQ=="}}""")]
    [InlineData("https://h.example/a.PNG?x=1.pdf", """{"fileData":{"mimeType":"image/png","fileUri":"https://h.example/a.PNG?x=1.pdf"}}""")]
    [InlineData("https://h.example/a.mp4", """{"fileData":{"mimeType":"video/mp4","fileUri":"https://h.example/a.mp4"}}""")]
    [InlineData("https://youtu.be/abc", """{"fileData":{"fileUri":"https://youtu.be/abc"}}""")]
    [InlineData("gs://bucket/a.pdf", """{"fileData":{"mimeType":"application/pdf","fileUri":"gs://bucket/a.pdf"}}""")]
    public void Data_goes_inline_and_an_address_as_a_file(string url, string part)
    {
        foreach (string type in new[] { ChatContentPart.ImageUrlType, ChatContentPart.FileType })
        {
            JsonAssert.Equal(
                $$"""{"contents":[{"role":"user","parts":[{{part}}]}]}""",
                Body(new ChatMessage(ChatRole.User, "not sent") { Parts = [new ChatContentPart(type) { Url = url, Detail = "high" }] }));
        }
    }

    [Theory]
    [InlineData("text image image", "image image text")]
    [InlineData("text", "text")]
    [InlineData("image text image", "image text image")]
    [InlineData("text image text image", "text image text image")]
    public void Media_go_before_a_text_that_leads_them(string given, string sent)
    {
        string body = Body(new ChatMessage(ChatRole.User, null)
        {
            Parts = Array.ConvertAll(given.Split(' '), word => word == "text"
                ? new ChatContentPart(ChatContentPart.TextType) { Text = "t" }
                : new ChatContentPart(ChatContentPart.ImageUrlType) { Url = "https://h.example/a" }),
        });

        JsonArray parts = JsonNode.Parse(body)!["contents"]![0]!["parts"]!.AsArray();
        Assert.Equal(sent, string.Join(' ', Array.ConvertAll([.. parts], part => part!["text"] is null ? "image" : "text")));
    }

    [Fact]
    public void A_tool_round_of_another_API()
    {
        JsonAssert.Equal(
            """
            {"contents":[
               {"role":"user","parts":[{"text":"天气?"}]},
               {"role":"model","parts":[{"text":"I look."},
                 {"functionCall":{"id":"call_1","name":"weather","args":{"city":"北京"}}},
                 {"functionCall":{"id":"call_2","name":"time","args":{}}},
                 {"functionCall":{"id":"call_3","name":"broken","args":{"arguments":"{\"a\":"}}}]},
               {"role":"user","parts":[
                 {"functionResponse":{"id":"call_2","name":"time","response":{"result":"12:00"}}},
                 {"functionResponse":{"id":"call_1","name":"weather","response":{"sky":"blue","n":[1,2]}}},
                 {"functionResponse":{"id":"call_3","name":"broken","response":{"result":"[1]"}}}]},
               {"role":"model","parts":[{"functionCall":{"id":"call_1","name":"later","args":{}}}]},
               {"role":"user","parts":[
                 {"functionResponse":{"id":"call_1","name":"later","response":{}}},
                 {"functionResponse":{"id":"call_9","name":"lost","response":{"result":"x"}}}]}]}
            """,
            Body(
                new ChatMessage(ChatRole.User, "天气?"),
                new ChatMessage(ChatRole.Assistant, "I look.")
                {
                    ToolCalls =
                    [
                        new ChatToolCall("call_1", "weather", """{"city":"北京"}"""),
                        new ChatToolCall("call_2", "time", ""),
                        new ChatToolCall("call_3", "broken", """{"a":"""),
                    ],
                },
                new ChatMessage(ChatRole.Tool, "12:00") { ToolCallId = "call_2" },
                new ChatMessage(ChatRole.Tool, """ {"sky":"blue","n":[1,2]}""") { ToolCallId = "call_1" },
                new ChatMessage(ChatRole.Tool, null) { ToolCallId = "call_3", Parts = [new ChatContentPart(ChatContentPart.TextType) { Text = "[1]" }] },
                new ChatMessage(ChatRole.Assistant, null) { ToolCalls = [new ChatToolCall("call_1", "later", "{}")] },
                new ChatMessage(ChatRole.Tool, "") { ToolCallId = "call_1" },
                new ChatMessage("function", "x") { ToolCallId = "call_9", Name = "lost" }));
    }

    [Fact]
    public void A_message_of_Geminis_own_goes_back_as_it_came()
    {
        const string Content = """{"parts":[{"text":"I look.","odd":1},{"functionCall":{"name":"time","args":{"a":1.0}},"thought_signature":"Zm9v"},{"functionCall":{"name":"day","id":"fc-1"}}],"role":"model"}""";

        string body = Body(
            new ChatMessage(ChatRole.User, "When?"),
            new ChatMessage(ChatRole.Assistant, "not sent")
            {
                ToolCalls = [new ChatToolCall("call_1_0", "time", "{}"), new ChatToolCall("fc-1", "day", "{}")],
                Native = new NativeMessage(NativeMessage.Gemini, Content),
            },
            new ChatMessage(ChatRole.Tool, "12:00") { ToolCallId = "call_1_0" },
            new ChatMessage(ChatRole.Tool, "Monday") { ToolCallId = "fc-1" });

        Assert.Contains(Content, body, StringComparison.Ordinal);
        // An id that was made up here means nothing there.
        JsonAssert.Equal(
            """
            {"role":"user","parts":[{"functionResponse":{"name":"time","response":{"result":"12:00"}}},
                                    {"functionResponse":{"id":"fc-1","name":"day","response":{"result":"Monday"}}}]}
            """,
            JsonNode.Parse(body)!["contents"]![2]!.ToJsonString());
    }

    [Theory]
    [InlineData(NativeMessage.Responses, "[]")]
    [InlineData(NativeMessage.Gemini, "[]")]
    [InlineData(NativeMessage.Gemini, "{\"parts\":[")]
    [InlineData(NativeMessage.Gemini, "")]
    public void What_is_not_Geminis_own_form_is_not_sent(string api, string json)
    {
        JsonAssert.Equal(
            """{"contents":[{"role":"model","parts":[{"text":"Hello"},{"functionCall":{"id":"c1","name":"f","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"id":"c1","name":"f","response":{"result":"x"}}}]}]}""",
            Body(
                new ChatMessage(ChatRole.Assistant, "Hello") { Native = new NativeMessage(api, json), ToolCalls = [new ChatToolCall("c1", "f", "{}")] },
                new ChatMessage(ChatRole.Tool, "x") { ToolCallId = "c1" }));
    }

    private static string Body(params ChatMessage[] messages) => GivenGemini.Body(GivenGemini.Request(messages));
}
