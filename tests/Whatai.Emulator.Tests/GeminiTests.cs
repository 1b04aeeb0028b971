using System;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>Whole answers of Gemini's routes.</summary>
public sealed class GeminiTests : IDisposable
{
    private const string Lookup = "\"tools\":[{\"functionDeclarations\":[{\"name\":\"lookup\",\"parameters\":{\"type\":\"OBJECT\",\"properties\":{\"n\":{\"type\":\"INTEGER\"}}}}]}]";
    private const string Three = "gemini-3-pro-preview";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData("Hello there", "Echo: Hello there")]
    [InlineData("/say \u4F60\u597D \"q\" \\ \U0001F30D\t", "\u4F60\u597D \"q\" \\ \U0001F30D\t")]
    [InlineData("/say", "")]
    [InlineData("/repeat 3 ab ", "ab ab ab ")]
    [InlineData("/think a | b", "<think>a</think>\n\nb")]
    [InlineData("/history", "1 message: user")]
    [InlineData("/refuse No.", "No.")]
    [InlineData("/toolcall lookup", "No such tool: lookup")]
    [InlineData("/search cats", "No such tool: web_search")]
    [InlineData("/image 4x3 images", "No such tool: image_generation")]
    public async Task The_same_text_comes_whole_and_in_both_streams(string prompt, string expected)
    {
        Assert.Equal(expected, Gateway.GeminiText(await _gateway.GenerateAsync(prompt)));
        string sse = await _gateway.StreamTextAsync(Gateway.Contents(prompt), path: Gateway.Gemini("streamGenerateContent?alt=sse"));
        Assert.Equal(expected, Gateway.GeminiText(Gateway.Events(sse)));
        string array = await _gateway.StreamTextAsync(Gateway.Contents(prompt), path: Gateway.Gemini("streamGenerateContent"));
        Assert.Equal(expected, Gateway.GeminiText(JsonNode.Parse(array)!.AsArray()!));
    }

    [Fact]
    public async Task The_object_is_Googles()
    {
        JsonNode answer = await _gateway.GenerateAsync("one two", "\"systemInstruction\":{\"parts\":[{\"text\":\"Be brief.\"}]}");
        Assert.Equal(["candidates", "usageMetadata", "modelVersion", "responseId"], answer.AsObject().Select(m => m.Key));
        Assert.Equal("{\"content\":{\"parts\":[{\"text\":\"Echo: one two\"}],\"role\":\"model\"},\"finishReason\":\"STOP\",\"index\":0}", Assert.Single(answer["candidates"]!.AsArray())!.ToJsonString());
        JsonNode usage = answer["usageMetadata"]!;
        Assert.Equal((5, 4, 9), ((int)usage["promptTokenCount"]!, (int)usage["candidatesTokenCount"]!, (int)usage["totalTokenCount"]!));
        Assert.Null(usage["thoughtsTokenCount"]);
        Assert.Equal("gemini-2.5-pro", (string?)answer["modelVersion"]);
        LedgerEntry entry = Assert.Single(_gateway.Emulator.Ledger);
        Assert.Equal(("gemini-2.5-pro", 5L, 4L), (entry.Model, entry.PromptTokens, entry.CompletionTokens));
        Assert.Equal(3, (int)(await _gateway.JsonAsync(Gateway.Contents("one two three"), null, Gateway.Gemini("countTokens")))["totalTokens"]!);
        Assert.Single(_gateway.Emulator.Ledger);
    }

    [Theory]
    [InlineData("x-goog-api-key", "")]
    [InlineData("", "?key=")]
    public async Task The_key_may_come_as_Google_has_it(string header, string query)
    {
        using var http = new HttpClient();
        async Task<int> Status(string key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _gateway.Emulator.BaseUrl + Gateway.Gemini() + (query.Length > 0 ? query + key : ""))
            {
                Content = new StringContent(Gateway.Contents("x")),
            };
            if (header.Length > 0)
            {
                request.Headers.Add(header, key);
            }

            using HttpResponseMessage response = await http.SendAsync(request);
            return (int)response.StatusCode;
        }

        Assert.Equal(200, await Status(_gateway.Emulator.ApiKey));
        Assert.Equal(401, await Status("sk-wrong"));
        Assert.DoesNotContain(_gateway.Emulator.Requests, r => r.Path.Contains("sk-", StringComparison.Ordinal) || r.Headers.Values.Any(v => v.Contains("sk-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_conversation_is_read_in_either_spelling()
    {
        const string Turns = "[{\"role\":\"user\",\"parts\":[{\"text\":\"one\"}]},{\"role\":\"model\",\"parts\":[{\"text\":\"hm\",\"thought\":true},{\"text\":\"two\"}]},{\"role\":\"user\",\"parts\":[{\"text\":\"/history\"}]}]";
        JsonNode answer = await _gateway.GenerateAsync(Turns, "\"system_instruction\":{\"parts\":[{\"text\":\"Be brief.\"}]}");
        Assert.Equal("4 messages: system user model user", Gateway.GeminiText(answer));
        Assert.Equal(3 + 1 + 1, (int)answer["usageMetadata"]!["cachedContentTokenCount"]!); // the thought is no part of it
        Assert.Equal(
            "{\"generation_config\":{\"max_output_tokens\":99},\"x\":1.0}",
            Gateway.GeminiText(await _gateway.GenerateAsync("/params", "\"generation_config\":{\"max_output_tokens\":99},\"x\":1.0")));
        Assert.Equal("MAX_TOKENS", (string?)(await _gateway.GenerateAsync("a b c", "\"generation_config\":{\"max_output_tokens\":2}"))["candidates"]![0]!["finishReason"]);
    }

    [Theory]
    [InlineData("inlineData", "mimeType", "fileData", "fileUri")]
    [InlineData("inline_data", "mime_type", "file_data", "file_uri")]
    public async Task Media_are_seen(string inline, string mime, string file, string uri)
    {
        string png = Convert.ToBase64String(Convert.FromHexString("89504E470D0A1A0A0000000D494844520000000400000003"));
        string contents = $"[{{\"parts\":[{{\"{inline}\":{{\"{mime}\":\"image/png\",\"data\":\"{png}\"}}}},{{\"text\":\"See\"}},{{\"{inline}\":{{\"{mime}\":\"application/pdf\",\"data\":\"JVBERg==\"}}}},"
            + $"{{\"{file}\":{{\"{mime}\":\"video/mp4\",\"{uri}\":\"https://h/v\"}}}}]}}]";
        Assert.Equal(
            "Echo: See\n[image 1: image/png 4x3, 24 bytes, detail auto]\n[file 1: application/pdf, 4 bytes]\n[video 1: https://h/v]",
            Gateway.GeminiText(await _gateway.GenerateAsync(contents)));
    }

    [Fact]
    public async Task Several_candidates()
    {
        JsonArray candidates = (await _gateway.GenerateAsync("/say a b", "\"generationConfig\":{\"candidateCount\":2,\"stopSequences\":[\"b\"]}"))["candidates"]!.AsArray();
        Assert.Equal(["a ", "a "], candidates.Select(c => (string?)c!["content"]!["parts"]![0]!["text"]));
        Assert.Equal([0, 1], candidates.Select(c => (int)c!["index"]!));
    }

    [Theory]
    [InlineData("{\"includeThoughts\":true}", "Thinking about: /say yes", 6)]
    [InlineData("{\"includeThoughts\":true,\"thinkingBudget\":2}", "Thinking about", 2)]
    [InlineData("{\"thinkingBudget\":128}", null, 6)]
    [InlineData("{\"thinkingLevel\":\"low\"}", null, 6)]
    [InlineData("{\"thinking_budget\":0,\"include_thoughts\":true}", null, 0)]
    public async Task Thoughts_are_counted_and_shown_on_request(string thinking, string? thought, int tokens)
    {
        JsonNode answer = await _gateway.GenerateAsync("/say yes", $"\"generationConfig\":{{\"thinkingConfig\":{thinking}}}");
        JsonArray parts = answer["candidates"]![0]!["content"]!["parts"]!.AsArray();
        Assert.Equal(thought is null ? 1 : 2, parts.Count);
        Assert.Equal(thought, thought is null ? null : (string?)parts[0]!["text"]);
        Assert.Equal("yes", Gateway.GeminiText(answer));
        Assert.Equal(tokens, (int?)answer["usageMetadata"]!["thoughtsTokenCount"] ?? 0);
        Assert.Equal(tokens > 0, parts[^1]!["thoughtSignature"] is not null);
        Assert.Equal(1, (int)answer["usageMetadata"]!["candidatesTokenCount"]!);
    }

    [Fact]
    public async Task Thinking_may_use_up_all_tokens()
    {
        JsonNode answer = await _gateway.GenerateAsync("/say yes", "\"generationConfig\":{\"maxOutputTokens\":2,\"thinkingConfig\":{\"thinkingBudget\":-1}}");
        Assert.Equal("{\"content\":{\"role\":\"model\"},\"finishReason\":\"MAX_TOKENS\",\"index\":0}", answer["candidates"]![0]!.ToJsonString());
        Assert.Equal(2, (int)answer["usageMetadata"]!["thoughtsTokenCount"]!);
    }

    [Fact]
    public async Task A_function_is_called_and_answered()
    {
        JsonNode content = (await _gateway.GenerateAsync("/toolcall lookup {\"n\":1}\n/toolcall lookup {\"n\":2}", Lookup))["candidates"]![0]!["content"]!;
        Assert.Equal(["{\"name\":\"lookup\",\"args\":{\"n\":1}}", "{\"name\":\"lookup\",\"args\":{\"n\":2}}"], content["parts"]!.AsArray().Select(p => p!["functionCall"]!.ToJsonString()));
        Assert.All(content["parts"]!.AsArray(), p => Assert.Null(p!["thoughtSignature"]));
        string Turns(params string[] responses) => $"[{{\"parts\":[{{\"text\":\"x\"}}]}},{content.ToJsonString()},{{\"role\":\"user\",\"parts\":["
            + string.Join(',', responses.Select(r => $"{{\"functionResponse\":{{\"name\":\"lookup\",\"response\":{r}}}}}")) + "]}]";
        Assert.Equal("Tool said: one\n{\"a\":1,\"b\":2}", Gateway.GeminiText(await _gateway.GenerateAsync(Turns("{\"output\":\"one\"}", "{\"a\":1,\"b\":2}"), Lookup)));
        Assert.Equal("Tool said: [1]\nno", Gateway.GeminiText(await _gateway.GenerateAsync(Turns("{\"result\":[1]}", "{\"error\":\"no\"}"), Lookup)));
        Assert.Contains("number of function response parts", (string)(await _gateway.ErrorAsync(Gateway.Contents(Turns("{\"output\":\"one\"}")), path: Gateway.Gemini()))["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gemini_3_continues_only_with_its_signatures()
    {
        JsonNode content = (await _gateway.GenerateAsync("/toolcall lookup {\"n\":1}\n/toolcall lookup {\"n\":2}", Lookup, Three))["candidates"]![0]!["content"]!;
        string signature = (string)content["parts"]![0]!["thoughtSignature"]!;
        Assert.Null(content["parts"]![1]!["thoughtSignature"]); // the first of parallel calls speaks for all
        Assert.NotEqual((string)content["parts"]![0]!["functionCall"]!["id"]!, (string)content["parts"]![1]!["functionCall"]!["id"]!);
        const string Responses = "{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"name\":\"lookup\",\"response\":{\"output\":\"a\"}}},{\"functionResponse\":{\"name\":\"lookup\",\"response\":{\"output\":\"b\"}}}]}";
        string Turns(string model, string after = "") => $"[{{\"parts\":[{{\"text\":\"x\"}}]}},{model},{Responses}{after}]";
        string Body(string json) => Gateway.Contents(json, Lookup);
        string whole = content.ToJsonString();
        string bare = whole.Replace($",\"thoughtSignature\":\"{JsonValue.Create(signature)!.ToJsonString()[1..^1]}\"", "", StringComparison.Ordinal);
        Assert.NotEqual(whole, bare);

        Assert.Equal("Tool said: a\nb", Gateway.GeminiText(await _gateway.GenerateAsync(Turns(whole), Lookup, Three)));
        JsonNode missing = await _gateway.ErrorAsync(Body(Turns(bare)), path: Gateway.Gemini(model: Three));
        Assert.Equal((400, "INVALID_ARGUMENT"), ((int)missing["code"]!, (string?)missing["status"]));
        Assert.StartsWith("Function call is missing a thought_signature in functionCall parts.", (string)missing["message"]!, StringComparison.Ordinal);
        JsonNode wrong = await _gateway.ErrorAsync(Body(Turns(whole.Replace("lookup", "other", StringComparison.Ordinal))), path: Gateway.Gemini(model: Three));
        Assert.Equal("Thought signature is not valid.", (string?)wrong["message"]);

        // After a new user message earlier calls are not validated.
        const string After = ",{\"role\":\"model\",\"parts\":[{\"text\":\"ok\"}]},{\"role\":\"user\",\"parts\":[{\"text\":\"next\"}]}";
        Assert.Equal("Echo: next", Gateway.GeminiText(await _gateway.GenerateAsync(Turns(bare, After), Lookup, Three)));
        Assert.Equal("Tool said: a\nb", Gateway.GeminiText(await _gateway.GenerateAsync(Turns(bare), Lookup)));
    }

    [Fact]
    public async Task Thinking_signs_the_calls_of_other_models_too()
    {
        JsonNode answer = await _gateway.GenerateAsync("/toolcall lookup {}", Lookup + ",\"generationConfig\":{\"thinkingConfig\":{\"includeThoughts\":true}}");
        JsonArray parts = answer["candidates"]![0]!["content"]!["parts"]!.AsArray();
        Assert.True((bool)parts[0]!["thought"]!);
        Assert.NotNull(parts[1]!["thoughtSignature"]);
    }

    [Theory]
    [InlineData("{\"mode\":\"ANY\"}", "{\"name\":\"lookup\",\"args\":{\"n\":1}}")]
    [InlineData("{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"lookup\"]}", "{\"name\":\"lookup\",\"args\":{\"n\":1}}")]
    [InlineData("{\"mode\":\"AUTO\"}", null)]
    [InlineData("{\"mode\":\"NONE\"}", null)]
    public async Task A_demanded_function_is_called(string calling, string? call)
    {
        JsonNode part = (await _gateway.GenerateAsync("hello", $"{Lookup},\"toolConfig\":{{\"functionCallingConfig\":{calling}}}"))["candidates"]![0]!["content"]!["parts"]![0]!;
        Assert.Equal(call, part["functionCall"]?.ToJsonString());
        bool isForbidden = calling.Contains("NONE", StringComparison.Ordinal);
        JsonNode asked = await _gateway.GenerateAsync("/toolcall lookup", $"{Lookup},\"toolConfig\":{{\"functionCallingConfig\":{calling}}}");
        Assert.Equal(isForbidden ? "No such tool: lookup" : "", Gateway.GeminiText(asked));
    }

    [Theory]
    [InlineData("\"responseSchema\":{\"type\":\"OBJECT\",\"properties\":{\"a\":{\"type\":\"STRING\",\"nullable\":true},\"l\":{\"type\":\"array\",\"items\":{\"type\":\"INTEGER\"},\"minItems\":\"3\"}}}", "{\"a\":\"Q\",\"l\":[1,1,1]}")]
    [InlineData("\"responseJsonSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"additionalProperties\":false}", "{\"a\":\"Q\"}")]
    [InlineData("\"seed\":1", "{\"echo\":\"Q\"}")]
    public async Task Json_is_made_to_the_schema(string schema, string expected)
        => Assert.Equal(expected, Gateway.GeminiText(await _gateway.GenerateAsync("Q", $"\"generationConfig\":{{\"responseMimeType\":\"application/json\",{schema}}}")));

    [Fact]
    public async Task An_enum_comes_without_quotes()
        => Assert.Equal("cat", Gateway.GeminiText(await _gateway.GenerateAsync(
            "Q", "\"generationConfig\":{\"responseMimeType\":\"text/x.enum\",\"responseSchema\":{\"type\":\"STRING\",\"enum\":[\"cat\",\"dog\"]}}")));

    [Theory]
    [InlineData("draw", "\"responseModalities\":[\"IMAGE\"],\"imageConfig\":{\"aspectRatio\":\"3:4\"}", "", 864, 1184, "inlineData")]
    [InlineData("draw", "\"responseModalities\":[\"TEXT\",\"IMAGE\"],\"imageConfig\":{\"aspectRatio\":\"21:9\",\"imageSize\":\"2K\"}", "Echo: draw", 3072, 1344, "inlineData")]
    [InlineData("draw", "\"seed\":1", "Echo: draw", 64, 64, "inlineData")]
    [InlineData("/image 4x3 inline_data", "\"seed\":1", "Here is a 4x3 image.", 4, 3, "inline_data")]
    [InlineData("/image 4x3 images", "\"responseModalities\":[\"IMAGE\"]", "", 4, 3, "inlineData")]
    public async Task Images_come_inline_in_the_shape_that_was_requested(string prompt, string config, string text, int width, int height, string name)
    {
        JsonNode answer = await _gateway.GenerateAsync(prompt, $"\"generationConfig\":{{{config}}}", "gemini-2.5-flash-image");
        JsonArray parts = answer["candidates"]![0]!["content"]!["parts"]!.AsArray();
        JsonNode data = parts[^1]![name]!;
        Assert.Equal("image/png", (string?)data[name == "inlineData" ? "mimeType" : "mime_type"]);
        var png = PngFile.Read(Convert.FromBase64String((string)data["data"]!));
        Assert.Equal((width, height), (png.Width, png.Height));
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(prompt))[..3], png.Colour);
        Assert.Equal(text, Gateway.GeminiText(answer));
        Assert.Equal(text.Length == 0 ? 1 : 2, parts.Count);
    }

    [Fact]
    public async Task An_image_model_that_is_to_give_text_gives_text()
        => Assert.Equal("{\"text\":\"Echo: draw\"}", Assert.Single((await _gateway.GenerateAsync(
            "draw", "\"generationConfig\":{\"responseModalities\":[\"Text\"]}", "gemini-2.5-flash-image"))["candidates"]![0]!["content"]!["parts"]!.AsArray())!.ToJsonString());

    [Fact]
    public async Task Blocked_prompts_and_answers()
    {
        JsonNode blocked = await _gateway.GenerateAsync("/block");
        Assert.Null(blocked["candidates"]);
        Assert.Equal("SAFETY", (string?)blocked["promptFeedback"]!["blockReason"]);
        Assert.Equal((int)blocked["usageMetadata"]!["promptTokenCount"]!, (int)blocked["usageMetadata"]!["totalTokenCount"]!);
        Assert.Equal("PROHIBITED_CONTENT", (string?)(await _gateway.GenerateAsync("/block PROHIBITED_CONTENT"))["promptFeedback"]!["blockReason"]);
        JsonNode cut = (await _gateway.GenerateAsync("/finish SAFETY half"))["candidates"]![0]!;
        Assert.Equal(("SAFETY", "half", true), ((string?)cut["finishReason"], (string?)cut["content"]!["parts"]![0]!["text"], (bool)cut["safetyRatings"]![0]!["blocked"]!));
        Assert.Equal("RECITATION", (string?)(await _gateway.GenerateAsync("/finish RECITATION"))["candidates"]![0]!["finishReason"]);
        Assert.Equal(4, _gateway.Emulator.Ledger.Count);

        // Other models have no such answer.
        Assert.Equal("invalid_prompt", (string?)(await _gateway.ErrorAsync(Gateway.Body("/block")))["code"]);
        Assert.Equal("invalid_prompt", (string?)(await _gateway.ErrorAsync(Gateway.Ask("/block"), path: "/v1/responses"))["code"]);
        Assert.Equal("half", Gateway.Join(Gateway.Events(await _gateway.StreamTextAsync(Gateway.Body("/finish content_filter half", true)))));
    }

    [Fact]
    public async Task Googles_search_is_told_in_the_grounding()
    {
        JsonNode candidate = (await _gateway.GenerateAsync("/search cats", "\"tools\":[{\"google_search\":{}}]"))["candidates"]![0]!;
        Assert.StartsWith("Found: cats ([example.com](", (string)candidate["content"]!["parts"]![0]!["text"]!, StringComparison.Ordinal);
        Assert.Equal("[\"cats\"]", candidate["groundingMetadata"]!["webSearchQueries"]!.ToJsonString());
        Assert.Equal("https://example.com/1?q=cats", (string?)candidate["groundingMetadata"]!["groundingChunks"]![0]!["web"]!["uri"]);
    }
}
