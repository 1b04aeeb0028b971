using System;
using System.ClientModel;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using OpenAI.Audio;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>The audio routes: real audio files, from which transcription recovers the text.</summary>
public sealed class SpeechTests : IDisposable
{
    private const string Speech = "/v1/audio/speech";
    private const string Text = "Hello there. 你好，世界。 Bye!";

    private readonly Gateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData("mp3", "audio/mpeg", "FFFB")]
    [InlineData("wav", "audio/wav", "52494646")]
    [InlineData("flac", "audio/flac", "664C6143")]
    [InlineData("aac", "audio/aac", "FFF1")]
    [InlineData("opus", "audio/ogg", "4F676753")]
    public async Task Each_format_is_a_file_of_its_kind_and_holds_its_text(string format, string mediaType, string head)
    {
        byte[] sound = await SpeakAsync(Text, format, mediaType);

        Assert.StartsWith(head, Convert.ToHexString(sound), StringComparison.Ordinal);
        Assert.Equal(Text, (string?)(await HearAsync(sound))["text"]);
    }

    [Fact]
    public async Task Faster_is_shorter_and_PCM_is_WAV_without_its_head()
    {
        byte[] slow = await SpeakAsync(Text, "wav", "audio/wav");
        byte[] fast = await SpeakAsync(Text, "wav", "audio/wav", ",\"speed\":2");
        byte[] raw = await SpeakAsync(Text, "pcm", "audio/pcm");

        Assert.Equal((slow.Length - 44) / 2, fast.Length - 44);
        Assert.Equal(slow[44..], raw);
        Assert.Equal(Text, (string?)(await HearAsync(fast))["text"]);
    }

    [Fact]
    public async Task The_sound_comes_in_events_where_a_model_can()
    {
        const string Body = """{"model":"gpt-4o-mini-tts","input":"Hello there","voice":"alloy","response_format":"wav","stream_format":"sse"}""";
        JsonNode[] events = [.. Gateway.Events(await _gateway.StreamTextAsync(Body, path: Speech))];

        Assert.Equal("speech.audio.done", (string?)events[^1]["type"]);
        Assert.Equal(2, (int)events[^1]["usage"]!["input_tokens"]!);
        Assert.All(events.SkipLast(1), e => Assert.Equal("speech.audio.delta", (string?)e["type"]));
        byte[] sound = [.. events.SkipLast(1).SelectMany(e => Convert.FromBase64String((string)e["audio"]!))];
        Assert.Equal(await SpeakAsync("Hello there", "wav", "audio/wav"), sound);
        Assert.Equal("stream_format", (string?)(await _gateway.ErrorAsync(Body.Replace("gpt-4o-mini-tts", "tts-1"), path: Speech))["param"]);
    }

    [Theory]
    [InlineData("\"voice\":\"alloy\"", "input")]
    [InlineData("\"input\":\"a\"", "voice")]
    [InlineData("\"input\":\"a\",\"voice\":\"alloy\",\"speed\":5", "speed")]
    [InlineData("\"input\":\"a\",\"voice\":\"alloy\",\"response_format\":\"midi\"", "response_format")]
    public async Task What_is_wrong_is_named_and_not_billed(string members, string param)
    {
        Assert.Equal(param, (string?)(await _gateway.ErrorAsync($$"""{"model":"tts-1",{{members}}}""", path: Speech))["param"]);
        Assert.Equal("input", (string?)(await _gateway.ErrorAsync($$"""{"model":"tts-1","voice":"a","input":"{{new string('a', 4097)}}"}""", path: Speech))["param"]);
        Assert.Empty(_gateway.Emulator.Ledger);
    }

    [Fact]
    public async Task Silence_corrupt_and_foreign_sound_are_told_apart()
    {
        byte[] sound = await SpeakAsync(Text, "wav", "audio/wav");
        byte[] silent = [.. sound[..44], .. new byte[sound.Length - 44]];

        Assert.Equal(string.Empty, (string?)(await HearAsync(silent))["text"]);
        Assert.Contains("corrupted", await RefusalAsync(sound[..^100]), StringComparison.Ordinal);
        Assert.Contains("corrupted", await RefusalAsync(Encoding.ASCII.GetBytes("this is no sound at all")), StringComparison.Ordinal);
        Assert.Contains("corrupted", await RefusalAsync([]), StringComparison.Ordinal);
        byte[] foreign = [.. sound[..44], .. Enumerable.Range(0, 48000).Select(i => (byte)(i % 2 == 0 ? 2 : i % 50))];
        BitConverter.GetBytes(48000).CopyTo(foreign, 40);
        Assert.Equal("Sound of 1.0 seconds.", (string?)(await HearAsync(foreign))["text"]);
    }

    [Fact]
    public async Task The_official_client_synthesizes_and_transcribes()
    {
        var options = new OpenAI.OpenAIClientOptions { Endpoint = new Uri(_gateway.Emulator.BaseUrl + "/v1") };
        var key = new ApiKeyCredential(_gateway.Emulator.ApiKey);
        BinaryData sound = await new AudioClient("tts-1", key, options).GenerateSpeechAsync(
            Text, GeneratedSpeechVoice.Alloy, new SpeechGenerationOptions { ResponseFormat = GeneratedSpeechFormat.Mp3 });

        AudioTranscription heard = await new AudioClient("whisper-1", key, options).TranscribeAudioAsync(
            sound.ToStream(),
            "a.mp3",
            new AudioTranscriptionOptions { ResponseFormat = AudioTranscriptionFormat.Verbose, TimestampGranularities = AudioTimestampGranularities.Segment | AudioTimestampGranularities.Word });

        Assert.Equal(Text, heard.Text);
        Assert.Equal(3, heard.Segments.Count);
        Assert.Equal("Hello", heard.Words[0].Word);
        Assert.InRange(heard.Duration!.Value.TotalSeconds, 0.4, 0.6);
        Assert.Equal(2, _gateway.Emulator.LedgerTotals.Dispatches);
    }

    private async Task<byte[]> SpeakAsync(string text, string format, string mediaType, string? more = null)
    {
        string body = $$"""{"model":"tts-1","voice":"alloy","input":{{JsonValue.Create(text)!.ToJsonString()}},"response_format":"{{format}}"{{more}}}""";
        using HttpResponseMessage response = await _gateway.PostAsync(body, path: Speech);
        Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadAsByteArrayAsync();
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] sound)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("whisper-1"), "model" },
            { new ByteArrayContent(sound), "file", "a.wav" },
        };
        return await _gateway.Http.PostAsync("/v1/audio/transcriptions", form);
    }

    private async Task<JsonNode> HearAsync(byte[] sound)
    {
        using HttpResponseMessage response = await PostAsync(sound);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<string> RefusalAsync(byte[] sound)
    {
        using HttpResponseMessage response = await PostAsync(sound);
        Assert.Equal(400, (int)response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }
}
