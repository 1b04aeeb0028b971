using System;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The requests that Gemini's routes reject, and their errors.</summary>
public sealed class GeminiInputTests : IDisposable
{
    private const string Turn = "\"contents\":[{\"parts\":[{\"text\":\"x\"}]}]";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData("\"x\":1", "contents")]
    [InlineData("\"contents\":[]", "contents")]
    [InlineData("\"contents\":[1]", "contents[0]")]
    [InlineData("\"contents\":[{\"role\":\"system\",\"parts\":[{\"text\":\"x\"}]}]", "contents[0].role")]
    [InlineData("\"contents\":[{\"parts\":[]}]", "contents[0].parts")]
    [InlineData("\"contents\":[{\"role\":\"user\"}]", "contents[0].parts")]
    [InlineData("\"contents\":[{\"parts\":[{}]}]", "contents[0].parts[0]")]
    [InlineData("\"contents\":[{\"parts\":[{\"text\":1}]}]", "contents[0].parts[0].text")]
    [InlineData("\"contents\":[{\"parts\":[{\"inlineData\":{\"data\":\"AAAA\"}}]}]", "contents[0].parts[0].inlineData.mimeType")]
    [InlineData("\"contents\":[{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"iVBORw0KGgoAAAANSUh.....\"}}]}]", "contents[0].parts[0].inlineData.data")]
    [InlineData("\"contents\":[{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}}]}]", "contents[0].parts[0].inlineData")]
    [InlineData("\"contents\":[{\"parts\":[{\"fileData\":{\"mimeType\":\"image/png\"}}]}]", "contents[0].parts[0].fileData.fileUri")]
    [InlineData("\"contents\":[{\"parts\":[{\"functionCall\":{\"args\":{}}}]}]", "contents[0].parts[0].functionCall.name")]
    [InlineData("\"contents\":[{\"parts\":[{\"functionResponse\":{\"name\":\"f\",\"response\":\"x\"}}]}]", "contents[0].parts[0].functionResponse.response")]
    [InlineData("\"contents\":[{\"parts\":[{\"functionResponse\":{\"name\":\"f\",\"response\":{}}}]}]", "contents")]
    [InlineData(Turn + ",\"systemInstruction\":{\"parts\":[]}", "systemInstruction.parts")]
    [InlineData(Turn + ",\"generationConfig\":{\"temperature\":3}", "generationConfig.temperature")]
    [InlineData(Turn + ",\"generationConfig\":{\"topK\":0}", "generationConfig.topK")]
    [InlineData(Turn + ",\"generationConfig\":{\"candidateCount\":9}", "generationConfig.candidateCount")]
    [InlineData(Turn + ",\"generationConfig\":{\"maxOutputTokens\":0}", "generationConfig.maxOutputTokens")]
    [InlineData(Turn + ",\"generationConfig\":{\"stopSequences\":[\"\"]}", "generationConfig.stopSequences")]
    [InlineData(Turn + ",\"generationConfig\":{\"stopSequences\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"]}", "generationConfig.stopSequences")]
    [InlineData(Turn + ",\"generationConfig\":{\"responseMimeType\":\"text/xml\"}", "generationConfig.responseMimeType")]
    [InlineData(Turn + ",\"generationConfig\":{\"responseSchema\":{\"type\":\"OBJECT\"}}", "generationConfig.responseMimeType")]
    [InlineData(Turn + ",\"generationConfig\":{\"responseMimeType\":\"application/json\",\"responseSchema\":{\"type\":\"OBJECT\"},\"responseJsonSchema\":{}}", "generationConfig")]
    [InlineData(Turn + ",\"generationConfig\":{\"responseMimeType\":\"application/json\",\"responseSchema\":{\"type\":\"OBJECT\",\"additionalProperties\":false}}", "generationConfig.responseSchema")]
    [InlineData(Turn + ",\"generationConfig\":{\"responseMimeType\":\"application/json\",\"responseSchema\":{\"type\":\"OBJECT\",\"properties\":{\"a\":{\"type\":\"TEXT\"}}}}", "generationConfig.responseSchema.properties[a].type")]
    [InlineData(Turn + ",\"generationConfig\":{\"thinkingConfig\":{\"thinkingBudget\":99999}}", "generationConfig.thinkingConfig.thinkingBudget")]
    [InlineData(Turn + ",\"generationConfig\":{\"thinkingConfig\":{\"thinkingLevel\":\"huge\"}}", "generationConfig.thinkingConfig.thinkingLevel")]
    [InlineData(Turn + ",\"generationConfig\":{\"thinkingConfig\":{\"thinkingLevel\":\"HIGH\",\"thinkingBudget\":1}}", "generationConfig.thinkingConfig")]
    [InlineData(Turn + ",\"generationConfig\":{\"responseModalities\":[\"IMAGE\"]}", "generationConfig.responseModalities")]
    [InlineData(Turn + ",\"generationConfig\":{\"responseModalities\":[\"SMELL\"]}", "generationConfig.responseModalities")]
    [InlineData(Turn + ",\"generationConfig\":{\"imageConfig\":{\"aspectRatio\":\"5:7\"}}", "generationConfig.imageConfig.aspectRatio")]
    [InlineData(Turn + ",\"generationConfig\":{\"imageConfig\":{\"imageSize\":\"1k\"}}", "generationConfig.imageConfig.imageSize")]
    [InlineData(Turn + ",\"safetySettings\":[{\"category\":\"HARM\"}]", "safetySettings[0].category")]
    [InlineData(Turn + ",\"safetySettings\":[{\"category\":\"HARM_CATEGORY_HARASSMENT\",\"threshold\":\"SOME\"}]", "safetySettings[0].threshold")]
    [InlineData(Turn + ",\"tools\":[{\"functionDeclarations\":[{}]}]", "tools[0].functionDeclarations[0].name")]
    [InlineData(Turn + ",\"tools\":[{\"functionDeclarations\":[{\"name\":\"1f\"}]}]", "tools[0].functionDeclarations[0].name")]
    [InlineData(Turn + ",\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\",\"parameters\":{\"type\":\"OBJECT\",\"$schema\":\"x\"}}]}]", "tools[0].functionDeclarations[0].parameters")]
    [InlineData(Turn + ",\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\",\"parameters\":{\"type\":\"OBJECT\"},\"parametersJsonSchema\":{}}]}]", "tools[0].functionDeclarations[0]")]
    [InlineData(Turn + ",\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"SOME\"}}", "toolConfig.functionCallingConfig.mode")]
    [InlineData(Turn + ",\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"f\"]}}", "toolConfig.functionCallingConfig.allowedFunctionNames")]
    [InlineData("\"contents\":[{\"parts\":[{\"text\":\"/length x\"}]}]", "contents")]
    public async Task What_is_wrong_is_named_in_Googles_way(string members, string field)
    {
        JsonNode error = await _gateway.ErrorAsync("{" + members + "}", path: Gateway.Gemini());
        Assert.Equal((400, "INVALID_ARGUMENT"), ((int)error["code"]!, (string?)error["status"]));
        Assert.Equal(field, (string?)error["details"]![0]!["fieldViolations"]![0]!["field"]);
        Assert.Empty(_gateway.Emulator.Ledger);
    }

    [Theory]
    [InlineData("401", 401, "UNAUTHENTICATED")]
    [InlineData("403", 403, "PERMISSION_DENIED")]
    [InlineData("403-quota", 403, "PERMISSION_DENIED")]
    [InlineData("404", 404, "NOT_FOUND")]
    [InlineData("429", 429, "RESOURCE_EXHAUSTED")]
    [InlineData("500", 500, "INTERNAL")]
    [InlineData("503", 503, "UNAVAILABLE")]
    [InlineData("504", 504, "DEADLINE_EXCEEDED")]
    [InlineData("error-200", 200, "UNKNOWN")]
    [InlineData("error-as-event-stream", 400, "INVALID_ARGUMENT")]
    public async Task Faults_by_status_have_Googles_shape(string fault, int status, string name)
    {
        using HttpResponseMessage response = await _gateway.PostAsync(Gateway.Contents("x"), fault, Gateway.Gemini());
        Assert.Equal(status, (int)response.StatusCode);
        JsonNode error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal((status, name), ((int)error["code"]!, (string?)error["status"]));
        if (fault == "403-quota")
        {
            Assert.Equal("insufficient_user_quota", (string?)error["details"]![0]!["reason"]);
        }
    }

    [Fact]
    public async Task Unknown_models_bad_JSON_and_unknown_methods()
    {
        JsonNode unknown = await _gateway.ErrorAsync(Gateway.Contents("x"), 503, Gateway.Gemini(model: "gemini-9"));
        Assert.Equal("model_not_found", (string?)unknown["details"]![0]!["reason"]);
        Assert.Equal("INVALID_ARGUMENT", (string?)(await _gateway.ErrorAsync("not JSON", path: Gateway.Gemini()))["status"]);
        using HttpResponseMessage method = await _gateway.PostAsync(Gateway.Contents("x"), path: Gateway.Gemini("embedContent"));
        Assert.Equal(404, (int)method.StatusCode);
    }

    [Fact]
    public async Task A_stream_that_is_an_array_has_its_errors_in_one()
    {
        using HttpResponseMessage bad = await _gateway.PostAsync("{}", path: Gateway.Gemini("streamGenerateContent"));
        Assert.Equal("INVALID_ARGUMENT", (string?)Assert.Single(JsonNode.Parse(await bad.Content.ReadAsStringAsync())!.AsArray())!["error"]!["status"]);
        using HttpResponseMessage events = await _gateway.PostAsync("{}", path: Gateway.Gemini("streamGenerateContent?x=1&alt=sse"));
        Assert.Equal("INVALID_ARGUMENT", (string?)JsonNode.Parse(await events.Content.ReadAsStringAsync())!["error"]!["status"]);
        Assert.All(_gateway.Emulator.Requests, r => Assert.Equal(400, r.Status));
    }
}
