using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Whatai.Client.Audio;
using Whatai.Client.Files;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Texts become files: whole or not at all, long ones in parts and in order, never billed twice.</summary>
public sealed class SpeechTests : IDisposable
{
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start();
    private readonly string _folder = Directory.CreateTempSubdirectory("whatai-speech").FullName;

    public void Dispose()
    {
        _emulator.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("mp3", "audio/mpeg")]
    [InlineData("wav", "audio/wav")]
    [InlineData("flac", "audio/flac")]
    [InlineData("aac", "audio/aac")]
    [InlineData("opus", "audio/ogg")]
    [InlineData("pcm", "audio/pcm")]
    public async Task A_text_becomes_a_file_of_the_format(string format, string mediaType)
    {
        SpeechPart part = Assert.Single(await SpeakAsync("Hello. 你好。", format));

        Assert.Equal(mediaType, part.File!.MediaType);
        Assert.Equal(part.File.Length, new FileInfo(part.File.Path).Length);
        Assert.Equal([part.File.Path], Directory.GetFiles(_folder));
        JsonAssert.Equal(
            $$"""{"model":"tts-1","input":"Hello. 你好。","voice":"alloy","response_format":"{{format}}"}""", _emulator.Requests[0].Body);
        if (format != "pcm")
        {
            Assert.Equal("Hello. 你好。", await HearAsync(part.File.Path));
        }
    }

    [Theory]
    [InlineData("mp3")]
    [InlineData("wav")]
    [InlineData("aac")]
    [InlineData("opus")]
    public async Task A_text_of_20000_characters_is_spoken_whole_and_in_order(string format)
    {
        string text = string.Join(" ", Enumerable.Range(0, 800).Select(i => $"Sentence {i} is spoken. 第{i}句。"));
        Assert.InRange(text.Length, 20_000, 40_000);

        List<SpeechPart> parts = await SpeakAsync(text, format);

        Assert.Equal(parts.Count, _emulator.LedgerTotals.Dispatches);
        Assert.Equal((text.Length / 4096) + 1, parts.Count);
        Assert.Equal(WithoutSpace(text), WithoutSpace(await HearAsync(parts[^1].File!.Path)));
    }

    [Fact]
    public async Task A_joined_WAV_says_its_own_length_and_has_one_header()
    {
        List<SpeechPart> parts = await SpeakAsync("One sentence. Another one.", "wav", maxLength: 16);
        byte[] file = await File.ReadAllBytesAsync(parts[^1].File!.Path);

        Assert.Equal(2, parts.Count);
        Assert.Equal(file.Length - 8, BitConverter.ToInt32(file, 4));
        Assert.Equal(file.Length - 44, BitConverter.ToInt32(file, 40));
        Assert.Equal(-1, file.AsSpan(12).IndexOf("RIFF"u8));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(0x7FFFFFFFu)]
    public async Task A_WAV_whose_server_did_not_know_its_length_gets_it(uint length)
    {
        byte[] wave = Wave(100, length);
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Answer(200, wave, "audio/wav")));

        List<SpeechPart> parts = await SpeakAsync("Hi", "wav", client: client);
        byte[] file = await File.ReadAllBytesAsync(parts[^1].File!.Path);

        Assert.Equal(wave.Length, file.Length);
        Assert.Equal(100, BitConverter.ToInt32(file, 40));
    }

    [Fact]
    public async Task Of_a_joined_MP3_tags_and_length_frames_are_left_out()
    {
        // An ID3 tag of 20 bytes, a frame that tells the length, two frames of sound.
        byte[] frame = [0xFF, 0xFB, 0x14, 0xC4, .. new byte[92]];
        byte[] info = [.. frame];
        Encoding.ASCII.GetBytes("Info").CopyTo(info, 21);
        byte[] file = [.. "ID3"u8, 4, 0, 0, 0, 0, 0, 10, .. new byte[10], .. info, .. frame, .. frame];
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Answer(200, file, "audio/mpeg")));

        List<SpeechPart> joined = await SpeakAsync("One sentence. Another one.", "mp3", maxLength: 16, client: client);

        Assert.Equal(4 * 96, joined[^1].File!.Length);
    }

    public static TheoryData<string> NoSounds => ["error-200", "html-200", "empty-200", "json-garbage", "cut-mid-line", "500", "reset-before", "401", "504"];

    [Theory]
    [MemberData(nameof(NoSounds))]
    public async Task What_is_no_sound_leaves_no_file_and_is_not_sent_again(string fault)
    {
        using var client = new WhataiClient(Given.Options(_emulator) with { MaxRetries = 2, RetryAmbiguousChat = true });

        await Assert.ThrowsAsync<WhataiException>(() => SpeakAsync("Hello.", "mp3", fault: fault, client: client));

        Assert.Empty(Directory.GetFiles(_folder));
        Assert.Single(_emulator.Requests);
        Assert.InRange(_emulator.LedgerTotals.Dispatches, 0, 1);
    }

    [Theory]
    [InlineData("mp3", """{"code":500,"message":"upstream broke"}""", "upstream broke")]
    [InlineData("pcm", """{"code":500,"message":"upstream"}""", "upstream")]
    [InlineData("pcm", """{"status":"upstream"}""", "not a sound")]
    [InlineData("mp3", """{"audio":"bm8gc291bmQ="}""", "not a sound")]
    [InlineData("mp3", "ID3 is what you should get", "not a sound")]
    public async Task JSON_and_text_are_no_sound_whatever_they_are_called(string format, string answer, string says)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Answer(200, Given.Utf8(answer), "audio/mpeg")));

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => SpeakAsync("Hello.", format, client: client));

        Assert.Contains(says.Replace("not a sound", "is not a", StringComparison.Ordinal), failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("mp3", """{"audio":"{0}"}""", "audio/mpeg")]
    [InlineData("mp3", """{"audioContent":"data:audio/mp3;base64,{0}"}""", "application/json")]
    [InlineData("mp3", """{"data":{"audio":"{1}","status":2},"base_resp":{"status_code":0}}""", "application/json")]
    [InlineData("mp3", """{"choices":[{"message":{"audio":{"data":"{0}"}}}]}""", "text/plain")]
    public async Task A_sound_is_taken_out_of_JSON(string format, string answer, string mediaType)
    {
        byte[] sound = [.. "ID3"u8, 4, 0, 0, 0, 0, 0, 2, 0, 0, 0xFF, 0xFB, 0x90, 0x64, 1, 2];
        string body = answer.Replace("{0}", Convert.ToBase64String(sound).TrimEnd('='), StringComparison.Ordinal).Replace("{1}", Convert.ToHexString(sound), StringComparison.Ordinal);
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Answer(200, Given.Utf8(body), mediaType)));

        SpeechPart part = Assert.Single(await SpeakAsync("Hello.", format, client: client));

        Assert.Equal(sound, await File.ReadAllBytesAsync(part.File!.Path));
    }

    [Fact]
    public async Task Where_a_later_part_fails_there_is_no_file()
    {
        var handler = new ScriptedHandler(Steps.Answer(200, Wave(100, 100), "audio/wav"), Steps.Ok("""{"error":{"message":"no voice left"}}"""));
        using var client = new WhataiClient(Given.Options(), handler);

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => SpeakAsync("One sentence. Another one.", "wav", maxLength: 16, client: client));

        Assert.Contains("no voice left", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_a_later_part_is_refused_the_parts_before_are_paid_for(bool isLater)
    {
        Step refused = Steps.Answer(400, """{"error":{"message":"no"}}""");
        var handler = new ScriptedHandler(isLater ? [Steps.Answer(200, Wave(100, 100), "audio/wav"), refused] : [refused]);
        using var client = new WhataiClient(Given.Options(), handler);

        Assert.Equal(isLater, (await Assert.ThrowsAsync<WhataiException>(() => SpeakAsync("One sentence. Another one.", "wav", maxLength: 16, client: client))).MayHaveRun);
    }

    [Fact]
    public async Task What_can_be_known_before_is_said_before_it_costs()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "x.mp3"), "mine");

        await Assert.ThrowsAsync<FileExistsException>(() => SpeakAsync("Hello.", "mp3"));
        await Assert.ThrowsAsync<ArgumentException>(() => SpeakAsync(" \n ", "wav"));
        await Assert.ThrowsAsync<ArgumentException>(() => SpeakAsync(new string('a', 5000), "flac"));

        Assert.Empty(_emulator.Requests);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_folder, "x.mp3")));
    }

    [Theory]
    [InlineData("One. Two. Three.", 10, "One. Two.|Three.")]
    [InlineData("He said 3.14 and left. Then?", 24, "He said 3.14 and left.|Then?")]
    [InlineData("第一句。第二句！第三句？", 8, "第一句。第二句！|第三句？")]
    [InlineData("\"Stop!\" he said. Go.", 10, "\"Stop!\"|he said.|Go.")]
    [InlineData("one two three four", 9, "one two|three|four")]
    [InlineData("abcdefghij", 4, "abcd|efgh|ij")]
    [InlineData("a😀😀😀", 4, "a😀|😀😀")]
    [InlineData("first part, second part", 16, "first part,|second part")]
    public void Long_texts_are_cut_where_a_speaker_pauses(string text, int most, string parts)
    {
        Assert.Equal(parts.Split('|'), SpeechText.Split(text, most));
    }

    private static byte[] Wave(int length, uint said)
    {
        byte[] wave = new byte[44 + length];
        "RIFF"u8.CopyTo(wave);
        BitConverter.GetBytes(said).CopyTo(wave, 4);
        "WAVEfmt "u8.CopyTo(wave.AsSpan(8));
        wave[16] = 16;
        wave[20] = wave[22] = 1;
        "data"u8.CopyTo(wave.AsSpan(36));
        BitConverter.GetBytes(said).CopyTo(wave, 40);
        return wave;
    }

    private static string WithoutSpace(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private async Task<List<SpeechPart>> SpeakAsync(
        string text, string format, int maxLength = SpeechRequest.DefaultMaxLength, string? fault = null, WhataiClient? client = null)
    {
        using WhataiClient own = Given.Client(_emulator);
        var request = new SpeechRequest { Model = "tts-1", Input = text, Voice = "alloy", Format = format, MaxLength = maxLength };
        var parts = new List<SpeechPart>();
        await foreach (SpeechPart part in (client ?? own).Audio.SpeakAsync(
            request, new FileTarget { Path = Path.Combine(_folder, "x." + format) }, fault is null ? null : Given.Fault(fault)))
        {
            parts.Add(part);
        }

        return parts;
    }

    private async Task<string> HearAsync(string path)
    {
        using WhataiClient client = Given.Client(_emulator);
        return (await client.Audio.TranscribeAsync(new TranscriptionRequest { Model = "whisper-1", Path = path })).Text;
    }
}
