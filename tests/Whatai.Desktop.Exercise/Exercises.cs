using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client;
using Whatai.Client.Audio;
using Whatai.Client.Chat;
using Whatai.Client.Conversations;
using Whatai.Client.Embeddings;
using Whatai.Client.Files;
using Whatai.Client.Gemini;
using Whatai.Client.Http;
using Whatai.Client.Images;
using Whatai.Client.Media;
using Whatai.Client.Responses;
using Whatai.Client.Tasks;
using Whatai.Client.Videos;
using Whatai.Emulator;

namespace Whatai.Desktop.Exercise;

/// <summary>What the module does most, each against the emulator, both as they are built for .NET Framework.</summary>
internal sealed class Exercises : IDisposable
{
    private const string Text = "压缩 🌍 ok";

    private readonly string _folder;
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start(new EmulatorOptions { VideoQueueTime = TimeSpan.Zero, VideoRunTime = TimeSpan.FromSeconds(0.2) });
    private readonly WhataiClient _client;

    public Exercises(string folder)
    {
        _folder = folder;
        _client = new WhataiClient(new ConnectionOptions
        {
            BaseUrls = [BaseUrl.Normalize(_emulator.BaseUrl)],
            ApiKey = new NetworkCredential(string.Empty, _emulator.ApiKey).SecurePassword,
            NoProxy = true,
        });
        All =
        [
            ("chat", ChatAsync),
            ("stream", StreamAsync),
            ("gzip", GzipAsync),
            ("cancel", CancelAsync),
            ("cancel a stream", CancelStreamAsync),
            ("retry", RetryAsync),
            ("error", ErrorAsync),
            ("responses", ResponsesAsync),
            ("gemini", GeminiAsync),
            ("image", ImageAsync),
            ("image edit", ImageEditAsync),
            ("video wait", VideoAsync),
            ("speech", SpeechAsync),
            ("embeddings", EmbeddingsAsync),
            ("no key to the media host", NoKeyLeaksAsync),
        ];
    }

    public IReadOnlyList<(string Name, Func<Task> Run)> All { get; }

    public void Dispose()
    {
        _client.Dispose();
        _emulator.Dispose();
    }

    private async Task ChatAsync()
    {
        ChatCompletion answer = await _client.Chat.CompleteAsync(Chat("/say " + Text));
        Equal(Text, answer.Text);
        Equal("stop", answer.FinishReason);
        True(answer.Usage?.TotalTokens > 0, "no usage");
    }

    private async Task StreamAsync()
    {
        (string text, ChatCompletion whole) = await ReadAsync(Chat("/repeat 1000 字"), null);
        Equal(string.Concat(Enumerable.Repeat("字", 1000)), text.Replace(" ", string.Empty));
        Equal(text, whole.Text);
        True(whole.Usage?.TotalTokens > 0, "no usage");
    }

    private async Task GzipAsync()
    {
        Equal(Text, (await _client.Chat.CompleteAsync(Chat("/say " + Text), Fault("gzip"))).Text);
        Equal(Text, (await ReadAsync(Chat("/say " + Text), Fault("gzip"))).Text);
        True(_emulator.Requests[0].Headers["Accept-Encoding"].Contains("gzip"), "gzip is not asked for");
    }

    private async Task CancelAsync()
    {
        using var stop = new CancellationTokenSource();
        long before = _emulator.LedgerTotals.Dispatches;
        Task call = _client.Chat.CompleteAsync(Chat("Hi"), Fault("stall"), stop.Token);
        await UntilAsync(() => _emulator.LedgerTotals.Dispatches > before, "the request did not arrive");
        stop.Cancel();
        await ThrowsAsync<OperationCanceledException>(call);
        await ClosedAsync();
    }

    private async Task CancelStreamAsync()
    {
        _emulator.TokenDelay = TimeSpan.FromMilliseconds(20);
        await foreach (ChatDelta _ in _client.Chat.StreamAsync(Chat("/length 5000")))
        {
            break;
        }

        _emulator.TokenDelay = TimeSpan.Zero;
        await ClosedAsync();
    }

    private async Task RetryAsync()
    {
        _emulator.AddFault("429", 1);
        Equal(2, (await _client.Chat.CompleteAsync(Chat("Hi"))).Attempts);
    }

    private async Task ErrorAsync()
    {
        var failure = await ThrowsAsync<WhataiException>(_client.Chat.CompleteAsync(Chat("Hi"), Fault("404")));
        Equal(ErrorKind.NotFound, failure.Kind);
    }

    private async Task ResponsesAsync()
    {
        var request = new ResponseRequest { Model = "gpt-4o-mini", Messages = Chat("/say " + Text).Messages };
        Equal(Text, (await _client.Responses.CompleteAsync(request)).Text);
        ResponseCompletion? whole = null;
        await foreach (ResponseDelta delta in _client.Responses.StreamAsync(request))
        {
            whole = delta.Completion ?? whole;
        }

        Equal(Text, whole?.Text);
    }

    private async Task GeminiAsync()
    {
        var request = new GeminiRequest { Model = "gemini-3-pro-preview", Messages = Chat("/say " + Text).Messages };
        Equal(Text, (await _client.Gemini.CompleteAsync(request)).Text);
        GeminiCompletion? whole = null;
        await foreach (GeminiDelta delta in _client.Gemini.StreamAsync(request))
        {
            whole = delta.Completion ?? whole;
        }

        Equal(Text, whole?.Text);
    }

    private async Task ImageAsync()
    {
        foreach (string format in new[] { "b64_json", "url" })
        {
            WhataiImage image = await SavedImageAsync(format);
            Equal("image/png", image.MediaType);
            True(image.Width > 0 && new FileInfo(image.Path!).Length > 0, "no image");
        }
    }

    private async Task ImageEditAsync()
    {
        WhataiImage source = await SavedImageAsync("b64_json");
        ImageGeneration edited = await _client.Images.EditAsync(new ImageEditRequest
        {
            Image = new ImageRequest { Model = "gpt-image-1", Prompt = "in blue" },
            Images = [new ImageUpload { Name = "unicorn.png", Path = source.Path }],
        });
        Equal(1, edited.Images.Count);
    }

    private async Task VideoAsync()
    {
        VideoTask task = await _client.Videos.StartAsync(new VideoRequest { Model = "sora-2", Prompt = "A cat", Duration = 4 });
        var watch = new TaskWatchOptions { FirstInterval = TimeSpan.FromSeconds(0.1), Spacing = TimeSpan.FromSeconds(0.1) };
        await foreach (TaskUpdate<VideoTask> update in _client.Videos.WatchAsync([task], watch))
        {
            task = update.Task;
        }

        Equal(VideoStatus.Succeeded, task.Status);
        task = await _client.Videos.SaveAsync(task, Target("video.mp4"));
        True(new FileInfo(task.Path!).Length > 0, "no video");
    }

    private async Task SpeechAsync()
    {
        var request = new SpeechRequest { Model = "tts-1", Input = "Hello. 你好。", Voice = "alloy", Format = "wav" };
        SavedFile? file = null;
        await foreach (SpeechPart part in _client.Audio.SpeakAsync(request, Target("speech.wav")))
        {
            file = part.File ?? file;
        }

        Equal("audio/wav", file?.MediaType);
        Equal("Hello. 你好。", (await _client.Audio.TranscribeAsync(new TranscriptionRequest { Model = "whisper-1", Path = file!.Path })).Text);
    }

    private async Task EmbeddingsAsync()
    {
        var request = new EmbeddingRequest { Model = "text-embedding-3-small", Inputs = ["谁写了浮士德？", "🌍"] };
        EmbeddingBatch bytes = await _client.Embeddings.EmbedAsync(request);
        EmbeddingBatch numbers = await _client.Embeddings.EmbedAsync(request with { AsBase64 = false });
        for (int i = 0; i < request.Inputs.Count; i++)
        {
            Equal(1536, bytes.Embeddings[i].Dimensions);
            True(bytes.Embeddings[i].Vector.SequenceEqual(numbers.Embeddings[i].Vector), "base64 and numbers differ");
        }
    }

    private Task NoKeyLeaksAsync()
    {
        Equal(0, _emulator.KeyLeaks);
        return Task.CompletedTask;
    }

    private async Task<(string Text, ChatCompletion Whole)> ReadAsync(ChatRequest request, CallOptions? options)
    {
        var text = new StringBuilder();
        ChatCompletion? whole = null;
        await foreach (ChatDelta delta in _client.Chat.StreamAsync(request, options))
        {
            text.Append(delta.Text);
            whole = delta.Completion ?? whole;
        }

        return (text.ToString(), whole ?? throw new InvalidDataException("The stream had no end."));
    }

    private async Task<WhataiImage> SavedImageAsync(string format)
    {
        ImageGeneration made = await _client.Images.GenerateAsync(new ImageRequest { Model = "dall-e-3", Prompt = "A unicorn", ResponseFormat = format });
        return await _client.Images.SaveAsync(made.Images.Single(), Target($"{Guid.NewGuid()}.png"));
    }

    private Task ClosedAsync() => UntilAsync(() => _emulator.Requests is { Count: int n } log && log[n - 1].Outcome == "ClientClosed", "the connection is still open");

    private FileTarget Target(string name) => new() { Path = Path.Combine(_folder, name) };

    private static ChatRequest Chat(string text) => new() { Model = "gpt-4o-mini", Messages = [new ChatMessage(ChatRole.User, text)] };

    private static CallOptions Fault(string name) => new() { Headers = new Dictionary<string, string> { ["X-Emulator-Fault"] = name } };

    private static void True(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidDataException(otherwise);
        }
    }

    private static void Equal<T>(T expected, T actual) =>
        True(EqualityComparer<T>.Default.Equals(expected, actual), $"expected '{expected}', got '{actual}'");

    private static async Task<T> ThrowsAsync<T>(Task call) where T : Exception
    {
        try
        {
            await call;
        }
        catch (T ex)
        {
            return ex;
        }

        throw new InvalidDataException($"no {typeof(T).Name}");
    }

    private static async Task UntilAsync(Func<bool> holds, string otherwise)
    {
        for (int i = 0; !holds(); i++)
        {
            True(i < 500, otherwise);
            await Task.Delay(20);
        }
    }
}
