#pragma warning disable OPENAI001 // The library calls its responses experimental.
#pragma warning disable CS0618 // Query gave way to Queries; the recording is older.
using System;
using System.ClientModel;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using OpenAI;
using OpenAI.Responses;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The official OpenAI library for .NET, its responses.</summary>
public sealed class OpenAIDotNetResponseTests : IDisposable
{
    private const string Model = "gpt-4o-mini";

    private readonly Gateway _gateway = new();
    private readonly ResponsesClient _client;

    public OpenAIDotNetResponseTests()
    {
        _client = new ResponsesClient(
            new ApiKeyCredential(_gateway.Emulator.ApiKey), new OpenAIClientOptions { Endpoint = new Uri(_gateway.Emulator.BaseUrl + "/v1") });
    }

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task One_after_another()
    {
        ResponseResult first = await _client.CreateResponseAsync(Model, "\u4F60\u597D from .NET");
        Assert.Equal("Echo: \u4F60\u597D from .NET", first.GetOutputText());
        Assert.Equal(ResponseStatus.Completed, first.Status);
        Assert.Equal(first.Usage.TotalTokenCount, first.Usage.InputTokenCount + first.Usage.OutputTokenCount);
        ResponseResult next = await _client.CreateResponseAsync(Model, "/history", first.Id);
        Assert.Equal("3 messages: user assistant user", next.GetOutputText());
        Assert.Equal(first.Id, next.PreviousResponseId);
        Assert.Equal(next.GetOutputText(), (await _client.GetResponseAsync(next.Id)).Value.GetOutputText());
        var input = new List<ResponseItem>();
        await foreach (ResponseItem item in _client.GetResponseInputItemsAsync(next.Id))
        {
            input.Add(item);
        }

        Assert.Equal("/history", Assert.Single(Assert.IsAssignableFrom<MessageResponseItem>(Assert.Single(input)).Content).Text);
        Assert.True((await _client.DeleteResponseAsync(next.Id)).Value.Deleted);
        ClientResultException error = await Assert.ThrowsAsync<ClientResultException>(() => _client.CreateResponseAsync(Model, "x", next.Id));
        Assert.Contains("previous_response_not_found", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streaming()
    {
        List<StreamingResponseUpdate> updates = await StreamAsync(Options("one \u4E16\u754C \U0001F30D"));
        Assert.Equal(Enumerable.Range(0, updates.Count), updates.Select(u => u.SequenceNumber));
        Assert.Equal("Echo: one \u4E16\u754C \U0001F30D", string.Concat(updates.OfType<StreamingResponseOutputTextDeltaUpdate>().Select(u => u.Delta)));
        Assert.Equal(ResponseStatus.Completed, Assert.IsType<StreamingResponseCompletedUpdate>(updates[^1]).Response.Status);
    }

    [Fact]
    public async Task Tools_and_their_outputs()
    {
        CreateResponseOptions options = Options("/toolcall lookup {\"a\":1}");
        options.Tools.Add(ResponseTool.CreateFunctionTool("lookup", BinaryData.FromString("{\"type\":\"object\",\"properties\":{}}"), false));
        ResponseResult asked = await _client.CreateResponseAsync(options);
        var call = Assert.IsType<FunctionCallResponseItem>(Assert.Single(asked.OutputItems));
        Assert.Equal(("lookup", "{\"a\":1}"), (call.FunctionName, call.FunctionArguments.ToString()));

        // The whole conversation again; then only what is new.
        CreateResponseOptions again = Options("/toolcall lookup {\"a\":1}");
        again.InputItems.Add(call);
        again.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "it ran"));
        Assert.Equal("Tool said: it ran", (await _client.CreateResponseAsync(again)).Value.GetOutputText());
        ResponseResult next = await _client.CreateResponseAsync(Model, [ResponseItem.CreateFunctionCallOutputItem(call.CallId, "it ran")], asked.Id);
        Assert.Equal("Tool said: it ran", next.GetOutputText());
    }

    [Fact]
    public async Task Web_search_reasoning_and_images()
    {
        CreateResponseOptions options = Options("/search cats");
        options.Tools.Add(ResponseTool.CreateWebSearchPreviewTool(WebSearchToolLocation.CreateApproximateLocation("CN", null, "Shanghai"), WebSearchToolContextSize.Low));
        ResponseResult found = await _client.CreateResponseAsync(options);
        var search = Assert.IsType<WebSearchCallResponseItem>(found.OutputItems[0]);
        Assert.Equal(["cats"], Assert.IsType<WebSearchSearchAction>(search.Action).Queries);
        var citation = Assert.IsType<UriCitationMessageAnnotation>(Assert.Single(((MessageResponseItem)found.OutputItems[1]).Content[0].OutputTextAnnotations));
        Assert.Equal(new Uri("https://example.com/1?q=cats"), citation.Uri);
        Assert.Equal("([example.com](https://example.com/1?q=cats))", found.GetOutputText()[citation.StartIndex..citation.EndIndex]);

        options = Options("/reason hm hm | yes");
        options.ReasoningOptions = new ResponseReasoningOptions
        {
            ReasoningEffortLevel = ResponseReasoningEffortLevel.Low,
            ReasoningSummaryVerbosity = ResponseReasoningSummaryVerbosity.Auto,
        };
        ResponseResult thought = await _client.CreateResponseAsync(options);
        Assert.Equal("hm hm", Assert.IsType<ReasoningResponseItem>(thought.OutputItems[0]).GetSummaryText());
        Assert.Equal(2, thought.Usage.OutputTokenDetails.ReasoningTokenCount);

        options = Options("/image 4x3 images");
        options.Tools.Add(ResponseTool.CreateImageGenerationTool("gpt-image-1", partialImageCount: 2));
        ResponseResult drawn = await _client.CreateResponseAsync(options);
        var png = PngFile.Read(Assert.IsType<ImageGenerationCallResponseItem>(drawn.OutputItems[0]).ImageResultBytes.ToArray());
        Assert.Equal((4, 3), (png.Width, png.Height));
        List<StreamingResponseUpdate> updates = await StreamAsync(options);
        Assert.Equal(2, updates.OfType<StreamingResponseImageGenerationCallPartialImageUpdate>().Count());
    }

    [Fact]
    public async Task Structured_output_and_limits()
    {
        CreateResponseOptions options = Options("Which?");
        options.TextOptions = new ResponseTextOptions
        {
            TextFormat = ResponseTextFormat.CreateJsonSchemaFormat(
                "answer",
                BinaryData.FromString("{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\"}},\"required\":[\"answer\"],\"additionalProperties\":false}"),
                jsonSchemaIsStrict: true),
        };
        Assert.Equal("{\"answer\":\"Which?\"}", (await _client.CreateResponseAsync(options)).Value.GetOutputText());

        options = Options("/length 30");
        options.MaxOutputTokenCount = 16;
        ResponseResult cut = await _client.CreateResponseAsync(options);
        Assert.Equal(ResponseStatus.Incomplete, cut.Status);
        Assert.Equal(ResponseIncompleteStatusReason.MaxOutputTokens, cut.IncompleteStatusDetails.Reason);
        Assert.IsType<StreamingResponseIncompleteUpdate>((await StreamAsync(options))[^1]);
    }

    [Theory]
    [InlineData("nested-error", typeof(StreamingResponseErrorUpdate))]
    [InlineData("mid-stream-error", typeof(StreamingResponseErrorUpdate))]
    [InlineData("response-failed", typeof(StreamingResponseFailedUpdate))]
    [InlineData("unknown-events", typeof(StreamingResponseCompletedUpdate))]
    [InlineData("unknown-fields", typeof(StreamingResponseCompletedUpdate))]
    [InlineData("ping", typeof(StreamingResponseCompletedUpdate))]
    public async Task Faults_that_the_library_understands(string fault, Type last)
    {
        _gateway.Emulator.AddFault(fault);
        Assert.IsType(last, (await StreamAsync(Options("one two three")))[^1]);
    }

    [Fact]
    public async Task Recordings()
    {
        List<StreamingResponseUpdate> updates = await StreamAsync(Options("/replay unicorn"));
        Assert.Equal(
            "Under a moonlit sky, a gentle unicorn tiptoed through a field of shimmering stars, carrying sweet dreams to children as they slept.",
            string.Concat(updates.OfType<StreamingResponseOutputTextDeltaUpdate>().Select(u => u.Delta)));
        ResponseResult research = await _client.CreateResponseAsync(Options("/replay research"));
        Assert.Equal(
            "Hello how to greet user in chat GPT guidelines",
            Assert.IsType<WebSearchSearchAction>(research.OutputItems.OfType<WebSearchCallResponseItem>().Single().Action).Query);
        Assert.Equal(2176, research.Usage.OutputTokenDetails.ReasoningTokenCount);
    }

    private static CreateResponseOptions Options(string text) => new(Model, [ResponseItem.CreateUserMessageItem(text)]);

    private async Task<List<StreamingResponseUpdate>> StreamAsync(CreateResponseOptions options)
    {
        options.StreamingEnabled = true;
        var updates = new List<StreamingResponseUpdate>();
        await foreach (StreamingResponseUpdate update in _client.CreateResponseStreamingAsync(options))
        {
            updates.Add(update);
        }

        return updates;
    }
}
