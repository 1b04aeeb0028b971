using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Whatai.Client.Audio;
using Whatai.Client.Http;
using Whatai.Client.Images;
using Whatai.Client.Videos;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>What makes a request for media the same one again: all that is sent, with files by their content, and nothing else.</summary>
public sealed class SameRequestTests : IDisposable
{
    private static readonly byte[] s_png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6BAAAAEklEQVR4nGNgYPj/H4ShDAjnPwBzpAv1TKgdOwAAAABJRU5ErkJggg==");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_are_the_same_by_their_whole_request()
    {
        using var client = new WhataiClient(Given.Options());
        var request = new ImageRequest { Model = "nano-banana", Prompt = "a cat" };
        AllDiffer(
            request,
            each => client.Images.WriteRequest(each),
            request with { Prompt = "a dog" },
            request with { Model = "flux" },
            request with { AspectRatio = "16:9" },
            request with { Seed = 1 },
            request with { Route = ImageRoute.Chat },
            request with { Route = ImageRoute.Gemini },
            request with { ReferenceImages = ["https://h/a.png"] });
        Assert.NotEqual(client.Images.WriteRequest(request), client.Images.WriteRequest(request, new CallOptions { ExtraBody = new() { ["x"] = 1 } }));
    }

    [Fact]
    public void Edits_count_files_by_their_content_wherever_they_lie()
    {
        var request = new ImageEditRequest { Image = new ImageRequest { Model = "nano-banana", Prompt = "x" }, Images = [Upload("a.png", s_png)] };
        Assert.Equal(ImageClient.WriteRequest(request), ImageClient.WriteRequest(request with { Images = [Upload("moved.png", s_png)] }));
        Assert.Equal(ImageClient.WriteRequest(request), ImageClient.WriteRequest(request with { Images = [new ImageUpload { Name = "a.png", Bytes = s_png }] }));
        AllDiffer(
            request,
            each => ImageClient.WriteRequest(each),
            request with { Images = [Upload("b.png", [.. s_png, 0])] },
            request with { Images = [Upload("a.png", s_png), Upload("a.png", s_png)] },
            request with { Image = request.Image with { Prompt = "y" } });
    }

    [Fact]
    public void Speech_and_transcriptions_are_the_same_by_what_is_asked()
    {
        var speech = new SpeechRequest { Model = "tts-1", Input = "a", Voice = "alloy" };
        AllDiffer(speech, each => AudioClient.WriteRequest(each), speech with { Input = "b" }, speech with { Voice = "nova" }, speech with { Format = "wav" }, speech with { Speed = 2 });
        Assert.Equal(AudioClient.WriteRequest(speech), AudioClient.WriteRequest(speech with { MaxLength = 100 }));

        var sound = new TranscriptionRequest { Model = "whisper-1", Path = Upload("a.wav", [1, 2, 3]).Path! };
        Assert.Equal(AudioClient.WriteRequest(sound), AudioClient.WriteRequest(sound with { Path = Upload("b.wav", [1, 2, 3]).Path!, Input = "b" }));
        AllDiffer(
            sound,
            each => AudioClient.WriteRequest(each),
            sound with { Path = Upload("c.wav", [1, 2, 4]).Path! },
            sound with { Language = "zh" },
            sound with { Translate = true },
            sound with { Timestamps = ["word"] });
        Assert.NotEqual(AudioClient.WriteRequest(sound, "srt"), AudioClient.WriteRequest(sound, "vtt"));
    }

    [Theory]
    [InlineData(VideoRoute.Seedance)]
    [InlineData(VideoRoute.Unified)]
    [InlineData(VideoRoute.OpenAI)]
    public void Videos_are_the_same_by_their_whole_request(string route)
    {
        var request = new VideoRequest { Model = "m", Prompt = "a cat", Route = route, Duration = 4 };
        Assert.Equal(VideoClient.WriteRequest(request), VideoClient.WriteRequest(request with { Input = "a row" }));
        AllDiffer(request, each => VideoClient.WriteRequest(each), request with { Prompt = "a dog" }, request with { Duration = 8 }, request with { Model = "n" });
    }

    [Fact]
    public void What_a_killed_process_left_half_written_goes_and_nothing_else()
    {
        string left = _folder.At($"whatai-{Guid.NewGuid():N}.partial");
        string held = _folder.At($"whatai-{Guid.NewGuid():N}.partial");
        string download = _folder.At("whatai-0123456789ab-cdef.partial");
        string other = _folder.At("whatai-notes.partial");
        foreach (string path in (string[])[left, download, other])
        {
            File.WriteAllText(path, "x");
        }

        using (new FileStream(held, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            Files.FileClient.RemoveLeftovers(_folder.Path);
            Files.FileClient.RemoveLeftovers(_folder.At("no such folder"));
        }

        Assert.Equal(new[] { held, download, other }.Order(StringComparer.Ordinal), Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal));
    }

    private ImageUpload Upload(string name, byte[] content)
    {
        File.WriteAllBytes(_folder.At(name), content);
        return new ImageUpload { Name = name, Path = _folder.At(name) };
    }

    private static void AllDiffer<T>(T request, Func<T, byte[]> write, params T[] others)
    {
        Assert.Equal(write(request), write(request));
        List<string> written = [.. others.Prepend(request).Select(each => Convert.ToBase64String(write(each)))];
        Assert.Equal(written.Count, written.Distinct().Count());
    }
}
