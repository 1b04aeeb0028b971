using System;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Messages;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What the client of Claude's API does by itself: it goes on after a pause, streams long answers, counts.</summary>
public class MessageClientTests
{
    private const string Usage = """{"input_tokens":10,"cache_read_input_tokens":null,"output_tokens":3,"server_tool_use":{"web_search_requests":1}}""";

    private static readonly string s_paused = GivenMessages.Answer(GivenMessages.Text("One. "), "pause_turn", Usage);
    private static readonly string s_done = GivenMessages.Answer(GivenMessages.Text("Two."), "end_turn", Usage);

    [Fact]
    public async Task A_pause_is_gone_on_with()
    {
        var handler = new ScriptedHandler(Steps.Answer(200, s_paused), Steps.Answer(200, s_paused), Steps.Answer(200, s_done));
        using var client = new WhataiClient(Given.Options(), handler);
        MessageCompletion answer = await client.Messages.CompleteAsync(GivenMessages.Request());
        Assert.Equal(("One. One. Two.", "stop", 2), (answer.Text, answer.FinishReason, answer.Messages.Count));
        Assert.Equal((30, 9), (answer.Usage!.PromptTokens, answer.Usage.CompletionTokens));
        Assert.Contains("\"web_search_requests\":3", answer.RawJson, StringComparison.Ordinal);
        Assert.Equal(3, handler.Requests.Count);
        Assert.Contains("""{"role":"assistant","content":[{"type":"text","text":"One. ","citations":null},{"type":"text","text":"One. ","citations":null}]}]""", handler.Requests[2].BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pause_in_a_stream_is_gone_on_with()
    {
        string paused = GivenMessages.Events(GivenMessages.Start(Usage), GivenMessages.TextDelta("One. "), GivenMessages.Finish("pause_turn", "{}"), GivenMessages.Stop);
        string done = GivenMessages.Events(GivenMessages.Start(Usage), GivenMessages.TextDelta("Two."), GivenMessages.Finish("end_turn", "{}"), GivenMessages.Stop);
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events(paused), Steps.Events(done)));
        StreamResult<MessageDelta, MessageCompletion> result = await client.Messages.StreamAsync(GivenMessages.Request()).ToResultAsync<MessageDelta, MessageCompletion>();
        Assert.Equal(("One. Two.", "One. Two.", "stop"), (result.Text, result.Completion.Text, result.Completion.FinishReason));
        Assert.Equal(20, result.Completion.Usage!.PromptTokens);
        Assert.Single(result.Deltas, static delta => delta.Completion is not null);
        Assert.DoesNotContain(result.Deltas, static delta => delta.FinishReason == "pause_turn");
    }

    [Fact]
    public async Task A_pause_without_end_is_given_as_it_is()
    {
        var handler = new ScriptedHandler(Steps.Answer(200, s_paused));
        using var client = new WhataiClient(Given.Options(), handler);
        MessageCompletion answer = await client.Messages.CompleteAsync(GivenMessages.Request() with { MaxContinuations = 2 });
        Assert.Equal(("pause_turn", 3, "One. One. One. "), (answer.FinishReason, handler.Requests.Count, answer.Text));
    }

    [Theory]
    [InlineData(21333, false)]
    [InlineData(21334, true)]
    public async Task A_long_answer_is_streamed_underneath(int maxTokens, bool isStreamed)
    {
        var handler = new ScriptedHandler(Steps.Events(GivenMessages.TextEvents("Hi", " there")));
        using var client = new WhataiClient(Given.Options(), handler);
        MessageCompletion answer = await client.Messages.CompleteAsync(GivenMessages.Request() with { MaxTokens = maxTokens, Input = 7 });
        Assert.Equal(("Hi there", 7), (answer.Text, answer.Input));
        Assert.Equal(isStreamed, handler.Requests.Single().BodyText.Contains("\"stream\":true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tokens_are_counted()
    {
        var handler = new ScriptedHandler(Steps.Answer(200, """{"input_tokens":42}"""));
        using var client = new WhataiClient(Given.Options(), handler);
        MessageTokenCount count = await client.Messages.CountTokensAsync(GivenMessages.Request() with { Input = "x" });
        Assert.Equal((42, "claude-sonnet-4-5", "x"), (count.InputTokens, count.Model, count.Input));
        Assert.Equal(("/v1/messages/count_tokens", "2023-06-01"), (handler.Requests[0].Uri.AbsolutePath, handler.Requests[0].Headers["anthropic-version"]));
    }

    [Fact]
    public async Task A_relay_without_the_route_says_so()
    {
        using WhataiClient client = GivenMessages.Client(Steps.Answer(404, """{"error":{"message":"Invalid URL (POST /v1/messages/count_tokens)","type":"invalid_request_error","param":"","code":""}}"""));
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => client.Messages.CountTokensAsync(GivenMessages.Request()));
        Assert.Equal(ErrorKind.NotFound, failure.Kind);
    }

    [Theory]
    [InlineData(null, "Authorization", "Bearer sk-test")]
    [InlineData("x-api-key", "x-api-key", "sk-test")]
    public async Task The_key_goes_in_the_header_that_the_host_wants(string? header, string name, string value)
    {
        var handler = new ScriptedHandler(Steps.Answer(200, s_done));
        using var client = new WhataiClient(Given.Options() with { ApiKey = Given.Secret("sk-test"), ApiKeyHeader = header }, handler);
        await client.Messages.CompleteAsync(GivenMessages.Request());
        Assert.Equal(value, handler.Requests[0].Headers[name]);
        Assert.Equal(header is null, handler.Requests[0].Headers.ContainsKey("Authorization"));
    }
}
