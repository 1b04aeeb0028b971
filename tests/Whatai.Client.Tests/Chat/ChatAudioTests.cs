using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Sound in chat: heard by the model, and spoken by it, whole and in pieces.</summary>
public class ChatAudioTests
{
    private static readonly byte[] s_sound = [.. Enumerable.Range(0, 100).Select(i => (byte)(i * 7))];

    [Theory]
    [InlineData("audio/wav", "wav")]
    [InlineData("audio/mpeg", "mp3")]
    [InlineData("audio/x-wav", "wav")]
    [InlineData("audio/flac", "flac")]
    [InlineData("audio/mp4", "m4a")]
    public async Task A_request_has_sounds_and_a_voice_as_the_reference_says(string mediaType, string format)
    {
        var handler = new ScriptedHandler(Steps.Ok("""{"choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}]}"""));
        using var client = new WhataiClient(Given.Options(), handler);
        var message = new ChatMessage(ChatRole.User, "Hi")
        {
            Parts = [new ChatContentPart(ChatContentPart.TextType) { Text = "Hi" }, new ChatContentPart(ChatContentPart.InputAudioType) { Url = $"data:{mediaType};base64,AQID" }],
        };

        ChatCompletion answer = await client.Chat.CompleteAsync(new ChatRequest { Model = "m", Messages = [message], Voice = "alloy", AudioFormat = "mp3" });

        JsonAssert.Equal(
            $$$"""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"Hi"},{"type":"input_audio","input_audio":{"data":"AQID","format":"{{{format}}}"}}]}],"modalities":["text","audio"],"audio":{"voice":"alloy","format":"mp3"}}""",
            Encoding.UTF8.GetString(handler.Requests[0].Body!));
        Assert.Null(answer.Audio);
    }

    [Fact]
    public async Task A_whole_answer_has_its_sound_and_its_words()
    {
        string json = $$$"""{"choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":null,"audio":{"id":"audio_1","data":"{{{Convert.ToBase64String(s_sound)}}}","expires_at":1800000000,"transcript":"Hello"}},"finish_reason":"stop"}]}""";
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Ok(json)));

        ChatCompletion answer = await client.Chat.CompleteAsync(Given.Chat("Hi"));

        Assert.Equal("Hello", answer.Text);
        Assert.Equal(s_sound, answer.Audio!.Bytes);
        Assert.Equal(("audio_1", "Hello"), (answer.Audio.Id, answer.Audio.Transcript));
    }

    // Cut where base64 needs padding and where it needs none, or as a text that is cut anywhere.
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(16, true)]
    [InlineData(100, true)]
    [InlineData(20, false)]
    public async Task Pieces_of_sound_are_put_together_to_the_byte(int length, bool isEncodedEach)
    {
        string whole = Convert.ToBase64String(s_sound);
        IEnumerable<string> pieces = isEncodedEach
            ? s_sound.Chunk(length).Select(Convert.ToBase64String)
            : whole.Chunk(length).Select(piece => new string(piece));
        string events = Given.Event(Given.Delta("""{"role":"assistant","audio":{"id":"audio_1"}}"""))
            + Given.Event(Given.Delta("""{"audio":{"transcript":"Hel"}}""")) + Given.Event(Given.Delta("""{"audio":{"transcript":"lo"}}"""))
            + string.Concat(pieces.Select(piece => Given.Event(Given.Delta($$$"""{"audio":{"data":"{{{piece}}}"}}"""))))
            + Given.Event(Given.Delta("""{"audio":{"expires_at":1800000000}}"""))
            + Given.Event("""{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""") + Given.Event("[DONE]");
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events(events)));

        var deltas = new List<ChatDelta>();
        await foreach (ChatDelta delta in client.Chat.StreamAsync(Given.Chat("Hi")))
        {
            deltas.Add(delta);
        }

        ChatCompletion answer = deltas[^1].Completion!;
        Assert.Equal("Hello", answer.Text);
        Assert.Equal("Hello", string.Concat(deltas.Select(delta => delta.Text)));
        Assert.Equal(s_sound, answer.Audio!.Bytes);
        JsonNode audio = JsonNode.Parse(answer.RawJson)!["choices"]![0]!["message"]!["audio"]!;
        Assert.Equal(whole, (string?)audio["data"]);
        Assert.Equal("Hello", (string?)audio["transcript"]);
        if (isEncodedEach)
        {
            Assert.Equal(s_sound, deltas.SelectMany(delta => delta.Audio ?? []));
        }
    }
}
