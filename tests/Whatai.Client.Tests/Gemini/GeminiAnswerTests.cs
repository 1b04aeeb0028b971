using System;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Gemini;
using Whatai.Client.Media;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What an answer's members are read from; each answer is read plainly and as a stream of one event.</summary>
public class GeminiAnswerTests
{
    [Fact]
    public async Task A_whole_answer()
    {
        const string Json =
            """
            {
              "candidates": [
                {
                  "content": {
                    "parts": [
                      {"text": "**Thinking.** ", "thought": true},
                      {"text": "Hmm.", "thought": true},
                      {"text": "AI learns "},
                      {"text": "from data.", "thoughtSignature": "c2ln"}
                    ],
                    "role": "model"
                  },
                  "finishReason": "STOP",
                  "index": 0,
                  "safetyRatings": [{"category": "HARM_CATEGORY_HARASSMENT", "probability": "NEGLIGIBLE"}]
                }
              ],
              "promptFeedback": {"safetyRatings": []},
              "usageMetadata": {
                "promptTokenCount": 9, "candidatesTokenCount": 5, "totalTokenCount": 145, "cachedContentTokenCount": 4,
                "toolUsePromptTokenCount": 3, "thoughtsTokenCount": 128, "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 9}]
              },
              "modelVersion": "gemini-2.5-pro",
              "createTime": "2026-11-21T10:00:00.5Z",
              "responseId": "mAitaLmkHPPlz7IPvtfUqQ4"
            }
            """;

        GeminiCompletion completion = await ReadAsync(Json);

        Assert.Equal("AI learns from data.", completion.Text);
        Assert.Equal(completion.Text, completion.ToString());
        Assert.Equal("**Thinking.** Hmm.", completion.Reasoning);
        Assert.Equal("stop", completion.FinishReason);
        Assert.Equal("STOP", completion.NativeFinishReason);
        Assert.Equal("gemini-2.5-pro", completion.Model);
        Assert.Equal("mAitaLmkHPPlz7IPvtfUqQ4", completion.Id);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 10, 0, 0, 500, TimeSpan.Zero), completion.Created);
        Assert.Equal(new TokenUsage { PromptTokens = 12, CompletionTokens = 133, TotalTokens = 145, CachedTokens = 4, ReasoningTokens = 128 }, completion.Usage);
        Assert.Null(completion.ToolCalls);
        Assert.Null(completion.Refusal);
        Assert.Empty(completion.Images);
        Assert.Empty(completion.Citations);
        Assert.Empty(completion.WebSearches);
        Assert.Equal(["user: Hi", "assistant: AI learns from data."], completion.Messages.Select(message => message.ToString()));
        Assert.Equal(NativeMessage.Gemini, completion.Messages[1].Native!.Api);
        JsonAssert.Equal(
            """{"parts":[{"text":"**Thinking.** ","thought":true},{"text":"Hmm.","thought":true},{"text":"AI learns "},{"text":"from data.","thoughtSignature":"c2ln"}],"role":"model"}""",
            completion.Messages[1].Native!.Json);
    }

    [Theory]
    [InlineData("STOP", "stop")]
    [InlineData("stop", "stop")]
    [InlineData("MAX_TOKENS", "length")]
    [InlineData("SAFETY", "content_filter")]
    [InlineData("RECITATION", "content_filter")]
    [InlineData("LANGUAGE", "content_filter")]
    [InlineData("BLOCKLIST", "content_filter")]
    [InlineData("PROHIBITED_CONTENT", "content_filter")]
    [InlineData("SPII", "content_filter")]
    [InlineData("MODEL_ARMOR", "content_filter")]
    [InlineData("IMAGE_SAFETY", "content_filter")]
    [InlineData("IMAGE_PROHIBITED_CONTENT", "content_filter")]
    [InlineData("IMAGE_RECITATION", "content_filter")]
    [InlineData("OTHER", "other")]
    [InlineData("NO_IMAGE", "no_image")]
    [InlineData("MALFORMED_FUNCTION_CALL", "malformed_function_call")]
    public async Task Each_finish_reason_in_the_words_of_chat(string reason, string expected)
    {
        GeminiCompletion completion = await ReadAsync(GivenGemini.Answer(GivenGemini.Text("Hello"), reason));

        Assert.Equal((expected, reason, "Hello"), (completion.FinishReason, completion.NativeFinishReason, completion.Text));
    }

    [Fact]
    public async Task An_answer_that_was_stopped_before_it_began()
    {
        GeminiCompletion completion = await ReadAsync(
            """{"candidates":[{"finishReason":"IMAGE_SAFETY","finishMessage":"Unable to show the generated image.","index":0}],"usageMetadata":{"promptTokenCount":4,"totalTokenCount":4}}""");

        Assert.Equal(string.Empty, completion.Text);
        Assert.Equal("content_filter", completion.FinishReason);
        Assert.Equal("Unable to show the generated image.", completion.Refusal);
        Assert.Null(completion.Messages[1].Content);
        Assert.Null(completion.Messages[1].Native);
        Assert.Equal(4, completion.Usage!.TotalTokens);
    }

    [Fact]
    public async Task Tool_calls()
    {
        GeminiCompletion completion = await ReadAsync(GivenGemini.Answer(
            """
            {"text":"I look."},
            {"functionCall":{"name":"weather","args":{ "city": "北 \" 京",  "n" : 1.50 }},"thoughtSignature":"c2ln"},
            {"functionCall":{"name":"time"}},
            {"functionCall":{"id":"fc-7","name":"day","args":null}},
            {"functionCall":{"name":"text","args":"{\"a\":1}"}}
            """));

        Assert.Equal("tool_calls", completion.FinishReason);
        Assert.Equal(
            [
                new ChatToolCall("call_1_0", "weather", """{"city":"北 \" 京","n":1.50}"""),
                new ChatToolCall("call_1_1", "time", "{}"),
                new ChatToolCall("fc-7", "day", "{}"),
                new ChatToolCall("call_1_3", "text", """{"a":1}"""),
            ],
            completion.ToolCalls);
    }

    [Theory]
    [InlineData("inlineData", "mimeType")]
    [InlineData("inline_data", "mime_type")]
    public async Task Inline_images_in_both_spellings(string data, string type)
    {
        GeminiCompletion completion = await ReadAsync(GivenGemini.Answer(
            $$$"""
            {"text":"Look:"},
            {"{{{data}}}":{"{{{type}}}":"image/jpeg","data":"{{{GivenGemini.Png}}}"},"thought":true},
            {"{{{data}}}":{"{{{type}}}":"image/jpeg","data":"{{{GivenGemini.Png}}}"},"thoughtSignature":"c2ln"},
            {"{{{data}}}":{"{{{type}}}":"audio/wav","data":"AAAA"}},
            {"{{{data}}}":{"{{{type}}}":"image/x-odd","data":"AAAA"}},
            {"{{{data}}}":{"{{{type}}}":"image/png","data":"!"}},
            {"{{{data}}}":null}
            """));

        // A draft among the thoughts is no image of the answer; the type is what the bytes are.
        Assert.Equal(2, completion.Images.Count);
        Assert.Equal(Convert.FromBase64String(GivenGemini.Png), completion.Images[0].Bytes);
        Assert.Equal(["image/png", "image/x-odd"], completion.Images.Select(image => image.MediaType));
        Assert.IsType<ItemList<WhataiImage>>(completion.Images);
        Assert.Equal("Look:", completion.Text);
        Assert.Contains(GivenGemini.Png, completion.Messages[1].Native!.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_as_relays_put_them()
    {
        string unpadded = GivenGemini.Png.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        GeminiCompletion completion = await ReadAsync(GivenGemini.Answer(
            $$$"""
            {"inlineData":{"mimeType":"image/png","data":"{{{unpadded}}}"}},
            {"inlineData":{"mimeType":"image/png","data":"data:image/png;base64,{{{GivenGemini.Png}}}"}},
            {"fileData":{"mimeType":"image/png","fileUri":"https://h.example/a"}},
            {"fileData":{"mimeType":"video/mp4","fileUri":"https://h.example/b"}},
            {"text":"![a](https://h.example/c)"}
            """));

        Assert.Equal([null, null, "https://h.example/a", "https://h.example/c"], completion.Images.Select(image => image.Url?.ToString()));
        Assert.All(completion.Images.Take(2), image => Assert.Equal(Convert.FromBase64String(GivenGemini.Png), image.Bytes));
    }

    [Fact]
    public async Task Sources_and_searches()
    {
        GeminiCompletion completion = await ReadAsync(
            """
            {"candidates":[{"content":{"parts":[{"text":"Spain won."}],"role":"model"},"finishReason":"STOP",
               "groundingMetadata":{
                 "webSearchQueries":["UEFA Euro 2024 winner","who won euro 2024","UEFA Euro 2024 winner"],
                 "searchEntryPoint":{"renderedContent":"<div>"},
                 "groundingChunks":[
                   {"web":{"uri":"https://vertexaisearch.cloud.google.com/1","title":"aljazeera.com"}},
                   {"maps":{"uri":"https://maps.google.com/?cid=2","title":"Berlin","placeId":"p"}},
                   {"web":{"uri":"https://vertexaisearch.cloud.google.com/1","title":"aljazeera.com"}},
                   {"web":{"title":"no address"}}, 7],
                 "groundingSupports":[{"segment":{"startIndex":0,"endIndex":5,"text":"Spain"},"groundingChunkIndices":[0]}]},
               "citationMetadata":{"citations":[{"startIndex":0,"endIndex":5,"uri":"https://h.example/book"}]}}]}
            """);

        Assert.Equal(["UEFA Euro 2024 winner", "who won euro 2024"], completion.WebSearches.Select(search => search.Query));
        Assert.All(completion.WebSearches, search => Assert.Equal("search", search.Action));
        Assert.Equal(
            [
                new Citation { Type = "url_citation", Url = "https://vertexaisearch.cloud.google.com/1", Title = "aljazeera.com" },
                new Citation { Type = "maps", Url = "https://maps.google.com/?cid=2", Title = "Berlin" },
                new Citation { Type = "url_citation", Url = "https://h.example/book" },
            ],
            completion.Citations);
        Assert.IsType<ItemList<Citation>>(completion.Citations);
        Assert.IsType<ItemList<WebSearchCall>>(completion.WebSearches);
    }

    [Fact]
    public async Task Several_candidates()
    {
        GeminiCompletion completion = await ReadAsync(
            """
            {"candidates":[{"content":{"parts":[{"text":"B"}],"role":"model"},"finishReason":"MAX_TOKENS","index":1},
                           {"content":{"parts":[{"text":"A"}],"role":"model"},"finishReason":"STOP","index":0}]}
            """,
            count: 2);

        Assert.Equal([(0, "A", "stop"), (1, "B", "length")], completion.Choices.Select(choice => (choice.Index, choice.ToString(), choice.FinishReason)));
        Assert.IsType<ItemList<ChatChoice>>(completion.Choices);
        Assert.Equal(["user: Hi", "assistant: A"], completion.Messages.Select(message => message.ToString()));
    }

    [Fact]
    public async Task Snake_case_as_relays_write_it()
    {
        GeminiCompletion completion = await ReadAsync(
            """
            {"candidates":[{"content":{"parts":[{"function_call":{"name":"f","args":{}},"thought_signature":"c2ln"}]},"finish_reason":"STOP"}],
             "usage_metadata":{"prompt_token_count":1,"candidates_token_count":2,"thoughts_token_count":"3"},"model_version":"m","response_id":"r"}
            """);

        Assert.Equal(("m", "r", "tool_calls"), (completion.Model, completion.Id, completion.FinishReason));
        Assert.Equal(new TokenUsage { PromptTokens = 1, CompletionTokens = 5, TotalTokens = 6, ReasoningTokens = 3 }, completion.Usage);
        // Without a role the API would take it for the user's.
        JsonAssert.Equal("""{"parts":[{"function_call":{"name":"f","args":{}},"thought_signature":"c2ln"}],"role":"model"}""", completion.Messages[1].Native!.Json);
    }

    [Theory]
    [InlineData("""{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":4}}""", "PROHIBITED_CONTENT")]
    [InlineData("""{"candidates":[],"promptFeedback":{"blockReason":"SAFETY","safetyRatings":[{"category":"HARM_CATEGORY_HATE_SPEECH","probability":"HIGH"}]}}""", "SAFETY")]
    [InlineData("""{"candidates":null,"prompt_feedback":{"block_reason":"OTHER","block_reason_message":"Not in this language."}}""", "OTHER: Not in this language.")]
    [InlineData("""[{"promptFeedback":{"blockReason":"BLOCKLIST"}}]""", "BLOCKLIST")]
    public async Task A_blocked_prompt_is_an_error_that_names_the_reason(string json, string reason)
    {
        using WhataiClient plain = GivenGemini.Client(Steps.Answer(200, json));
        using WhataiClient streamed = GivenGemini.Client(json[0] == '[' ? GivenGemini.Array(json) : Steps.Events(Given.Event(json)));

        WhataiException first = await Assert.ThrowsAsync<WhataiException>(() => plain.Gemini.CompleteAsync(GivenGemini.Request()));
        (string text, WhataiException second) = await streamed.Gemini.StreamAsync(GivenGemini.Request()).ToFailureAsync();

        foreach (WhataiException failure in new[] { first, second })
        {
            Assert.Equal(ErrorKind.ContentBlocked, failure.Kind);
            Assert.Equal("The prompt was blocked: " + reason, failure.Message);
            Assert.Equal(reason, failure.ServerMessage);
            Assert.Equal(reason.Split(':')[0], failure.Code);
            Assert.Contains("lockReason", failure.ResponseBody!.Replace("lock_reason", "lockReason", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        Assert.Equal(string.Empty, text);
    }

    [Theory]
    [InlineData("""{"error":{"code":429,"message":"Slow down.","status":"RESOURCE_EXHAUSTED"}}""", ErrorKind.RateLimited)]
    [InlineData("""[{"error":{"code":400,"message":"Bad.","status":"INVALID_ARGUMENT"}}]""", ErrorKind.InvalidRequest)]
    [InlineData("""[{"candidates":[]},{"error":{"code":503,"message":"Gone.","status":"UNAVAILABLE"}}]""", ErrorKind.ServiceUnavailable)]
    [InlineData("""{"usageMetadata":{}}""", ErrorKind.InvalidResponse)]
    [InlineData("""{"promptFeedback":{"blockReason":"BLOCKED_REASON_UNSPECIFIED"}}""", ErrorKind.InvalidResponse)]
    [InlineData("""{"choices":[]}""", ErrorKind.InvalidResponse)]
    [InlineData("[]", ErrorKind.InvalidResponse)]
    [InlineData("ok", ErrorKind.InvalidResponse)]
    [InlineData("", ErrorKind.InvalidResponse)]
    [InlineData("""{"candidates":[{"content":""", ErrorKind.InvalidResponse)]
    public async Task What_is_no_answer(string json, ErrorKind kind)
    {
        using WhataiClient client = GivenGemini.Client(Steps.Answer(200, json));

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Gemini.CompleteAsync(GivenGemini.Request()));

        Assert.Equal(kind, failure.Kind);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"candidates":[]}""")]
    public void A_kept_answer_that_is_none(string json)
    {
        Assert.Null(GeminiProtocol.Instance.ReadAnswer(json, []));
    }

    // Plainly, as a stream, and from its kept JSON: all must be the same.
    private static async Task<GeminiCompletion> ReadAsync(string json, int? count = null)
    {
        GeminiRequest request = GivenGemini.Request() with { Count = count, Input = 7 };
        using WhataiClient plain = GivenGemini.Client(Steps.Answer(200, json));
        using WhataiClient streamed = GivenGemini.Client(Steps.Events(GivenGemini.Events(json.ReplaceLineEndings(" "))));

        GeminiCompletion completion = await plain.Gemini.CompleteAsync(request);

        Assert.Equal(json, completion.RawJson);
        Assert.Equal(7, completion.Input);
        GeminiSame.Assert(completion, await streamed.Gemini.StreamAsync(request).ToCompletionAsync());
        GeminiSame.Assert(completion, GeminiProtocol.Instance.ReadAnswer(completion.RawJson, completion.Messages.Take(1).ToArray())!);
        return completion;
    }
}
