using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Audio;
using Whatai.Client.Errors;
using Whatai.Client.Files;
using Whatai.Client.Http;
using Whatai.Client.Media;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>No server fills the memory: whatever it sends without end is one failure, and little more of it is taken than the limit.</summary>
public sealed class ResponseLimitTests : IDisposable
{
    private const long MegaByte = 1024 * 1024;

    private static readonly byte[] s_gzip = Compressed(stream => new GZipStream(stream, CompressionLevel.Optimal));
    private static readonly byte[] s_brotli = Compressed(stream => new BrotliStream(stream, CompressionLevel.Optimal));
    private static readonly byte[] s_deflate = Compressed(stream => new ZLibStream(stream, CompressionLevel.Optimal));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(ReadingCall.Kept), MemberType = typeof(ReadingCall))]
    public async Task A_bomb_of_gzip_is_given_up_early(string name)
    {
        var call = ReadingCall.Of(name);
        foreach (string mediaType in new[] { call.IsStream ? "text/event-stream" : "application/json", "text/html" })
        {
            // Members of gzip stand one behind the other.
            var bomb = new EndlessStream([], s_gzip);

            WhataiException failure = await FailAsync(call, bomb, mediaType, coding: "gzip");

            Assert.Equal((ErrorKind.ResponseTooLarge, "ResponseInflated"), (failure.Kind, LocalizableMessage.Of(failure)!.Name));
            Assert.InRange(bomb.Taken, 1, s_gzip.Length + (64 * 1024));
        }
    }

    [Theory]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("x-gzip")]
    public async Task So_is_one_of_any_coding(string coding)
    {
        byte[] bomb = coding switch { "br" => s_brotli, "deflate" => s_deflate, _ => s_gzip };
        var call = ReadingCall.Of("chat");

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => call.RunAsync(Answer(new MemoryStream(bomb), "application/json", coding)));

        Assert.Equal(ErrorKind.ResponseTooLarge, failure.Kind);
        await Assert.ThrowsAsync<WhataiException>(() => call.RunAsync(Answer(new MemoryStream(bomb), "application/json", coding), options => options with { MaxResponseBytes = 0 }));
    }

    [Theory]
    [MemberData(nameof(ReadingCall.Kept), MemberType = typeof(ReadingCall))]
    public async Task What_never_ends_is_given_up_at_the_limit(string name)
    {
        var call = ReadingCall.Of(name);
        foreach ((string beginning, string again) in new[] { (string.Empty, " "), (string.Empty, "\r\n"), ("{\"a\":\"", "x"), ("[", "[],"), ("<html>", "<p>x</p>"), ("1\n00:00:00,000 --> 00:00:01,000\n", "x") })
        {
            var body = new EndlessStream(beginning, again);

            WhataiException failure = await FailAsync(call, body, "application/json");

            // A page that comes among events says more than that it is long.
            Assert.Equal(call.IsStream && beginning == "<html>" ? ErrorKind.InvalidResponse : ErrorKind.ResponseTooLarge, failure.Kind);
            Assert.InRange(body.Taken, MegaByte, call.IsStream ? 66 * MegaByte : 4 * MegaByte);
        }
    }

    [Theory]
    [MemberData(nameof(ReadingCall.Kept), MemberType = typeof(ReadingCall))]
    public async Task So_are_events_that_never_end(string name)
    {
        var call = ReadingCall.Of(name);
        foreach ((string beginning, string again) in new[] { (string.Empty, "data: x\n"), (string.Empty, ": ping\n"), (string.Empty, ": ping\n\n"), ("data: ", "x"), ("event: ", "x"), ("data: {\"a\":\"", "x"), (":", "x"), (string.Empty, "id: 1\n\n") })
        {
            var body = new EndlessStream(beginning, again);

            WhataiException failure = await FailAsync(call, body, "text/event-stream");

            Assert.Equal(ErrorKind.ResponseTooLarge, failure.Kind);
            Assert.InRange(body.Taken, MegaByte, call.IsStream ? 66 * MegaByte : 4 * MegaByte);
        }
    }

    [Theory]
    [MemberData(nameof(ReadingCall.Kept), MemberType = typeof(ReadingCall))]
    public async Task A_length_that_is_a_lie_takes_no_memory(string name)
    {
        var call = ReadingCall.Of(name);
        Step step = async (request, token) =>
        {
            HttpResponseMessage response = await Answer(new MemoryStream("{}"u8.ToArray()), call.IsStream ? "text/event-stream" : "application/json")(request, token);
            response.Content.Headers.ContentLength = int.MaxValue;
            return response;
        };

        Exception? failure = await Record.ExceptionAsync(() => call.RunAsync(step));

        Assert.True(failure is null or WhataiException, failure?.ToString());
    }

    [Fact]
    public async Task A_buffer_grows_with_what_came()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Task<byte[]> read = BodyBuffer.ReadAsync(new MemoryStream("{}"u8.ToArray()), int.MaxValue, int.MaxValue, CancellationToken.None);

        Assert.True(read.IsCompleted);
        Assert.Equal("{}"u8.ToArray(), await read);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * 1024);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData((64 * 1024) + 1)]
    [InlineData(3_000_000)]
    public async Task A_body_is_what_came_whatever_its_length_is_said_to_be(int length)
    {
        byte[] body = new byte[length];
        new Random(length).NextBytes(body);
        foreach (long? expected in new long?[] { null, 0, length, length / 2, length * 2L })
        {
            Assert.Equal(body, await BodyBuffer.ReadAsync(new MemoryStream(body), expected, int.MaxValue, CancellationToken.None));
        }
    }

    [Fact]
    public async Task The_failure_says_which_limit_and_how_to_raise_it()
    {
        var call = ReadingCall.Of("chat");
        WhataiException failure = await FailAsync(call, new EndlessStream("{", " "), "application/json");
        Assert.Contains("1 MB", failure.Message, StringComparison.Ordinal);
        Assert.Contains("MaximumResponseMB", failure.Message, StringComparison.Ordinal);

        failure = await FailAsync(ReadingCall.Of("api streamed"), new EndlessStream(string.Empty, "data: x\n"), "text/event-stream");
        Assert.Contains("64 MB", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_may_set_its_own_limit()
    {
        byte[] body = Given.Utf8(new string(' ', 3_000_000) + Given.ChatJson());
        using WhataiClient client = new(Given.Options() with { MaxResponseBytes = 1_000_000, MaxRetries = 0 }, new ScriptedHandler(Steps.Answer(200, body, "application/json")));

        await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi")));
        foreach (long most in new[] { 0, body.Length })
        {
            Assert.Equal("Hello", (await client.Chat.CompleteAsync(Given.Chat("Hi"), new CallOptions { MaxResponseBytes = most })).Text);
        }

        await Assert.ThrowsAsync<WhataiException>(() => client.Chat.CompleteAsync(Given.Chat("Hi"), new CallOptions { MaxResponseBytes = body.Length - 1 }));
    }

    [Fact]
    public async Task A_stream_may_be_longer_than_an_event_but_not_than_an_answer()
    {
        var body = new EndlessStream(string.Empty, Given.Event(Given.Delta($$"""{"content":"{{new string('x', 100_000)}}"}""")));

        WhataiException failure = await FailAsync(ReadingCall.Of("chat streamed"), body, "text/event-stream");

        Assert.Equal("ResponseTooLarge", LocalizableMessage.Of(failure)!.Name);
        Assert.InRange(body.Taken, MegaByte, 2 * MegaByte);
    }

    [Fact]
    public async Task Events_that_are_given_away_are_not_counted_together()
    {
        var body = new EndlessStream(string.Empty, Given.Event(new string('x', 100_000)));
        using WhataiClient client = new(Given.Options() with { MaxResponseBytes = MegaByte }, new ScriptedHandler(Answer(body, "text/event-stream")));
        int count = 0;
        await foreach (Raw.RawEvent _ in client.Raw.StreamAsync(new Raw.RawCall(HttpMethod.Get, "v1/x")))
        {
            if (++count == 50)
            {
                break;
            }
        }

        Assert.InRange(body.Taken, 4 * MegaByte, 6 * MegaByte);
    }

    [Fact]
    public async Task An_image_that_is_fetched_into_memory_is_limited_and_a_file_is_not()
    {
        byte[] png = new byte[3 * MegaByte];
        Convert.FromBase64String(GivenGemini.Png).CopyTo(png, 0);
        ConnectionOptions options = Given.Options() with { MaxResponseBytes = MegaByte, MaxRetries = 0 };
        var address = new Uri("https://files.example.com/a.png");
        using (WhataiClient client = new(options, new ScriptedHandler(Steps.Answer(200, png, "image/png"))))
        {
            Assert.Equal(ErrorKind.ResponseTooLarge, (await Assert.ThrowsAsync<WhataiException>(() => client.Images.GetBytesAsync(new WhataiImage { Url = address }))).Kind);
            Assert.Equal(png.Length, (await client.Files.SaveAsync(address, new FileTarget { Path = Path.Combine(_folder.Path, "a.png") })).Length);
        }

        using WhataiClient bombed = new(options, new ScriptedHandler(Answer(new EndlessStream([], s_gzip), "image/png", "gzip"), Answer(new EndlessStream([], s_gzip), "image/png", "gzip"), Answer(new EndlessStream([], s_gzip), "audio/mpeg", "gzip")));
        var failures = new List<WhataiException>
        {
            await Assert.ThrowsAsync<WhataiException>(() => bombed.Images.GetBytesAsync(new WhataiImage { Url = address })),
            await Assert.ThrowsAsync<WhataiException>(() => bombed.Files.SaveAsync(address, new FileTarget { Path = Path.Combine(_folder.Path, "b") })),
        };
        failures.Add(await Assert.ThrowsAsync<WhataiException>(async () =>
        {
            await foreach (SpeechPart _ in bombed.Audio.SpeakAsync(new SpeechRequest { Model = "m", Input = "Hi", Voice = "v", Format = "pcm" }, new FileTarget { Path = Path.Combine(_folder.Path, "c") }))
            {
            }
        }));

        Assert.All(failures, failure => Assert.Equal(ErrorKind.ResponseTooLarge, failure.Kind));
        Assert.Equal("a.png", Path.GetFileName(Assert.Single(Directory.GetFiles(_folder.Path))));
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("br", true)]
    [InlineData("deflate", true)]
    [InlineData("deflate", false)]
    [InlineData("identity", true)]
    public async Task Every_coding_is_read(string coding, bool hasHead)
    {
        using var coded = new MemoryStream();
        using (Stream stream = coding switch
        {
            "gzip" => new GZipStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => hasHead ? new ZLibStream(coded, CompressionLevel.Fastest, leaveOpen: true) : new DeflateStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BufferedStream(new MemoryStream()),
        })
        {
            stream.Write(Given.Utf8(ReadingCall.Of("chat").Body));
        }

        byte[] body = coding == "identity" ? Given.Utf8(ReadingCall.Of("chat").Body) : coded.ToArray();

        await ReadingCall.Of("chat").RunAsync(Answer(new MemoryStream(body), "application/json", coding));
    }

    private static Task<WhataiException> FailAsync(ReadingCall call, Stream body, string mediaType, string? coding = null) =>
        Assert.ThrowsAsync<WhataiException>(() => call.RunAsync(Answer(body, mediaType, coding), options => options with { MaxResponseBytes = coding is null ? MegaByte : ConnectionOptions.DefaultMaxResponseBytes }));

    private static Step Answer(Stream body, string mediaType, string? coding = null) => async (request, _) =>
    {
        await request.ReadAsync();
        var response = new HttpResponseMessage { Content = new StreamContent(body) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        if (coding is not null)
        {
            response.Content.Headers.ContentEncoding.Add(coding);
        }

        return response;
    };

    private static byte[] Compressed(Func<Stream, Stream> compress)
    {
        using var coded = new MemoryStream();
        using (Stream stream = compress(coded))
        {
            byte[] block = new byte[MegaByte];
            Array.Fill(block, (byte)' ');
            for (int i = 0; i < 20; i++)
            {
                stream.Write(block);
            }
        }

        return coded.ToArray();
    }
}
