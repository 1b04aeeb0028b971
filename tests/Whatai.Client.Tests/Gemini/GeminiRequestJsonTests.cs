using System;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Gemini;
using Whatai.Client.Http;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What each member of a request becomes on the wire.</summary>
public class GeminiRequestJsonTests
{
    [Fact]
    public void The_image_example_of_the_seeds()
    {
        GeminiRequest request = GivenGemini.Request(new ChatMessage(ChatRole.User, null)
        {
            Parts =
            [
                new ChatContentPart(ChatContentPart.TextType) { Text = "hi" },
                new ChatContentPart(ChatContentPart.ImageUrlType) { Url = "data:image/png;base64,iVBORw0KGgoAAAANSUh....." },
                new ChatContentPart(ChatContentPart.ImageUrlType) { Url = "data:image/png;base64,iVBORw0KGgoAAAANSUh....." },
            ],
        }) with { AspectRatio = "3:4", ResponseModalities = ["IMAGE"] };

        JsonAssert.Equal(
            """
            {
                "contents": [
                    {
                        "parts": [
                            {
                                "inlineData": {
                                    "data": "iVBORw0KGgoAAAANSUh.....",
                                    "mimeType": "image/png"
                                }
                            },
                            {
                                "inlineData": {
                                    "data": "iVBORw0KGgoAAAANSUh.....",
                                    "mimeType": "image/png"
                                }
                            },
                            {
                                "text": "hi"
                            }
                        ],
                        "role": "user"
                    }
                ],
                "generationConfig": {
                    "imageConfig": {
                        "aspectRatio": "3:4"
                    },
                    "responseModalities": [
                        "IMAGE"
                    ]
                }
            }
            """,
            GivenGemini.Body(request));
    }

    // The seed leaves out the role, for which the API takes user.
    [Fact]
    public void The_thinking_example_of_the_seeds()
    {
        JsonNode expected = JsonNode.Parse(
            """
            {
              "contents": [
                {
                  "parts": [
                    {
                      "text": "Explain how AI works in a few words"
                    }
                  ]
                }
              ],
              "generationConfig": {
                "thinkingConfig": {
                  "thinkingBudget": 128,
                  "includeThoughts": true
                }
              }
            }
            """)!;
        expected["contents"]![0]!["role"] = "user";

        JsonAssert.Equal(
            expected.ToJsonString(),
            GivenGemini.Body(GivenGemini.Request("Explain how AI works in a few words") with { ThinkingBudget = 128, IncludeThoughts = true }));
    }

    [Fact]
    public void What_is_null_is_not_sent()
    {
        JsonAssert.Equal("""{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""", GivenGemini.Body(GivenGemini.Request() with { Input = "not sent" }));
    }

    public static TheoryData<string, string> Members => new()
    {
        { "Temperature", """{"generationConfig":{"temperature":0}}""" },
        { "TopP", """{"generationConfig":{"topP":0.95}}""" },
        { "TopK", """{"generationConfig":{"topK":40}}""" },
        { "Count", """{"generationConfig":{"candidateCount":2}}""" },
        { "MaxTokens", """{"generationConfig":{"maxOutputTokens":1}}""" },
        { "Stop", """{"generationConfig":{"stopSequences":["END"]}}""" },
        { "Stop none", """{}""" },
        { "PresencePenalty", """{"generationConfig":{"presencePenalty":0.3}}""" },
        { "FrequencyPenalty", """{"generationConfig":{"frequencyPenalty":-0.3}}""" },
        { "Seed", """{"generationConfig":{"seed":-1}}""" },
        { "LogProbs", """{"generationConfig":{"responseLogprobs":true}}""" },
        { "ThinkingBudget", """{"generationConfig":{"thinkingConfig":{"thinkingBudget":-1}}}""" },
        { "ThinkingLevel", """{"generationConfig":{"thinkingConfig":{"thinkingLevel":"low"}}}""" },
        { "IncludeThoughts", """{"generationConfig":{"thinkingConfig":{"includeThoughts":false}}}""" },
        { "ResponseModalities", """{"generationConfig":{"responseModalities":["TEXT","IMAGE"]}}""" },
        { "ImageSize", """{"generationConfig":{"imageConfig":{"imageSize":"2K"}}}""" },
        { "GoogleSearch", """{"tools":[{"googleSearch":{}}]}""" },
        { "ResponseFormat", """{"generationConfig":{"responseMimeType":"application/json"}}""" },
        { "ResponseFormat schema", """{"generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":{"b":{"type":"STRING"},"a":{"type":"INTEGER"}},"propertyOrdering":["b","a"]}}}""" },
        { "ResponseFormat other", """{"generationConfig":{"responseMimeType":"application/json","responseJsonSchema":{"type":"integer","enum":[1,2]}}}""" },
        { "Tools none", """{}""" },
        { "Tools", """{"tools":[{"functionDeclarations":[{"name":"f","description":"F. 函数","parameters":{"type":"OBJECT","properties":{"a":{"type":"STRING"}},"required":["a"]}},{"name":"g"}]}]}""" },
        { "Tools other", """{"tools":[{"functionDeclarations":[{"name":"f","parametersJsonSchema":{"type":"object","additionalProperties":{"type":"string"}}}]}]}""" },
        { "Tools and search", """{"tools":[{"functionDeclarations":[{"name":"g"}]},{"googleSearch":{}}]}""" },
        { "ToolChoice auto", """{"toolConfig":{"functionCallingConfig":{"mode":"AUTO"}}}""" },
        { "ToolChoice none", """{"toolConfig":{"functionCallingConfig":{"mode":"NONE"}}}""" },
        { "UrlContext", """{"tools":[{"urlContext":{}}]}""" },
        { "MediaResolution", """{"generationConfig":{"mediaResolution":"MEDIA_RESOLUTION_LOW"}}""" },
        { "ToolChoice required", """{"toolConfig":{"functionCallingConfig":{"mode":"ANY"}}}""" },
        { "ToolChoice name", """{"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}}}""" },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public void Each_member_alone(string member, string json)
    {
        GeminiRequest request = GivenGemini.Request();
        var plain = new FunctionTool("g", GivenGemini.Json("""{"type":"object","properties":{},"additionalProperties":false}"""));
        request = member switch
        {
            "Temperature" => request with { Temperature = 0 },
            "TopP" => request with { TopP = 0.95 },
            "TopK" => request with { TopK = 40 },
            "Count" => request with { Count = 2 },
            "MaxTokens" => request with { MaxTokens = 1 },
            "Stop" => request with { Stop = ["END"] },
            "Stop none" => request with { Stop = [] },
            "PresencePenalty" => request with { PresencePenalty = 0.3 },
            "FrequencyPenalty" => request with { FrequencyPenalty = -0.3 },
            "Seed" => request with { Seed = -1 },
            "LogProbs" => request with { LogProbs = 0 },
            "ThinkingBudget" => request with { ThinkingBudget = -1 },
            "ThinkingLevel" => request with { ThinkingLevel = "low" },
            "IncludeThoughts" => request with { IncludeThoughts = false },
            "ResponseModalities" => request with { ResponseModalities = ["TEXT", "IMAGE"] },
            "ImageSize" => request with { ImageSize = "2K" },
            "GoogleSearch" => request with { GoogleSearch = true },
            "UrlContext" => request with { UrlContext = true },
            "MediaResolution" => request with { MediaResolution = "low" },
            "ResponseFormat" => request with { ResponseFormat = new ResponseFormat() },
            "ResponseFormat schema" => Schema(request, """{"type":"object","properties":{"b":{"type":"string"},"a":{"type":"integer"}},"additionalProperties":false}"""),
            "ResponseFormat other" => Schema(request, """{"type":"integer","enum":[1,2]}"""),
            "Tools none" => request with { Tools = [] },
            "Tools" => request with { Tools = [new FunctionTool("f", GivenGemini.Json("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""")) { Description = "F. 函数", Strict = true }, plain] },
            "Tools other" => request with { Tools = [new FunctionTool("f", GivenGemini.Json("""{"type":"object","additionalProperties":{"type":"string"}}"""))] },
            "Tools and search" => request with { Tools = [plain], GoogleSearch = true },
            "ToolChoice auto" => request with { ToolChoice = "Auto" },
            "ToolChoice none" => request with { ToolChoice = "none" },
            "ToolChoice required" => request with { ToolChoice = "REQUIRED" },
            "ToolChoice name" => request with { ToolChoice = "f" },
            _ => throw new ArgumentOutOfRangeException(nameof(member), member, null),
        };
        JsonObject expected = JsonNode.Parse(json)!.AsObject();
        expected["contents"] = JsonNode.Parse("""[{"role":"user","parts":[{"text":"Hi"}]}]""");

        JsonAssert.Equal(expected.ToJsonString(), GivenGemini.Body(request));

        static GeminiRequest Schema(GeminiRequest request, string schema) => request with { ResponseFormat = new ResponseFormat { Schema = GivenGemini.Json(schema) } };
    }

    // A new member must be written, and be in the tests above.
    [Fact]
    public void No_member_is_forgotten()
    {
        Assert.Equal(27, typeof(GeminiRequest).GetProperties().Length);
    }

    [Theory]
    [InlineData("gemini-2.5-pro", "v1beta/models/gemini-2.5-pro:")]
    [InlineData("models/gemini-2.5-pro", "v1beta/models/gemini-2.5-pro:")]
    [InlineData("google/gemini 2?x#y", "v1beta/models/google%2Fgemini%202%3Fx%23y:")]
    [InlineData("../v1/models", "v1beta/models/..%2Fv1%2Fmodels:")]
    public async Task The_model_stands_in_the_path(string model, string path)
    {
        var handler = new ScriptedHandler(Steps.Answer(200, GivenGemini.Answer(GivenGemini.Text("Hello"))), Steps.Events(GivenGemini.Events(GivenGemini.Answer(GivenGemini.Text("Hello")))));
        using var client = new WhataiClient(Given.Options(), handler);
        GeminiRequest request = GivenGemini.Request() with { Model = model };

        await client.Gemini.CompleteAsync(request);
        await client.Gemini.StreamAsync(request).ToCompletionAsync();

        Assert.Equal(Given.Line.AbsoluteUri + path + "generateContent", handler.Requests[0].Uri.AbsoluteUri);
        Assert.Equal(Given.Line.AbsoluteUri + path + "streamGenerateContent?alt=sse", handler.Requests[1].Uri.AbsoluteUri);
        Assert.All(handler.Requests, sent => Assert.Equal("Bearer " + Given.Key, sent.Headers["Authorization"]));
        Assert.Equal(["application/json", "text/event-stream"], [handler.Requests[0].Headers["Accept"], handler.Requests[1].Headers["Accept"]]);
        Assert.Equal(handler.Requests[0].Body, handler.Requests[1].Body);
    }

    [Fact]
    public async Task The_body_goes_out_with_the_calls_extra_members()
    {
        var handler = new ScriptedHandler(Steps.Answer(200, GivenGemini.Answer(GivenGemini.Text("Hello"))));
        using var client = new WhataiClient(Given.Options(), handler);
        var options = new CallOptions
        {
            ExtraBody = JsonNode.Parse("""{"generationConfig":{"topK":null,"responseLogprobs":true},"safetySettings":[{"category":"HARM_CATEGORY_HATE_SPEECH","threshold":"BLOCK_NONE"}]}""")!.AsObject(),
        };

        await client.Gemini.CompleteAsync(GivenGemini.Request() with { TopK = 3, TopP = 1 }, options);

        const string Sent =
            """
            {"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"topP":1,"responseLogprobs":true},
             "safetySettings":[{"category":"HARM_CATEGORY_HATE_SPEECH","threshold":"BLOCK_NONE"}]}
            """;
        JsonAssert.Equal(Sent, Encoding.UTF8.GetString(handler.Requests[0].Body!));
        JsonObject whole = JsonNode.Parse(Sent)!.AsObject();
        whole["model"] = "gemini-2.5-pro";
        JsonAssert.Equal(whole.ToJsonString(), Encoding.UTF8.GetString(GeminiProtocol.Instance.WriteRequest(GivenGemini.Request() with { TopK = 3, TopP = 1 }, options)));
    }

    public static TheoryData<string, bool> Billing => new()
    {
        { "text", false },
        { "modality", true },
        { "aspect", true },
        { "size", true },
        { "model", true },
        { "banana", true },
        { "extra", true },
    };

    // Nobody pays twice for an image: after an upstream's failure it may have been made.
    [Theory]
    [MemberData(nameof(Billing))]
    public async Task Images_are_not_asked_for_twice(string request, bool makesImages)
    {
        var handler = new ScriptedHandler(Steps.Answer(502, """{"error":{"code":502,"message":"bad","status":"UNAVAILABLE"}}"""), Steps.Answer(200, GivenGemini.Answer(GivenGemini.Text("Hello"))));
        using var client = new WhataiClient(Given.Options() with { MaxRetries = 1 }, handler, new FakeClock());
        GeminiRequest asked = GivenGemini.Request();
        asked = request switch
        {
            "modality" => asked with { ResponseModalities = ["TEXT", "Image"] },
            "aspect" => asked with { AspectRatio = "1:1" },
            "size" => asked with { ImageSize = "4K" },
            "model" => asked with { Model = "gemini-2.5-flash-Image-preview" },
            "banana" => asked with { Model = "nano-banana-2" },
            _ => asked,
        };
        var extra = new CallOptions { ExtraBody = JsonNode.Parse("""{"generationConfig":{"responseModalities":["IMAGE"]}}""")!.AsObject() };

        Task<GeminiCompletion> call = client.Gemini.CompleteAsync(asked, request == "extra" ? extra : null);
        if (makesImages)
        {
            Assert.Equal(ErrorKind.ServiceUnavailable, (await Assert.ThrowsAsync<WhataiException>(() => call)).Kind);
        }
        else
        {
            Assert.Equal("Hello", (await call).Text);
        }

        Assert.Equal(makesImages ? 1 : 2, handler.Requests.Count);
    }
}
