using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Gemini;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Conversations that go on: what the API signed goes back where it stood.</summary>
public class GeminiConversationTests
{
    private const string Calls =
        """{"text":"Let me see.","thought":true},{"functionCall":{"name":"weather","args":{"city":"北京"}},"thoughtSignature":"c2lnMQ=="},{"functionCall":{"name":"time","args":{}}}""";

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_tool_round_gives_the_signatures_back(bool streamed, bool inPieces)
    {
        // Signatures may come in a piece of their own, behind the calls.
        string[] first = inPieces
            ?
            [
                GivenGemini.Piece("""{"text":"Let me ","thought":true}"""),
                GivenGemini.Piece("""{"text":"see.","thought":true}"""),
                GivenGemini.Piece("""{"functionCall":{"name":"weather","args":{"city":"北京"}},"thoughtSignature":"c2lnMQ=="}"""),
                GivenGemini.Answer("""{"functionCall":{"name":"time","args":{}}}"""),
            ]
            : [GivenGemini.Answer(Calls)];
        string second = GivenGemini.Answer("""{"text":"Sunny at noon."},{"text":"","thoughtSignature":"c2lnMg=="}""");
        var handler = new ScriptedHandler(
            streamed ? Steps.Events(GivenGemini.Events(first)) : Steps.Answer(200, first[0]),
            streamed ? Steps.Events(GivenGemini.Events(second)) : Steps.Answer(200, second));
        using var client = new WhataiClient(Given.Options(), handler);

        GeminiCompletion asked = await AskAsync([new ChatMessage(ChatRole.User, "How is it?")]);
        Assert.Equal("tool_calls", asked.FinishReason);
        ChatMessage[] results =
        [
            .. asked.ToolCalls!.Select(call => new ChatMessage(ChatRole.Tool, call.Name == "time" ? "12:00" : """{"sky":"blue"}""") { ToolCallId = call.Id }),
        ];
        GeminiCompletion answered = await AskAsync([.. asked.Messages, .. results]);
        GeminiCompletion done = await AskAsync([.. answered.Messages, new ChatMessage(ChatRole.User, "Thanks")]);

        Assert.Equal("Sunny at noon.", answered.Text);
        Assert.Equal(["user", "assistant", "tool", "tool", "assistant"], answered.Messages.Select(message => message.Role));
        Assert.Equal(["call_1_0", "call_1_1"], asked.ToolCalls!.Select(call => call.Id));
        JsonAssert.Equal(
            """
            {"contents":[
              {"role":"user","parts":[{"text":"How is it?"}]},
              {"role":"model","parts":[CALLS]},
              {"role":"user","parts":[{"functionResponse":{"name":"weather","response":{"sky":"blue"}}},{"functionResponse":{"name":"time","response":{"result":"12:00"}}}]},
              {"role":"model","parts":[{"text":"Sunny at noon."},{"text":"","thoughtSignature":"c2lnMg=="}]},
              {"role":"user","parts":[{"text":"Thanks"}]}]}
            """.Replace("CALLS", Calls, StringComparison.Ordinal),
            Encoding.UTF8.GetString(handler.Requests[2].Body!));
        Assert.NotNull(done);

        async Task<GeminiCompletion> AskAsync(ChatMessage[] messages) => streamed
            ? await client.Gemini.StreamAsync(GivenGemini.Request(messages)).ToCompletionAsync()
            : await client.Gemini.CompleteAsync(GivenGemini.Request(messages));
    }

    // As a file or CLIXML keeps it.
    [Fact]
    public void A_message_survives_as_text()
    {
        ChatMessage answer = GeminiProtocol.Instance.ReadAnswer(GivenGemini.Answer(Calls), [new ChatMessage(ChatRole.User, "How is it?")])!.Messages[1];
        string kept = JsonSerializer.Serialize(new { answer.Content, answer.Native!.Api, answer.Native.Json });

        JsonNode read = JsonNode.Parse(kept)!;
        var again = new ChatMessage(ChatRole.Assistant, (string?)read["Content"]) { Native = new NativeMessage((string)read["Api"]!, (string)read["Json"]!) };

        Assert.Equal(GivenGemini.Body(GivenGemini.Request(answer)), GivenGemini.Body(GivenGemini.Request(again)));
        Assert.Contains("c2lnMQ==", GivenGemini.Body(GivenGemini.Request(again)), StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_that_are_made_up_are_unique_in_a_conversation()
    {
        ChatMessage[] sent = [new ChatMessage(ChatRole.User, "a")];
        GeminiCompletion first = GeminiProtocol.Instance.ReadAnswer(GivenGemini.Answer(Calls), sent)!;
        GeminiCompletion second = GeminiProtocol.Instance.ReadAnswer(
            GivenGemini.Answer(Calls), [.. first.Messages, .. first.ToolCalls!.Select(call => new ChatMessage(ChatRole.Tool, "x") { ToolCallId = call.Id })])!;

        Assert.Equal(["call_1_0", "call_1_1", "call_4_0", "call_4_1"], first.ToolCalls!.Concat(second.ToolCalls!).Select(call => call.Id));
    }

    // Another API gets the message's own members, which say what it can say.
    [Fact]
    public void An_answer_goes_on_by_another_API()
    {
        GeminiCompletion completion = GeminiProtocol.Instance.ReadAnswer(GivenGemini.Answer("""{"text":"Hm","thought":true},{"text":"Hello"},{"functionCall":{"name":"f","args":{"a":1}}}"""), [])!;

        string body = Encoding.UTF8.GetString(ChatProtocol.Instance.WriteRequest(new ChatRequest { Model = "m", Messages = completion.Messages }));

        JsonAssert.Equal(
            """{"model":"m","messages":[{"role":"assistant","content":"Hello","tool_calls":[{"id":"call_0_0","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]}]}""",
            body);
    }

    [Fact]
    public void An_image_goes_back_for_the_next_change_of_it()
    {
        GeminiCompletion completion = GeminiProtocol.Instance.ReadAnswer(
            GivenGemini.Answer($$$"""{"inlineData":{"mimeType":"image/png","data":"{{{GivenGemini.Png}}}"},"thoughtSignature":"c2ln"}"""), [new ChatMessage(ChatRole.User, "a cat")])!;

        JsonNode body = JsonNode.Parse(GivenGemini.Body(GivenGemini.Request([.. completion.Messages, new ChatMessage(ChatRole.User, "in red")])))!;

        Assert.Equal(GivenGemini.Png, (string?)body["contents"]![1]!["parts"]![0]!["inlineData"]!["data"]);
        Assert.Equal("c2ln", (string?)body["contents"]![1]!["parts"]![0]!["thoughtSignature"]);
    }
}
