using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Audio;
using Whatai.Client.Chat;
using Whatai.Client.Images;
using Xunit;

namespace Whatai.Client.Tests;

public class AnswerStreamTests
{
    private const string Image = $$"""{"created":1,"data":[{"b64_json":"{{GivenGemini.Png}}"}]}""";

    [Fact]
    public async Task How_long_images_took_has_the_wait_for_the_head()
    {
        using WhataiClient client = LimitedAtFirst(Steps.Ok(Image));

        ImageDelta last = await LastAsync(client.Images.StreamAsync(new ImageRequest { Model = "gpt-image-1", Prompt = "x" }));

        Assert.Equal((TimeSpan.FromSeconds(7), 2), (last.Generation!.Duration, last.Generation.Attempts));
    }

    [Fact]
    public async Task How_long_a_transcription_took_has_the_wait_for_the_head()
    {
        using var folder = new TemporaryFolder();
        using WhataiClient client = LimitedAtFirst(Steps.Ok("""{"text":"Hi"}"""));
        string path = folder.At("a.wav");
        await File.WriteAllTextAsync(path, "RIFF");

        TranscriptionDelta last = await LastAsync(client.Audio.StreamTranscriptionAsync(new TranscriptionRequest { Model = "whisper-1", Path = path, MediaType = "audio/wav" }));

        Assert.Equal(TimeSpan.FromSeconds(7), last.Transcription!.Duration);
    }

    [Theory]
    [MemberData(nameof(TextApi.Names), MemberType = typeof(TextApi))]
    public async Task How_long_a_text_took_has_the_wait_for_the_head(string name)
    {
        using WhataiClient client = LimitedAtFirst(Steps.Ok(TextApi.Of(name).Whole("Hi")));

        Assert.Equal(TimeSpan.FromSeconds(7), (await TextApi.Of(name).StreamAsync(client)).Completion.Duration);
    }

    [Fact]
    public async Task Each_enumeration_makes_the_call_anew_and_none_before_it_is_asked()
    {
        var handler = new ScriptedHandler(Steps.Ok(Given.ChatJson("Hi")));
        using var client = new WhataiClient(Given.Options(), handler);

        IAsyncEnumerable<ChatDelta> stream = client.Chat.StreamAsync(Given.Chat("Hi"));
        await using IAsyncEnumerator<ChatDelta> unasked = stream.GetAsyncEnumerator();
        Assert.Empty(handler.Requests);

        Assert.Equal("Hi", (await LastAsync(stream)).Completion!.Text);
        Assert.Equal("Hi", (await LastAsync(stream)).Completion!.Text);
        Assert.Equal(2, handler.Requests.Count);
    }

    [Fact]
    public async Task One_that_failed_or_was_left_has_no_more()
    {
        var handler = new ScriptedHandler(Steps.Answer(400, "{}"), Steps.Ok(Given.ChatJson("Hi")));
        using var client = new WhataiClient(Given.Options(), handler);
        await using IAsyncEnumerator<ChatDelta> failed = client.Chat.StreamAsync(Given.Chat("Hi")).GetAsyncEnumerator();
        await Assert.ThrowsAsync<WhataiException>(async () => await failed.MoveNextAsync());
        Assert.False(await failed.MoveNextAsync());

        IAsyncEnumerator<ChatDelta> left = client.Chat.StreamAsync(Given.Chat("Hi")).GetAsyncEnumerator();
        Assert.True(await left.MoveNextAsync());
        await left.DisposeAsync();
        Assert.False(await left.MoveNextAsync());
        Assert.Equal(2, handler.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Both_the_call_s_token_and_the_enumeration_s_cancel_it(bool isCall)
    {
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Hangs()));
        using var cancel = new CancellationTokenSource();
        IAsyncEnumerable<ChatDelta> stream = client.Chat.StreamAsync(Given.Chat("Hi"), cancellationToken: isCall ? cancel.Token : default);

        Task<ChatDelta> reading = LastAsync(stream, isCall ? default : cancel.Token);
        Assert.False(reading.IsCompleted);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task One_that_is_left_during_a_wait_ends_by_its_token_and_not_under_the_read()
    {
        var body = new SilentStream("data: " + Given.Delta("""{"content":"Hi"}""") + "\n\n");
        using var client = new WhataiClient(Given.Options(), new ScriptedHandler(Steps.Events(() => body)));
        using var cancel = new CancellationTokenSource();
        IAsyncEnumerator<ChatDelta> pieces = client.Chat.StreamAsync(Given.Chat("Hi"), cancellationToken: cancel.Token).GetAsyncEnumerator();
        Assert.True(await pieces.MoveNextAsync());
        Task<bool> waiting = pieces.MoveNextAsync().AsTask();

        await Assert.ThrowsAsync<NotSupportedException>(async () => await pieces.DisposeAsync());
        Assert.False(body.IsDisposed);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(body.IsDisposed);
        await pieces.DisposeAsync();
    }

    private static WhataiClient LimitedAtFirst(Step then) => new(Given.Options(), new ScriptedHandler(Steps.Answer(429, "", ("Retry-After", "7")), then), new FakeClock());

    private static async Task<T> LastAsync<T>(IAsyncEnumerable<T> stream, CancellationToken cancellationToken = default)
    {
        var pieces = new List<T>();
        await foreach (T piece in stream.WithCancellation(cancellationToken))
        {
            pieces.Add(piece);
        }

        return pieces.Last();
    }

    /// <summary>Says something, and then nothing.</summary>
    private sealed class SilentStream(string text) : MemoryStream(Given.Utf8(text))
    {
        public bool IsDisposed { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == Length)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return await base.ReadAsync(buffer, cancellationToken);
        }

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            await ReadAsync(buffer.AsMemory(offset, count), cancellationToken);

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
