using System;
using System.ClientModel;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using OpenAI.Audio;
using OpenAI.Chat;
using Xunit;

#pragma warning disable OPENAI001 // The library marks sound in chat as experimental.

namespace Whatai.Emulator.Tests;

/// <summary>Sound in chat: its words are heard, answers are spoken, and what OpenAI refuses is refused; transcription tells speakers and translates.</summary>
public sealed class ChatSoundTests : IDisposable
{
    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task The_official_client_speaks_and_hears()
    {
        var key = new ApiKeyCredential("sk-emulator");
        var options = new OpenAI.OpenAIClientOptions { Endpoint = new Uri(_gateway.Emulator.BaseUrl + "/v1") };
        BinaryData question = await new AudioClient("tts-1", key, options).GenerateSpeechAsync("What time is it?", GeneratedSpeechVoice.Alloy);

        ChatCompletion answer = await new ChatClient("gpt-audio", key, options).CompleteChatAsync(
            [new UserChatMessage(ChatMessageContentPart.CreateInputAudioPart(question, ChatInputAudioFormat.Mp3))],
            new ChatCompletionOptions { ResponseModalities = ChatResponseModalities.Text | ChatResponseModalities.Audio, AudioOptions = new ChatAudioOptions(ChatOutputAudioVoice.Alloy, ChatOutputAudioFormat.Wav) });

        Assert.Equal("Echo: What time is it?", answer.OutputAudio.Transcript);
        Assert.StartsWith("RIFF", System.Text.Encoding.ASCII.GetString(answer.OutputAudio.AudioBytes.ToArray(), 0, 4), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"modalities\":[\"text\",\"audio\"]", "audio")]
    [InlineData("\"modalities\":[\"text\",\"audio\"],\"audio\":{\"format\":\"wav\"}", "audio.voice")]
    [InlineData("\"modalities\":[\"text\",\"audio\"],\"audio\":{\"voice\":\"alloy\",\"format\":\"ogg\"}", "audio.format")]
    [InlineData("\"stream\":true,\"modalities\":[\"text\",\"audio\"],\"audio\":{\"voice\":\"alloy\",\"format\":\"mp3\"}", "audio.format")]
    [InlineData("\"verbosity\":\"huge\"", "verbosity")]
    [InlineData("\"service_tier\":\"gold\"", "service_tier")]
    [InlineData("\"safety_identifier\":\"00000000001111111111222222222233333333334444444444555555555566666\"", "safety_identifier")]
    public async Task A_member_that_OpenAI_refuses_is_named(string members, string param)
    {
        JsonNode error = await _gateway.ErrorAsync($$"""{"model":"gpt-audio","messages":[{"role":"user","content":"Hi"}],{{members}}}""");

        Assert.Equal(param, (string?)error["param"]);
    }

    [Theory]
    [InlineData("""{"data":"AAAA"}""", "format")]
    [InlineData("""{"data":"AAAA","format":"flac"}""", "format")]
    [InlineData("""{"data":"AAAA","format":"wav"}""", "data")]
    [InlineData("""{"format":"wav"}""", "data")]
    public async Task A_sound_that_is_none_is_refused(string sound, string member)
    {
        JsonNode error = await _gateway.ErrorAsync($$"""{"model":"gpt-audio","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{{sound}}}]}]}""");

        Assert.Equal("messages[0].content[0].input_audio." + member, (string?)error["param"]);
    }

    [Fact]
    public async Task A_stream_has_the_words_and_then_the_samples()
    {
        string stream = await _gateway.StreamTextAsync("""{"model":"gpt-audio","stream":true,"messages":[{"role":"user","content":"/say Good day to you all"}],"modalities":["text","audio"],"audio":{"voice":"alloy","format":"pcm16"}}""");

        JsonNode[] sounds = [.. Gateway.Events(stream).Select(one => one["choices"]?.AsArray().FirstOrDefault()?["delta"]?["audio"]).OfType<JsonNode>()];
        Assert.Equal("Good day to you all", string.Concat(sounds.Select(one => (string?)one["transcript"])));
        Assert.Equal(19 * 480 * 2, sounds.Sum(one => one["data"] is JsonNode data ? Convert.FromBase64String((string)data!).Length : 0));
        Assert.NotNull(sounds[0]["id"]);
        Assert.NotNull(sounds[^1]["expires_at"]);
    }
}
