using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Responses;

namespace Whatai.Client.Tests;

/// <summary>What the tests of the Responses API begin with: requests, events, and a client that reads them.</summary>
internal static class ResponseEvents
{
    public const string MessageAdded = """{"type":"response.output_item.added","output_index":0,"item":{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","content":[]}}""";

    public static ResponseRequest Ask(string text = "Hi") => new() { Model = "gpt-4.1", Messages = [new ChatMessage(ChatRole.User, text)] };

    /// <summary>Events, each with its data alone.</summary>
    public static string Of(params string[] data) => string.Concat(data.Select(Given.Event));

    public static string TextDelta(string text, int outputIndex = 0, int contentIndex = 0) =>
        $$"""{"type":"response.output_text.delta","item_id":"msg_1","output_index":{{outputIndex}},"content_index":{{contentIndex}},"delta":{{JsonSerializer.Serialize(text)}}}""";

    public static string Created(string status = "in_progress") => $$"""{"type":"response.created","response":{{Response(status, "[]")}}}""";

    /// <summary>The event that ends a response.</summary>
    public static string End(string output, string status = "completed", string more = "") => $$"""{"type":"response.{{status}}","response":{{Response(status, output, more)}}}""";

    public static string Response(string status, string output, string more = "") =>
        $$"""{"id":"resp_1","object":"response","created_at":1741476542,"status":"{{status}}","model":"gpt-4.1","output":{{output}},"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}{{more}}}""";

    public static string Message(string text) =>
        $$"""[{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":{{JsonSerializer.Serialize(text)}},"annotations":[]}]}]""";

    public static Task<StreamResult<ResponseDelta, ResponseCompletion>> StreamAsync(string events) => StreamAsync(Steps.Events(events));

    public static async Task<StreamResult<ResponseDelta, ResponseCompletion>> StreamAsync(Step step)
    {
        using WhataiClient client = Client(step);
        return await client.Responses.StreamAsync(Ask()).ToResultAsync();
    }

    public static async Task<ResponseCompletion> CompleteAsync(string json)
    {
        using WhataiClient client = Client(Steps.Ok(json));
        return await client.Responses.CompleteAsync(Ask());
    }

    public static WhataiClient Client(params Step[] steps) => new(Given.Options() with { MaxRetries = 0 }, new ScriptedHandler(steps), new FakeClock());
}
