using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Messages;

namespace Whatai.Client.Tests;

/// <summary>What the tests of Claude's API begin with.</summary>
internal static class GivenMessages
{
    public const string Stop = """{"type":"message_stop"}""";

    public static MessageRequest Request(string text = "Hi") => Request(new ChatMessage(ChatRole.User, text));

    public static MessageRequest Request(params ChatMessage[] messages) => new() { Model = "claude-sonnet-4-5", Messages = messages };

    public static WhataiClient Client(params Step[] steps) => new(Given.Options() with { MaxRetries = 0 }, new ScriptedHandler(steps), new FakeClock());

    public static string Text(string text) => $$"""{"type":"text","text":"{{text}}","citations":null}""";

    /// <summary>A plain answer with the given blocks.</summary>
    public static string Answer(string blocks, string? stopReason = "end_turn", string usage = """{"input_tokens":9,"output_tokens":2}""") =>
        $$"""{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{{blocks}}],"stop_reason":{{Word(stopReason)}},"stop_sequence":null,"usage":{{usage}}}""";

    public static string Start(string usage = """{"input_tokens":9,"output_tokens":1}""") =>
        $$$"""{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{{{usage}}}}}""";

    public static string Begin(int index, string block) => $$"""{"type":"content_block_start","index":{{index}},"content_block":{{block}}}""";

    public static string Delta(int index, string delta) => $$"""{"type":"content_block_delta","index":{{index}},"delta":{{delta}}}""";

    public static string TextDelta(string text, int index = 0) => Delta(index, $$"""{"type":"text_delta","text":"{{text}}"}""");

    public static string End(int index) => $$"""{"type":"content_block_stop","index":{{index}}}""";

    public static string Finish(string? stopReason = "end_turn", string usage = """{"output_tokens":2}""") =>
        $$"""{"type":"message_delta","delta":{"stop_reason":{{Word(stopReason)}},"stop_sequence":null},"usage":{{usage}}}""";

    /// <summary>Events as the API sends them, each with its name.</summary>
    public static string Events(params string[] events) => string.Concat(events.Select(static data => $"event: {Json(data).GetProperty("type").GetString()}\n{Given.Event(data)}"));

    /// <summary>A whole stream of one text.</summary>
    public static string TextEvents(params string[] pieces) =>
        Events([Start(), Begin(0, """{"type":"text","text":""}"""), """{"type":"ping"}""", .. pieces.Select(static piece => TextDelta(piece)), End(0), Finish(), Stop]);

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public static JsonElement Body(MessageRequest request) => Json(Encoding.UTF8.GetString(MessageRequestWriter.Write(request, stream: false, null)));

    private static string Word(string? word) => word is null ? "null" : $"\"{word}\"";
}
