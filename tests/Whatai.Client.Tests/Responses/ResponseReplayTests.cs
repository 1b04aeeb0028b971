using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Responses;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>A response's items go back with the next request, as far as the API takes them.</summary>
public class ResponseReplayTests
{
    private const string Output = """
        [{"id":"rs_1","type":"reasoning","status":"completed","summary":[{"type":"summary_text","text":"hm"}],"content":null,"encrypted_content":null},
         {"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"q"}},
         {"id":"rs_2","type":"reasoning","summary":[],"encrypted_content":"gAAA+/="},
         {"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"你好 🌍","annotations":[],"parsed":{"a":1}}]},
         {"id":"fc_1","type":"function_call","status":"completed","call_id":"call_1","name":"f","arguments":"{}","parsed_arguments":null,"created_by":"x"},
         {"id":"ig_1","type":"image_generation_call","status":"completed","result":"AAAA"}]
        """;

    [Fact]
    public async Task Those_of_a_stored_response_go_back_without_what_is_output_only()
    {
        await AssertReplayAsync(
            ResponseEvents.Response("completed", Output),
            """
            [{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},
             {"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"q"}},
             {"id":"rs_2","type":"reasoning","summary":[],"encrypted_content":"gAAA+/="},
             {"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"你好 🌍","annotations":[]}]},
             {"id":"fc_1","type":"function_call","call_id":"call_1","name":"f","arguments":"{}"},
             {"id":"ig_1","type":"image_generation_call","status":"completed","result":"AAAA"}]
            """);
    }

    // The API answers 404 for what it was told not to keep.
    [Fact]
    public async Task Those_of_a_response_that_was_not_stored_go_back_without_what_the_server_would_have_to_remember()
    {
        await AssertReplayAsync(
            ResponseEvents.Response("completed", Output, ",\"store\":false"),
            """
            [{"id":"rs_2","type":"reasoning","summary":[],"encrypted_content":"gAAA+/="},
             {"type":"message","role":"assistant","content":[{"type":"output_text","text":"你好 🌍","annotations":[]}]},
             {"type":"function_call","call_id":"call_1","name":"f","arguments":"{}"},
             {"id":"ig_1","type":"image_generation_call","status":"completed","result":"AAAA"}]
            """);
    }

    [Fact]
    public async Task The_deep_research_example_is_not_stored()
    {
        ResponseCompletion answer = await ResponseEvents.CompleteAsync(ResponseExamples.DeepResearch);

        JsonNode item = Assert.Single(JsonNode.Parse(answer.Messages[^1].Native!.Json)!.AsArray())!;
        Assert.Equal(("message", answer.Text), ((string?)item["type"], (string?)item["content"]![0]!["text"]));
    }

    [Fact]
    public async Task Where_nothing_is_left_the_message_speaks_for_itself()
    {
        ResponseCompletion answer = await ResponseEvents.CompleteAsync(ResponseEvents.Response("completed", """[{"type":"reasoning","id":"rs_1","summary":[]}]""", ",\"store\":false"));

        Assert.Null(answer.Messages[^1].Native);
    }

    [Fact]
    public async Task A_conversation_goes_on_after_it_was_kept_as_text()
    {
        ResponseCompletion answer = await ResponseEvents.CompleteAsync(ResponseEvents.Response("completed", Output));
        ChatMessage said = answer.Messages[^1];

        // As Export-WhataiConversation keeps it.
        string kept = JsonSerializer.Serialize(new { said.Role, said.Content, said.Native!.Api, said.Native.Json });
        JsonNode read = JsonNode.Parse(kept)!;
        var again = new ChatMessage((string)read["Role"]!, (string?)read["Content"]) { Native = new NativeMessage((string)read["Api"]!, (string)read["Json"]!) };

        JsonNode input = Body(ResponseEvents.Ask() with { Messages = [.. answer.Messages.SkipLast(1), again, new ChatMessage(ChatRole.Tool, "done") { ToolCallId = "call_1" }] });
        Assert.Equal("""{"role":"user","content":"Hi"}""", input[0]!.ToJsonString());
        JsonAssert.Equal("""{"type":"function_call_output","call_id":"call_1","output":"done"}""", input[7]!.ToJsonString());
        JsonAssert.Equal(said.Native.Json, new JsonArray([.. input.AsArray().Skip(1).Take(6).Select(item => item!.DeepClone())]).ToJsonString());
    }

    [Fact]
    public async Task Another_api_is_sent_the_messages_own_members()
    {
        ResponseCompletion answer = await ResponseEvents.CompleteAsync(ResponseEvents.Response("completed", Output));
        var request = new ChatRequest { Model = "m", Messages = answer.Messages };

        JsonNode message = JsonNode.Parse(ChatProtocol.Instance.WriteRequest(request))!["messages"]![1]!;

        JsonAssert.Equal(
            """{"role":"assistant","content":"你好 🌍","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]}""", message.ToJsonString());
    }

    private static async Task AssertReplayAsync(string response, string expected)
    {
        ResponseCompletion answer = await ResponseEvents.CompleteAsync(response);

        JsonNode input = Body(ResponseEvents.Ask() with { Messages = answer.Messages });

        JsonAssert.Equal(expected, new JsonArray([.. input.AsArray().Skip(1).Select(item => item!.DeepClone())]).ToJsonString());
    }

    private static JsonNode Body(ResponseRequest request) => JsonNode.Parse(ResponseProtocol.Instance.WriteRequest(request))!["input"]!;
}
