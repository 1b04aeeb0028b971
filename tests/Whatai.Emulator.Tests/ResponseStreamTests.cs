using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The events of /v1/responses, and their faults.</summary>
public sealed class ResponseStreamTests : IDisposable
{
    private const string Path = "/v1/responses";
    private static readonly string s_stream = Gateway.Ask("/say one two three four", stream: true);

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Events_come_in_the_official_order_and_say_the_same_thing_thrice()
    {
        string stream = await _gateway.StreamTextAsync(Gateway.Ask("Hi \u4F60\u597D", stream: true), path: Path);
        List<JsonNode> events = Check(stream);
        Assert.Equal(
            [
                "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added",
                "response.output_text.delta", "response.output_text.delta", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed",
            ],
            events.Select(e => (string?)e["type"]));
        const string Text = "Echo: Hi \u4F60\u597D";
        Assert.Equal(Text, (string?)events[^4]["text"]);
        Assert.Equal(Text, (string?)events[^3]["part"]!["text"]);
        Assert.Equal(Text, (string?)events[^2]["item"]!["content"]![0]!["text"]);
        Assert.Equal(Text, Gateway.Text(events[^1]["response"]!));
        Assert.Equal(("in_progress", 0), ((string?)events[0]["response"]!["status"], events[0]["response"]!["output"]!.AsArray().Count));
        Assert.Null(events[0]["response"]!["usage"]);
        Assert.Single(events.Where(e => e["item_id"] is not null).Select(e => (string?)e["item_id"]).Distinct(), (string)events[2]["item"]!["id"]!);
        Assert.DoesNotContain("[DONE]", stream, StringComparison.Ordinal);
        Assert.Equal(events[^1]["response"]!.ToJsonString(), JsonNode.Parse(await _gateway.Http.GetStringAsync($"{Path}/{(string)events[0]["response"]!["id"]!}"))!.ToJsonString());
        Assert.Equal(12, _gateway.Emulator.Requests[0].ChunksSent);
    }

    [Theory]
    [InlineData("/reason a b | c", "\"reasoning\":{\"summary\":\"auto\"}", "reasoning_summary_part.added reasoning_summary_text.delta reasoning_summary_text.delta reasoning_summary_text.done reasoning_summary_part.done", 0)]
    [InlineData("/reason2 a b | c", "\"x\":1", "content_part.added reasoning_text.delta reasoning_text.delta reasoning_text.done content_part.done", 0)]
    [InlineData("/reason a b | c", "\"x\":1", "", 0)]
    [InlineData("/refuse a b", "\"x\":1", "content_part.added refusal.delta refusal.delta refusal.done content_part.done", 0)]
    [InlineData("/toolcall f {\"a\":12345}", "\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]", "function_call_arguments.delta function_call_arguments.delta function_call_arguments.done", 0)]
    [InlineData("/search a", "\"tools\":[{\"type\":\"web_search_preview\"}]", "web_search_call.in_progress web_search_call.searching web_search_call.completed", 0)]
    [InlineData("/image 2x2 images", "\"tools\":[{\"type\":\"image_generation\",\"partial_images\":2}]", "image_generation_call.in_progress image_generation_call.generating image_generation_call.partial_image image_generation_call.partial_image image_generation_call.completed", 0)]
    public async Task Each_kind_of_item_has_its_own_events(string prompt, string more, string types, int item)
    {
        List<JsonNode> events = Check(await _gateway.StreamTextAsync(Gateway.Ask(prompt, true, more), path: Path));
        IEnumerable<string> ofItem = events.Where(e => (int?)e["output_index"] == item).Select(e => ((string)e["type"]!)["response.".Length..]);
        Assert.Equal($"output_item.added {types} output_item.done".Replace("  ", " ", StringComparison.Ordinal), string.Join(' ', ofItem));
        JsonNode done = events.First(e => (string?)e["type"] == "response.output_item.done")["item"]!;
        Assert.Equal(events[^1]["response"]!["output"]![0]!.ToJsonString(), done.ToJsonString());
    }

    [Fact]
    public async Task Citations_come_before_the_text_is_done()
    {
        List<JsonNode> events = Check(await _gateway.StreamTextAsync(Gateway.Ask("/search a", true, "\"tools\":[{\"type\":\"web_search_preview\"}]"), path: Path));
        JsonNode[] added = events.Where(e => (string?)e["type"] == "response.output_text.annotation.added").ToArray();
        Assert.Equal([0, 1], added.Select(e => (int)e["annotation_index"]!));
        JsonArray annotations = events[^1]["response"]!["output"]![1]!["content"]![0]!["annotations"]!.AsArray();
        Assert.Equal(annotations.Select(a => a!.ToJsonString()), added.Select(e => e["annotation"]!.ToJsonString()));
        Assert.Equal("response.output_text.done", (string?)events[events.IndexOf(added[1]) + 1]["type"]);
    }

    [Fact]
    public async Task The_recorded_stream_is_replayed_to_the_byte_and_the_other_is_made()
    {
        List<JsonNode> tale = Check(await _gateway.StreamTextAsync(Gateway.Ask("/replay unicorn", stream: true), path: Path));
        Assert.Equal(36, tale.Count);
        Assert.Equal("Under a moonlit sky, a gentle unicorn tiptoed through a field of shimmering stars, carrying sweet dreams to children as they slept.", Deltas(tale));
        Assert.Equal((18L, 29L), (_gateway.Emulator.Ledger[0].PromptTokens, _gateway.Emulator.Ledger[0].CompletionTokens));
        List<JsonNode> research = Check(await _gateway.StreamTextAsync(Gateway.Ask("/replay research", stream: true), path: Path));
        Assert.Equal(4, research.Count(e => (string?)e["type"] == "response.output_item.done"));
        Assert.Equal(Gateway.Text(research[^1]["response"]!), Deltas(research));
        Assert.Equal((await _gateway.RespondAsync("/replay research")).ToJsonString(), research[^1]["response"]!.ToJsonString());
    }

    [Theory]
    [InlineData("mid-stream-error", "error")]
    [InlineData("nested-error", "error")]
    [InlineData("response-failed", "response.failed")]
    public async Task An_upstream_fails_in_mid_stream(string fault, string type)
    {
        string stream = await _gateway.StreamTextAsync(s_stream, fault, Path);
        List<JsonNode> events = Check(stream);
        Assert.Equal((7, "one two", type), (events.Count, Deltas(events), (string?)events[^1]["type"]));
        Assert.DoesNotContain("[DONE]", stream, StringComparison.Ordinal);
        JsonNode error = fault switch
        {
            "mid-stream-error" => events[^1],
            "nested-error" => events[^1]["error"]!,
            _ => events[^1]["response"]!["error"]!,
        };
        Assert.Equal("server_error", (string?)error["code"]);
        Assert.StartsWith("The upstream closed the connection", (string)error["message"]!, StringComparison.Ordinal);
        Assert.Equal("Faulted", (await _gateway.LastRequestAsync()).Outcome);
        Assert.Single(_gateway.Emulator.Ledger);
    }

    [Fact]
    public async Task An_upstream_fails_in_a_whole_answer()
    {
        JsonNode failed = await _gateway.RespondAsync("x", fault: "response-failed");
        Assert.Equal(("failed", "server_error", 0), ((string?)failed["status"], (string?)failed["error"]!["code"], failed["output"]!.AsArray().Count));
        using HttpResponseMessage response = await _gateway.PostAsync(Gateway.Ask("x"), "mid-stream-error", Path);
        Assert.Equal(500, (int)response.StatusCode);
        using HttpResponseMessage chat = await _gateway.PostAsync(Gateway.Body("x"), "response-failed");
        Assert.Equal(500, (int)chat.StatusCode);
        Assert.Contains("bad_response", await _gateway.StreamTextAsync(Gateway.Body("a b c d", true), "response-failed"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut-mid-line", false)]
    [InlineData("cut-clean", true)]
    public async Task A_stream_is_cut_in_the_middle_of_the_third_delta(string fault, bool endsTheChunks)
    {
        RawAnswer answer = await _gateway.RawChatAsync(s_stream, fault, Path);
        Assert.Equal(endsTheChunks, answer.EndsTheChunks);
        string[] events = answer.BodyText.Split("\n\n");
        Assert.Equal("one two", Deltas(Gateway.Events(string.Join('\n', events.SkipLast(1)))));
        Assert.StartsWith("event: response.output_text.delta\ndata: {", events[^1], StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(events[^1].Split("data: ")[1]));
    }

    [Fact]
    public async Task A_stream_ends_inside_an_emoji_or_by_a_reset()
    {
        RawAnswer cut = await _gateway.RawChatAsync(s_stream, "cut-mid-utf8", Path);
        Assert.Equal([0xA5, 0xBD, 0xF0], cut.Body[^3..]);
        RawAnswer reset = await _gateway.RawChatAsync(s_stream, "reset", Path);
        Assert.True(reset.WasReset);
        Assert.Equal("one two", Deltas(Gateway.Events(reset.BodyText)));
    }

    [Fact]
    public async Task Ends_that_lack_something_or_come_twice()
    {
        List<JsonNode> unfinished = Gateway.Events(await _gateway.StreamTextAsync(s_stream, "done-without-finish", Path));
        Assert.Equal("response.output_item.done", (string?)unfinished[^1]["type"]);
        List<JsonNode> twice = Gateway.Events(await _gateway.StreamTextAsync(s_stream, "duplicate-finish", Path));
        Assert.Equal(["response.completed", "response.completed"], twice.TakeLast(2).Select(e => (string?)e["type"]));
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("no-done")]
    [InlineData("unknown-fields")]
    [InlineData("string-numbers")]
    [InlineData("crlf")]
    [InlineData("cr")]
    [InlineData("bom")]
    [InlineData("unknown-events")]
    public async Task Oddities_leave_the_answer_whole(string fault)
    {
        string stream = (await _gateway.StreamTextAsync(s_stream, fault, Path)).TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        List<JsonNode> events = Check(stream);
        Assert.Equal("one two three four", Deltas(events));
        Assert.Equal("response.completed", (string?)events[^1]["type"]);
        Assert.Equal(fault == "ping", stream.Contains(": PING", StringComparison.Ordinal));
        Assert.Equal(fault == "unknown-events", events.Exists(e => (string?)e["type"] == "response.future_thing.delta"));
        Assert.Equal(fault == "unknown-fields", events[^1]["response"]!["x_unknown_null"] is null && events[^1]["response"]!.AsObject().ContainsKey("x_unknown_null"));
        Assert.Equal(fault == "string-numbers", events[^1]["response"]!["usage"]!["output_tokens"]!.GetValueKind() == JsonValueKind.String);
    }

    [Fact]
    public async Task A_hundred_thousand_events_leave_quickly()
    {
        var clock = Stopwatch.StartNew();
        List<JsonNode> events = [];
        string stream = await _gateway.StreamTextAsync(Gateway.Ask("/repeat 100000 ab ", stream: true), path: Path);
        Assert.InRange(clock.ElapsedMilliseconds, 0, 5000); // it takes some 100 ms; a JSON made anew for each would take seconds
        Assert.Equal(100_008, stream.Split("\nevent: ").Length);
        Assert.Contains("\"sequence_number\":100003,", stream, StringComparison.Ordinal);
        Assert.Equal(100_000, _gateway.Emulator.Ledger[0].CompletionTokens);
    }

    private static string Deltas(IEnumerable<JsonNode> events)
        => string.Concat(events.Where(e => (string?)e["type"] == "response.output_text.delta").Select(e => (string?)e["delta"]));

    /// <summary>The events, each of which must be named as its type is and numbered in order.</summary>
    private static List<JsonNode> Check(string stream)
    {
        List<JsonNode> events = Gateway.Events(stream);
        Assert.Equal(events.Select(e => "event: " + (string?)e["type"]), stream.Split('\n').Where(line => line.StartsWith("event: ", StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(e => (int)e["sequence_number"]!));
        return events;
    }
}
