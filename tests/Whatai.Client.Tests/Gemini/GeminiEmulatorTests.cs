using System;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Gemini;
using Whatai.Client.Http;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>The Gemini API against the emulator: asked the same, an answer in events or in an array ends up the same as a plain one.</summary>
public sealed class GeminiEmulatorTests : IDisposable
{
    private static readonly FunctionTool[] s_tools =
    [
        new("weather", GivenGemini.Json("""{"type":"object","properties":{"city":{"type":"string"}}}""")),
        new("time", GivenGemini.Json("""{"type":"object","properties":{}}""")),
    ];

    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly WhataiClient _client;
    private readonly WhataiClient _arrayClient;

    public GeminiEmulatorTests()
    {
        _client = Given.Client(_emulator);
        ConnectionOptions options = Given.Options(_emulator);
        _arrayClient = new WhataiClient(options, new ArrayHandler(HandlerFactory.Create(options)));
    }

    public void Dispose()
    {
        _client.Dispose();
        _arrayClient.Dispose();
        _emulator.Dispose();
    }

    public static TheoryData<string> Prompts =>
    [
        "Hello there",
        "/say exactly  this\n\n  with spaces \t and 2024-01-02T03:04:05+08:00",
        "/say \"quotes\" \\ and \u0001 control \u2028 characters",
        "/repeat 500 ab ",
        "/reason I think so | Therefore",
        "/reason2 想一想 🤔 | 所以",
        "/toolcall weather {\"city\":\"北京\",\"when\":\"2024-01-02T03:04:05Z\"}",
        "/toolcall weather {\"city\":\"北京\"}\n/toolcall time {\"zone\":\"Asia/Shanghai\"}\n/toolcall weather",
        "/length 40",
        "/finish MAX_TOKENS",
        "/finish SAFETY",
        "/finish MALFORMED_FUNCTION_CALL",
        "/think a | b",
        "/search 猫 & dogs 🌍",
        "/image 3x2 images",
        "/image 3x2 parts",
        "/image 3x2 markdown-data",
        "/history",
    ];

    [Theory]
    [MemberData(nameof(Prompts))]
    public async Task For_every_directive(string prompt)
    {
        await AssertSameAsync(Request(prompt));
        await AssertSameAsync(Request(prompt) with { MaxTokens = 16 });
        if (!prompt.StartsWith("/image", StringComparison.Ordinal))
        {
            await AssertSameAsync(Request(prompt) with { Model = "gemini-3-pro-preview" });
        }
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("unknown-fields")]
    [InlineData("unknown-events")]
    [InlineData("string-numbers")]
    [InlineData("duplicate-finish")]
    [InlineData("crlf")]
    [InlineData("cr")]
    [InlineData("multi-line-data")]
    [InlineData("bom")]
    [InlineData("split-utf8")]
    [InlineData("drip")]
    [InlineData("no-content-type")]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("http10")]
    public async Task However_the_answer_is_written(string twist)
    {
        await AssertSameAsync(Request("/reason 想 🤔 hard | 你好 🌍 world"), twist);
        await AssertSameAsync(Request("/toolcall weather {\"city\":\"北京\"}\n/toolcall time {}"), twist);
    }

    [Fact]
    public async Task Everything_is_where_it_belongs()
    {
        GeminiCompletion thought = await _client.Gemini.CompleteAsync(Request("/reason I think so | Therefore"));
        Assert.Equal(("I think so", "Therefore"), (thought.Reasoning, thought.Text));
        Assert.True(thought.Usage!.ReasoningTokens > 0);
        Assert.Equal(thought.Usage.PromptTokens + thought.Usage.CompletionTokens, thought.Usage.TotalTokens);
        Assert.Equal(["weather({})"], (await _client.Gemini.CompleteAsync(Request("/toolcall weather {}"))).ToolCalls!.Select(call => call.ToString()));
        GeminiCompletion search = await _client.Gemini.CompleteAsync(Request("/search cats 🌍 dogs"));
        Assert.Equal("cats 🌍 dogs", Assert.Single(search.WebSearches).Query);
        Assert.NotEmpty(search.Citations);
        Assert.Equal("image/png", Assert.Single((await _client.Gemini.CompleteAsync(Request("/image 3x2 parts"))).Images).MediaType);
        Assert.Equal("length", (await _client.Gemini.CompleteAsync(Request("/length 40"))).FinishReason);
    }

    [Theory]
    [InlineData("gemini-2.5-pro")]
    [InlineData("gemini-3-pro-preview")]
    public async Task A_tool_round(string model)
    {
        GeminiRequest request = Request("/toolcall weather {\"city\":\"x\"}\n/toolcall time {}") with { Model = model };
        foreach (WhataiClient client in new[] { _client, _arrayClient })
        {
            GeminiCompletion asked = await client.Gemini.StreamAsync(request).ToCompletionAsync();
            Assert.Equal("tool_calls", asked.FinishReason);
            ChatMessage[] results = [.. asked.ToolCalls!.Select(call => new ChatMessage(ChatRole.Tool, call.Name + " is fine") { ToolCallId = call.Id })];

            GeminiCompletion answered = await client.Gemini.CompleteAsync(request with { Messages = [.. asked.Messages, .. results] });

            Assert.Equal("Tool said: weather is fine\ntime is fine", answered.Text);
        }
    }

    // The emulator refuses what the official API refuses: its message tells which rule was broken.
    [Fact]
    public async Task Signatures_that_are_lost_are_missed()
    {
        GeminiRequest request = Request("/toolcall weather {}") with { Model = "gemini-3-pro-preview" };
        GeminiCompletion asked = await _client.Gemini.CompleteAsync(request);
        ChatMessage[] messages =
        [
            asked.Messages[0], asked.Messages[1] with { Native = null }, new ChatMessage(ChatRole.Tool, "fine") { ToolCallId = asked.ToolCalls![0].Id },
        ];

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => _client.Gemini.CompleteAsync(request with { Messages = messages }));

        Assert.Equal(ErrorKind.InvalidRequest, failure.Kind);
        Assert.Contains("thought_signature", failure.ServerMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blocked_prompt()
    {
        GeminiRequest request = Request("/block PROHIBITED_CONTENT");

        WhataiException plain = await Assert.ThrowsAsync<WhataiException>(() => _client.Gemini.CompleteAsync(request));
        (string text, WhataiException streamed) = await _client.Gemini.StreamAsync(request).ToFailureAsync();
        (_, WhataiException inArray) = await _arrayClient.Gemini.StreamAsync(request).ToFailureAsync();

        Assert.Equal((ErrorKind.ContentBlocked, "The prompt was blocked: PROHIBITED_CONTENT"), (plain.Kind, plain.Message));
        Assert.Equal((plain.Kind, plain.Message), (streamed.Kind, streamed.Message));
        Assert.Equal((plain.Kind, plain.Message), (inArray.Kind, inArray.Message));
        Assert.Equal(string.Empty, text);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","format":"email"},"b":{"type":["integer","null"]}},"required":["a"],"additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#/$defs/x"}},"required":["a"],"$defs":{"x":{"type":"string","enum":["p","q"]}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer","enum":[1,2]}},"required":["a"],"additionalProperties":false}""")]
    public async Task A_schema_is_met_in_either_form(string schema)
    {
        GeminiRequest request = GivenGemini.Request("Fill it in") with { ResponseFormat = new ResponseFormat { Schema = GivenGemini.Json(schema) } };

        GeminiCompletion completion = await _client.Gemini.CompleteAsync(request);

        Assert.Empty(Schemas.SchemaValidator.Validate(GivenGemini.Json(completion.Text), GivenGemini.Json(schema)));
    }

    [Fact]
    public async Task Images_go_in_and_out()
    {
        GeminiRequest request = GivenGemini.Request(new ChatMessage(ChatRole.User, null)
        {
            Parts =
            [
                new ChatContentPart(ChatContentPart.TextType) { Text = "What is this?" },
                new ChatContentPart(ChatContentPart.ImageUrlType) { Url = "data:image/png;base64," + GivenGemini.Png },
            ],
        });

        Assert.Contains("1x1", (await _client.Gemini.CompleteAsync(request)).Text, StringComparison.Ordinal);
        GeminiRequest made = GivenGemini.Request("a cat") with { Model = "gemini-2.5-flash-image", ResponseModalities = ["IMAGE"], AspectRatio = "16:9" };
        GeminiCompletion plain = await _client.Gemini.CompleteAsync(made);
        StreamResult<GeminiDelta, GeminiCompletion> streamed = await _client.Gemini.StreamAsync(made).ToResultAsync();

        Assert.Equal("image/png", Assert.Single(plain.Images).MediaType);
        Assert.Equal(plain.Images[0].Bytes, Assert.Single(streamed.Completion.Images).Bytes);
        Assert.Equal(plain.Images[0].Bytes, Assert.Single(streamed.Deltas, delta => delta.Image is not null).Image!.Bytes);
    }

    [Fact]
    public async Task What_is_refused()
    {
        WhataiException unknown = await Assert.ThrowsAsync<WhataiException>(() => _client.Gemini.CompleteAsync(Request("Hi") with { Model = "no-such-model" }));
        WhataiException wrong = await Assert.ThrowsAsync<WhataiException>(() => _client.Gemini.CompleteAsync(Request("Hi") with { TopP = 7 }));
        (_, WhataiException inArray) = await _arrayClient.Gemini.StreamAsync(Request("Hi") with { TopP = 7 }).ToFailureAsync();

        Assert.Equal(ErrorKind.NotFound, unknown.Kind);
        Assert.Equal((ErrorKind.InvalidRequest, 400), (wrong.Kind, wrong.StatusCode));
        Assert.Contains("topP", wrong.ServerMessage, StringComparison.Ordinal);
        Assert.Equal(wrong.ServerMessage, inArray.ServerMessage);
    }

    [Fact]
    public async Task A_stream_is_read_to_its_end_and_leaves_no_connection()
    {
        var counter = new Connections.Counter();
        ConnectionOptions options = Given.Options(_emulator);
        using var client = new WhataiClient(options, Connections.Counting(options, counter));
        using var arrayClient = new WhataiClient(options, new ArrayHandler(Connections.Counting(options, counter)));

        for (int i = 0; i < 3; i++)
        {
            await client.Gemini.CompleteAsync(Request("Hi"));
            await client.Gemini.StreamAsync(Request("Hi there")).ToCompletionAsync();
        }

        Assert.Equal(3, counter.Count);
        await arrayClient.Gemini.StreamAsync(Request("Hi there")).ToCompletionAsync();
        Assert.All(_emulator.Requests, static request => Assert.NotEqual("ClientClosed", request.Outcome));
    }

    // What the directive needs: tools that can be called, a model that makes images.
    private static GeminiRequest Request(string prompt)
    {
        GeminiRequest request = GivenGemini.Request(prompt);
        return prompt.StartsWith("/image", StringComparison.Ordinal) ? request with { Model = "gemini-2.5-flash-image" }
            : prompt.StartsWith("/search", StringComparison.Ordinal) ? request with { GoogleSearch = true, IncludeThoughts = true }
            : request with { IncludeThoughts = true, Tools = s_tools };
    }

    private async Task AssertSameAsync(GeminiRequest request, string? twist = null)
    {
        CallOptions? options = twist is null ? null : Given.Fault(twist);
        GeminiCompletion plain = await _client.Gemini.CompleteAsync(request, options);
        foreach (WhataiClient client in new[] { _client, _arrayClient })
        {
            if (client == _arrayClient && twist is "unknown-events" or "multi-line-data" or "cr")
            {
                // There are no events in an array.
                continue;
            }

            GeminiCompletion streamed = await client.Gemini.StreamAsync(request, options).ToCompletionAsync();

            Assert.NotEqual(plain.Id, streamed.Id);
            GeminiSame.AssertSaid(plain, streamed);
        }
    }

    /// <summary>Makes a gateway that ignores <c>alt=sse</c>, and answers with an array.</summary>
    private sealed class ArrayHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(request.RequestUri!.AbsoluteUri.Replace("?alt=sse", string.Empty, StringComparison.Ordinal));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
