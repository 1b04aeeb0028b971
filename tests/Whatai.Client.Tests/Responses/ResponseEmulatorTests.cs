using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Http;
using Whatai.Client.Responses;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>The Responses API against the emulator: asked the same, a streamed answer ends up the same as a plain one.</summary>
public sealed class ResponseEmulatorTests : IDisposable
{
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly WhataiClient _client;

    public ResponseEmulatorTests()
    {
        _client = Given.Client(_emulator);
    }

    public void Dispose()
    {
        _client.Dispose();
        _emulator.Dispose();
    }

    [Fact]
    public async Task The_seeds_answers_come_out_of_the_emulator()
    {
        StreamResult<ResponseDelta, ResponseCompletion> unicorn = await _client.Responses.StreamAsync(ResponseEvents.Ask("/replay unicorn")).ToResultAsync();
        ResponseCompletion research = await _client.Responses.CompleteAsync(ResponseEvents.Ask("/replay research"));

        Assert.Equal(ResponseExamples.Unicorn, unicorn.Text);
        Assert.Equal("Hello how to greet user in chat GPT guidelines", Assert.Single(research.WebSearches).Query);
        Assert.Equal(2176, research.Usage!.ReasoningTokens);
    }

    [Fact]
    public async Task Reasoning_calls_searches_and_images_are_where_they_belong()
    {
        Assert.Equal("I think so", (await _client.Responses.CompleteAsync(Request("/reason I think so | Therefore"))).Reasoning);
        Assert.Equal("no way", (await _client.Responses.CompleteAsync(Request("/refuse no way"))).Refusal);
        Assert.Equal(["weather({})"], (await _client.Responses.CompleteAsync(Request("/toolcall weather {}"))).ToolCalls!.Select(call => call.ToString()));
        ResponseCompletion search = await _client.Responses.CompleteAsync(Request("/search cats 🌍 dogs"));
        Assert.Equal("cats 🌍 dogs", Assert.Single(search.WebSearches).Query);
        Assert.All(search.Citations, citation => Assert.Equal(search.Text.Substring(citation.StartIndex!.Value, citation.EndIndex!.Value - citation.StartIndex.Value), citation.Text));
        Assert.NotEmpty(search.Citations);
        Assert.Equal("image/png", Assert.Single((await _client.Responses.CompleteAsync(Request("/image 3x2 images"))).Images).MediaType);
    }

    [Fact]
    public async Task Partial_images_come_on_the_way()
    {
        var options = new CallOptions { ExtraBody = JsonNode.Parse("""{"tools":[{"type":"image_generation","partial_images":2}]}""")!.AsObject() };

        StreamResult<ResponseDelta, ResponseCompletion> result = await _client.Responses.StreamAsync(ResponseEvents.Ask("/image 3x2 images"), options).ToResultAsync();

        Assert.Equal(["image/png", "image/png"], result.Deltas.Where(delta => delta.Image is not null).Select(delta => delta.Image!.MediaType));
        Assert.Single(result.Completion.Images);
    }

    [Fact]
    public async Task A_conversation_goes_on_by_id_or_by_its_messages()
    {
        ResponseCompletion first = await _client.Responses.CompleteAsync(ResponseEvents.Ask("One"));
        ResponseRequest next = ResponseEvents.Ask("/history");

        ResponseCompletion byId = await _client.Responses.CompleteAsync(next with { PreviousResponseId = first.Id });
        ResponseCompletion byMessages = await _client.Responses.CompleteAsync(next with { Messages = [.. first.Messages, .. next.Messages] });

        Assert.Equal("3 messages: user assistant user", byId.Text);
        Assert.Equal(byId.Text, byMessages.Text);
        Assert.Equal(first.Id, byId.PreviousResponseId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    public async Task Results_of_calls_go_back_with_what_the_model_said(bool? store)
    {
        ResponseRequest request = Request("/toolcall weather {\"city\":\"x\"}\n/toolcall time {}") with { Store = store };
        ResponseCompletion asked = (await _client.Responses.StreamAsync(request).ToResultAsync()).Completion;
        ChatMessage[] results = [.. asked.ToolCalls!.Select(call => new ChatMessage(ChatRole.Tool, call.Name + " is fine") { ToolCallId = call.Id })];

        ResponseCompletion byMessages = await _client.Responses.CompleteAsync(request with { Messages = [.. asked.Messages, .. results] });

        Assert.Equal("Tool said: weather is fine\ntime is fine", byMessages.Text);
        if (store is null)
        {
            Assert.Equal(byMessages.Text, (await _client.Responses.CompleteAsync(request with { Messages = results, PreviousResponseId = asked.Id })).Text);
        }
    }

    [Fact]
    public async Task A_previous_response_that_is_gone_is_not_found()
    {
        ResponseRequest request = ResponseEvents.Ask() with { PreviousResponseId = "resp_unknown" };

        WhataiException plain = await Assert.ThrowsAsync<WhataiException>(() => _client.Responses.CompleteAsync(request));
        WhataiException streamed = (await _client.Responses.StreamAsync(request).ToResultAsync()).Error;

        Assert.Equal((ErrorKind.NotFound, "previous_response_not_found", "previous_response_id"), (plain.Kind, plain.Code, plain.Param));
        Assert.Contains("resp_unknown", plain.Message, StringComparison.Ordinal);
        Assert.Equal(plain.Message, streamed.Message);
    }

    [Fact]
    public async Task A_schema_is_met()
    {
        using var schema = JsonDocument.Parse("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""");
        ResponseRequest request = ResponseEvents.Ask("Fill it in") with { ResponseFormat = new ResponseFormat { Schema = schema.RootElement.Clone(), Strict = true } };

        Assert.Equal(JsonValueKind.String, JsonNode.Parse((await _client.Responses.CompleteAsync(request)).Text)!["a"]!.GetValueKind());
    }

    [Fact]
    public async Task An_image_is_seen()
    {
        const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        ResponseRequest request = ResponseEvents.Ask() with
        {
            Messages =
            [
                new ChatMessage(ChatRole.User, null)
                {
                    Parts =
                    [
                        new ChatContentPart(ChatContentPart.TextType) { Text = "What is this?" },
                        new ChatContentPart(ChatContentPart.ImageUrlType) { Url = "data:image/png;base64," + Png },
                    ],
                },
            ],
        };

        Assert.Contains("1x1", (await _client.Responses.CompleteAsync(request)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_is_read_to_its_end_and_leaves_no_connection()
    {
        var counter = new Connections.Counter();
        ConnectionOptions options = Given.Options(_emulator);
        using var client = new WhataiClient(options, Connections.Counting(options, counter));

        for (int i = 0; i < 3; i++)
        {
            await client.Responses.CompleteAsync(ResponseEvents.Ask());
            await client.Responses.StreamAsync(ResponseEvents.Ask()).ToResultAsync();
        }

        Assert.Equal(3, counter.Count);
        Assert.All(_emulator.Requests, static request => Assert.NotEqual("ClientClosed", request.Outcome));
    }

    private static ResponseRequest Request(string prompt)
    {
        using var schema = JsonDocument.Parse("""{"type":"object"}""");
        return ResponseEvents.Ask(prompt) with
        {
            Instructions = "Be kind. 好",
            ReasoningSummary = "auto",
            Tools = [new FunctionTool("weather", schema.RootElement.Clone()), new FunctionTool("time", schema.RootElement.Clone())],
            WebSearch = new WebSearch(),
            ImageGeneration = true,
        };
    }

    // Ids hold the request's own number.
    private static string Describe(ResponseCompletion answer) =>
        $"{answer.Status} {answer.IncompleteReason} {answer.FinishReason} {answer.Model} [{answer.Text}] [{answer.Reasoning}] [{answer.Refusal}] "
        + $"{string.Join(" + ", answer.ToolCalls ?? [])} {string.Join(" + ", answer.WebSearches)} {string.Join(" + ", answer.Images)} {answer.Messages.Count}";
}
