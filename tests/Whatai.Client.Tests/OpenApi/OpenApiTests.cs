using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Completions;
using Whatai.Client.Conversations;
using Whatai.Client.Embeddings;
using Whatai.Client.Images;
using Whatai.Client.Responses;
using Whatai.Emulator;
using Xunit;
using Xunit.Abstractions;

namespace Whatai.Client.Tests;

/// <summary>What the client sends and what the emulator answers, by OpenAI's own description of its API.</summary>
public sealed class OpenApiTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly HttpClient _http = new();
    private readonly WhataiClient _client;

    public OpenApiTests(ITestOutputHelper output)
    {
        _output = output;
        _client = Given.Client(_emulator);
        _http.BaseAddress = new Uri(_emulator.BaseUrl);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _emulator.ApiKey);
    }

    public static TheoryData<string> Prompts =>
    [
        "Hello", "/reason a | b", "/refuse No.", "/toolcall weather {\"city\":\"x\"}\n/toolcall time {}", "/length 20", "/image 8x8 markdown-url", "/search cats", "/image 8x8 images", "/code 1+1", "/files cats", "/mcp roll {}",
    ];

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
        _emulator.Dispose();
    }

    [Theory]
    [MemberData(nameof(Prompts))]
    public async Task Chat(string prompt)
    {
        foreach (ChatRequest request in new[]
        {
            Given.Chat(prompt) with { Tools = Tools(), Stop = ["never"], PresencePenalty = 0.5, FrequencyPenalty = -0.5, Seed = 7, User = "u", LogitBias = new Dictionary<string, int> { ["50256"] = -100 } },
            Given.Chat(prompt) with { Model = "gpt-audio", Voice = "alloy", AudioFormat = "pcm16" },
            Given.Chat(prompt) with { WebSearch = new ChatWebSearch { ContextSize = "high", Location = new SearchLocation { Country = "DE", City = "Ulm" } }, Prediction = "Echo" },
            Given.Chat(prompt) with { Messages = [new ChatMessage(ChatRole.User, "a"), new ChatMessage(ChatRole.Assistant, "b") { Audio = new ChatAudio { Id = "audio_1", Bytes = [1] } }, new ChatMessage(ChatRole.User, prompt)] },
            Given.Chat(prompt) with { Model = "o3", Verbosity = "low", ServiceTier = "flex", SafetyIdentifier = "h", PromptCacheKey = "k", LogProbs = 2, MaxCompletionTokens = 2000, ReasoningEffort = "low", Count = 2 },
            Given.Chat(prompt) with { ResponseFormat = new ResponseFormat { Schema = Schema("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}"""), Strict = true }, Temperature = 0.5, TopP = 0.9, MaxTokens = 2000 },
        })
        {
            await _client.Chat.CompleteAsync(request);
            await CheckAsync("/v1/chat/completions", "CreateChatCompletionRequest", "CreateChatCompletionResponse", "CreateChatCompletionStreamResponse");
        }
    }

    [Theory]
    [MemberData(nameof(Prompts))]
    public async Task Responses(string prompt)
    {
        foreach (ResponseRequest request in new[]
        {
            ResponseEvents.Ask(prompt) with { Tools = Tools(), WebSearch = new WebSearch(), ImageGeneration = true, Store = true, Instructions = "Be brief.", User = "u", Truncation = "auto", MaxToolCalls = 3 },
            ResponseEvents.Ask(prompt) with { BuiltInTools = HostedCallTests.Tools, ToolChoice = prompt == "Hello" ? "code_interpreter" : null },
            ResponseEvents.Ask(prompt) with { BuiltInTools = [JsonNode.Parse("""{"type":"mcp","server_label":"dice","connector_id":"connector_dropbox"}""").Deserialize<JsonElement>()] },
            ResponseEvents.Ask(prompt) with { Model = "o3", ServiceTier = "flex", SafetyIdentifier = "h", PromptCacheKey = "k", LogProbs = 2, ReasoningEffort = "low", ReasoningSummary = "auto", Verbosity = "low", Metadata = new Dictionary<string, string> { ["a"] = "b" }, MaxTokens = 2000 },
        })
        {
            await _client.Responses.CompleteAsync(request);
            await CheckAsync("/v1/responses", "CreateResponse", "Response", "ResponseStreamEvent");
        }
    }

    [Fact]
    public async Task A_response_in_the_background_in_each_state()
    {
        ResponseCompletion answer = await _client.Responses.CompleteAsync(ResponseEvents.Ask("Hello") with { Background = true });
        await CheckAsync("/v1/responses", "CreateResponse", "Response", "ResponseStreamEvent");
        await CheckGetAsync($"/v1/responses/{answer.Id}", "Response");
        await CheckPostAsync($"/v1/responses/{answer.Id}/cancel", "", "Response");
    }

    [Fact]
    public async Task Log_probabilities_of_a_response()
    {
        const string Body = """{"model":"gpt-4.1","input":"Hello you","include":["message.output_text.logprobs"],"top_logprobs":2}""";
        await CheckPostAsync("/v1/responses", Body, "Response");
        await CheckPostAsync("/v1/responses", Body.Insert(1, "\"stream\":true,"), "ResponseStreamEvent");
    }

    [Fact]
    public async Task A_stored_response_and_its_input()
    {
        ResponseCompletion answer = await _client.Responses.CompleteAsync(ResponseEvents.Ask("Hello") with { Store = true });
        await CheckGetAsync($"/v1/responses/{answer.Id}", "Response");
        await CheckGetAsync($"/v1/responses/{answer.Id}/input_items", "ResponseItemList");
        await CheckPostAsync("/v1/responses/input_tokens", """{"model":"gpt-4.1","input":"Hello"}""", "TokenCountsResource");
    }

    [Fact]
    public async Task A_stored_completion_and_its_messages()
    {
        const string Body = """{"model":"gpt-4o","store":true,"metadata":{"a":"b"},"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Hello"}]}]}""";
        await CheckPostAsync("/v1/chat/completions", Body, "CreateChatCompletionResponse");
        JsonNode list = JsonNode.Parse(await _http.GetStringAsync("/v1/chat/completions"))!;
        await CheckGetAsync("/v1/chat/completions?limit=1&metadata[a]=b", "ChatCompletionList");
        await CheckGetAsync($"/v1/chat/completions/{list["first_id"]}", "CreateChatCompletionResponse");
        await CheckGetAsync($"/v1/chat/completions/{list["first_id"]}/messages", "ChatCompletionMessageList");
        using HttpResponseMessage deleted = await _http.DeleteAsync($"/v1/chat/completions/{list["first_id"]}");
        await CheckAnswerAsync(deleted, "ChatCompletionDeleted");
    }

    [Fact]
    public async Task Models()
    {
        await CheckGetAsync("/v1/models", "ListModelsResponse");
        await CheckGetAsync("/v1/models/gpt-4o", "Model");
    }

    [Fact]
    public async Task Embeddings_and_completions()
    {
        await _client.Embeddings.EmbedAsync(new EmbeddingRequest { Model = "text-embedding-3-small", Inputs = ["a", "b"], Dimensions = 8, User = "u" });
        await CheckAsync("/v1/embeddings", "CreateEmbeddingRequest", "CreateEmbeddingResponse", null, except: "embedding");
        await _client.Completions.CompleteAsync(new TextCompletionRequest { Model = "gpt-3.5-turbo-instruct", Prompts = ["a"], LogProbs = 2, Suffix = "z", Count = 1, BestOf = 1, Stop = ["never"], MaxTokens = 9, Seed = 1, User = "u" });
        await CheckAsync("/v1/completions", "CreateCompletionRequest", "CreateCompletionResponse", "CreateCompletionResponse");
    }

    [Theory]
    [InlineData("gpt-image-1", "png")]
    [InlineData("gpt-image-1", "webp")]
    [InlineData("dall-e-3", null)]
    public async Task Images(string model, string? format)
    {
        await _client.Images.GenerateAsync(new ImageRequest { Model = model, Prompt = "A cat", Size = "1024x1024", OutputFormat = format, User = "u" });
        await CheckAsync("/v1/images/generations", "CreateImageRequest", "ImagesResponse", model == "gpt-image-1" ? "ImageGenStreamEvent" : null);
    }

    [Fact]
    public async Task Speech_and_its_transcript()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "a.wav");
        await CheckPostAsync("/v1/audio/speech", """{"model":"gpt-4o-mini-tts","input":"Hello there","voice":"alloy","stream_format":"sse"}""", "CreateSpeechResponseStreamEvent");
        await File.WriteAllBytesAsync(file, await SpeakAsync());
        foreach ((string format, string schema) in new[] { ("json", "CreateTranscriptionResponseJson"), ("verbose_json", "CreateTranscriptionResponseVerboseJson") })
        {
            using var form = new MultipartFormDataContent
            {
                { new ByteArrayContent(await File.ReadAllBytesAsync(file)), "file", "a.wav" }, { new StringContent("whisper-1"), "model" }, { new StringContent(format), "response_format" },
            };
            using HttpResponseMessage response = await _http.PostAsync("/v1/audio/transcriptions", form);
            await AssertAsync(schema, JsonNode.Parse(await response.Content.ReadAsStringAsync()));
        }
    }

    [Fact]
    public async Task Videos()
    {
        await CheckPostAsync("/v1/videos", """{"model":"sora-2","prompt":"A cat","seconds":"4","size":"720x1280"}""", "VideoResource");
        await CheckGetAsync("/v1/videos", "VideoListResource");
    }

    private static FunctionTool[] Tools() => [new FunctionTool("weather", Schema("""{"type":"object"}""")), new FunctionTool("time", Schema("""{"type":"object"}"""))];

    private static JsonElement Schema(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private async Task<byte[]> SpeakAsync()
    {
        using var content = new StringContent("""{"model":"tts-1","input":"Hello there","voice":"alloy","response_format":"wav"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _http.PostAsync("/v1/audio/speech", content);
        return await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Checks the last request, and sends it again, whole and streamed, to check its answers.</summary>
    private async Task CheckAsync(string path, string requestSchema, string answerSchema, string? eventSchema, string? except = null)
    {
        EmulatorRequest request = _emulator.Requests[^1];
        Assert.EndsWith(path, request.Path, StringComparison.Ordinal);
        JsonObject body = JsonNode.Parse(request.Body)!.AsObject();
        await AssertAsync(requestSchema, body);
        body.Remove("stream");
        if (except is null)
        {
            await CheckPostAsync(path, body.ToJsonString(), answerSchema);
        }
        else
        {
            body["encoding_format"] = "float";
            await CheckPostAsync(path, body.ToJsonString(), answerSchema);
        }

        if (eventSchema is not null)
        {
            body["stream"] = true;
            if (path.Contains("chat", StringComparison.Ordinal))
            {
                body["stream_options"] = new JsonObject { ["include_usage"] = true };
            }

            if (path.Contains("images", StringComparison.Ordinal))
            {
                body["partial_images"] = 1;
            }

            await CheckPostAsync(path, body.ToJsonString(), eventSchema);
        }
    }

    private async Task CheckPostAsync(string path, string body, string schema)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _http.PostAsync(path, content);
        await CheckAnswerAsync(response, schema);
    }

    private async Task CheckGetAsync(string path, string schema)
    {
        using HttpResponseMessage response = await _http.GetAsync(path);
        await CheckAnswerAsync(response, schema);
    }

    private async Task CheckAnswerAsync(HttpResponseMessage response, string schema)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            await AssertAsync(schema, JsonNode.Parse(text));
            return;
        }

        string[] events = [.. text.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => line[6..])];
        Assert.NotEmpty(events);
        foreach (string data in events)
        {
            await AssertAsync(schema, JsonNode.Parse(data));
        }
    }

    private async Task AssertAsync(string schema, JsonNode? value)
    {
        if (await OpenApiDocument.FindAsync() is not { } document)
        {
            _output.WriteLine("LEFT OUT: OpenAI's description of its API can't be had here. WHATAI_OPENAPI may name its openapi.json.");
            return;
        }

        IReadOnlyList<string> problems = document.Check(schema, value);
        string json = value?.ToJsonString() ?? "null";
        Assert.True(problems.Count == 0, $"{schema}\n{string.Join("\n", problems.Take(12))}\n{(json.Length > 1500 ? json[..1500] : json)}");
    }
}
