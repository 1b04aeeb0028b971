using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Files;
using Whatai.Client.Http;
using Whatai.Client.Tasks;
using Whatai.Client.Videos;
using Whatai.Emulator;
using Xunit;

namespace Whatai.Client.Tests;

/// <summary>Videos through the whole client, against the emulator.</summary>
public sealed class VideoTests : IDisposable
{
    private readonly GatewayEmulator _emulator = GatewayEmulator.Start(new EmulatorOptions { VideoQueueTime = TimeSpan.FromSeconds(0.2), VideoRunTime = TimeSpan.FromSeconds(0.3) });
    private readonly WhataiClient _client;

    public VideoTests() => _client = new WhataiClient(Given.Options(_emulator) with { MaxRetries = 2, IdleTimeout = TimeSpan.FromSeconds(20) });

    public void Dispose()
    {
        _client.Dispose();
        _emulator.Dispose();
    }

    [Theory]
    [InlineData("doubao-seedance-1-0-pro-250528", VideoRoute.Seedance, true)]
    [InlineData("veo3.1-fast", VideoRoute.Unified, true)]
    [InlineData("sora-2", VideoRoute.OpenAI, false)]
    public async Task A_task_is_started_and_watched_to_its_end(string model, string route, bool hasAddress)
    {
        VideoTask started = await _client.Videos.StartAsync(new VideoRequest { Model = model, Prompt = "A cat", Duration = 4 });
        Assert.Equal((route, model, VideoStatus.Queued, "A cat"), (started.Route, started.Model, started.Status, started.Prompt));
        Assert.NotNull(started.CreatedAt);

        var quick = new TaskWatchOptions { FirstInterval = TimeSpan.FromMilliseconds(50), Spacing = TimeSpan.FromMilliseconds(20), LongestInterval = TimeSpan.FromMilliseconds(100) };
        var seen = new List<string>();
        VideoTask ended = started;
        await foreach (TaskUpdate<VideoTask> update in _client.Videos.WatchAsync([started], quick))
        {
            Assert.Null(update.Failure);
            ended = update.Task;
            if (seen.LastOrDefault() != ended.Status)
            {
                seen.Add(ended.Status);
            }
        }

        Assert.Equal([VideoStatus.Queued, VideoStatus.Running, VideoStatus.Succeeded], seen);
        Assert.Equal(("A cat", 4.0, started.Id), (ended.Prompt, ended.Duration, ended.Id));
        Assert.Equal(hasAddress, ended.VideoUrl is not null);
        Assert.Single(_emulator.Ledger);
    }

    [Theory]
    [InlineData("stall-headers", true, 1)]
    [InlineData("reset-before", true, 1)]
    [InlineData("json-garbage", true, 1)]
    [InlineData("empty-200", true, 1)]
    [InlineData("504", true, 1)]
    [InlineData("500", true, 0)]
    [InlineData("502", true, 0)]
    [InlineData("503", true, 0)]
    public async Task A_creation_that_may_have_run_is_never_sent_again(string fault, bool mayHaveRun, int billed)
    {
        using var client = new WhataiClient(Given.Options(_emulator) with { MaxRetries = 5, IdleTimeout = TimeSpan.FromMilliseconds(fault == "stall-headers" ? 300 : 20_000) });

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(
            () => client.Videos.StartAsync(new VideoRequest { Model = "doubao-seedance-1-0-pro-250528", Prompt = "A cat" }, Given.Fault(fault)));

        Assert.Equal((mayHaveRun, 1), (failure.MayHaveRun, failure.Attempts));
        Assert.Single(_emulator.Requests);
        Assert.Equal(billed, _emulator.LedgerTotals.Dispatches);
        // What was made all the same can be found.
        Assert.Equal(billed, (await _client.Videos.ListAsync(new VideoFilter())).Total);
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_was_sent_nothing()
    {
        _emulator.Stop();

        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(
            () => _client.Videos.StartAsync(new VideoRequest { Model = "sora-2", Prompt = "A cat" }, new CallOptions { MaxRetries = 0 }));

        Assert.Equal((ErrorKind.ConnectionFailed, false), (failure.Kind, failure.MayHaveRun));
    }

    [Theory]
    [InlineData(VideoRoute.Seedance)]
    [InlineData(VideoRoute.Unified)]
    [InlineData(VideoRoute.OpenAI)]
    public async Task An_id_that_is_not_there_is_not_found(string route)
    {
        TaskUpdate<VideoTask> update = await _client.Videos.WatchAsync([new VideoTask { Id = "none", Route = route, Status = VideoStatus.Queued }]).LastAsync();

        Assert.Equal((true, ErrorKind.NotFound), (update.IsOver, update.Failure!.Kind));
        Assert.Single(_emulator.Requests);
    }

    [Fact]
    public async Task The_list_is_filtered_and_paged()
    {
        var ids = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            ids.Add((await _client.Videos.StartAsync(new VideoRequest { Model = "doubao-seedance-1-0-pro-250528", Prompt = i == 3 ? "/queue 60 A cat" : "/queue 0 /run 0 A cat" })).Id);
        }

        VideoPage page = await _client.Videos.ListAsync(new VideoFilter { PageNumber = 2, PageSize = 2 });
        Assert.Equal([ids[2], ids[1]], page.Items.Select(task => task.Id));
        Assert.Equal(5, page.Total);
        page = await _client.Videos.ListAsync(new VideoFilter { Status = VideoStatus.Queued });
        Assert.Equal(ids[3], Assert.Single(page.Items).Id);
        page = await _client.Videos.ListAsync(new VideoFilter { Ids = [ids[0], ids[4]], Model = "doubao-seedance-1-0-pro-250528", ServiceTier = "default" });
        Assert.Equal([ids[4], ids[0]], page.Items.Select(task => task.Id));
    }

    [Fact]
    public async Task OpenAIs_list_is_filtered_and_gone_through_by_its_cursor()
    {
        var ids = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            ids.Insert(0, (await _client.Videos.StartAsync(new VideoRequest { Model = "sora-2", Prompt = i == 3 ? "/queue 60 A cat" : "/queue 0 /run 0 A cat" })).Id);
        }

        var filter = new VideoFilter { Route = VideoRoute.OpenAI, PageSize = 2 };
        var found = new List<string>();
        VideoPage page;
        do
        {
            page = await _client.Videos.ListAsync(filter);
            found.AddRange(page.Items.Select(task => task.Id));
            Assert.All(page.Items, task => Assert.Equal(VideoRoute.OpenAI, task.Route));
            filter = filter with { After = page.Next };
        }
        while (page.Next is not null);

        Assert.Equal(ids, found);
        Assert.Equal(3, _emulator.Requests.Count(request => request.Method == "GET"));
        Assert.Equal(ids[1], Assert.Single((await _client.Videos.ListAsync(new VideoFilter { Route = VideoRoute.OpenAI, Status = VideoStatus.Queued })).Items).Id);
        Assert.Empty((await _client.Videos.ListAsync(new VideoFilter { Route = VideoRoute.OpenAI, Model = "sora-2-pro" })).Items);
        await Assert.ThrowsAsync<ArgumentException>(() => _client.Videos.ListAsync(new VideoFilter { Route = VideoRoute.OpenAI, ServiceTier = "flex" }));
        await Assert.ThrowsAsync<NotSupportedException>(() => _client.Videos.ListAsync(new VideoFilter { Route = VideoRoute.Unified }));
    }

    [Fact]
    public async Task A_task_is_cancelled_while_it_waits_and_removed_when_it_has_ended()
    {
        VideoTask waiting = await _client.Videos.StartAsync(new VideoRequest { Model = "doubao-seedance-1-0-pro-250528", Prompt = "/queue 60 A cat" });
        await _client.Videos.DeleteAsync(waiting);
        Assert.Equal(VideoStatus.Cancelled, (await _client.Videos.GetAsync(waiting)).Status);
        await _client.Videos.DeleteAsync(waiting);
        Assert.Equal(ErrorKind.NotFound, (await Assert.ThrowsAsync<WhataiException>(() => _client.Videos.GetAsync(waiting))).Kind);
        await Assert.ThrowsAsync<NotSupportedException>(() => _client.Videos.DeleteAsync(waiting with { Route = VideoRoute.Unified }));
    }

    [Fact]
    public async Task A_failed_task_is_no_failed_call()
    {
        VideoTask task = await _client.Videos.StartAsync(new VideoRequest { Model = "doubao-seedance-1-0-pro-250528", Prompt = "/queue 0 /run 0 /fail Sensitive Not this" });

        task = await _client.Videos.GetAsync(task);

        Assert.Equal((VideoStatus.Failed, "Sensitive", "Not this"), (task.Status, task.ErrorCode, task.ErrorMessage));
    }

    [Theory]
    [InlineData("doubao-seedance-1-5-pro-251215")]
    [InlineData("veo3.1-fast")]
    [InlineData("sora-2")]
    public async Task A_video_is_saved_without_the_key_leaving_the_gateway(string model)
    {
        using var folder = new TemporaryFolder();
        VideoTask task = await ReadyAsync(model);

        VideoTask saved = await _client.Videos.SaveAsync(task, new FileTarget { Path = folder.At("cat"), AddExtension = true });

        Assert.Equal(folder.At("cat.mp4"), saved.Path);
        Assert.Equal("ftyp"u8.ToArray(), (await File.ReadAllBytesAsync(saved.Path!))[4..8]);
        Assert.Equal(0, _emulator.KeyLeaks);
        Assert.Equal(saved.Path, Assert.Single(Directory.GetFiles(folder.Path)));
    }

    [Fact]
    public async Task An_address_whose_time_is_over_is_asked_for_again()
    {
        using var folder = new TemporaryFolder();
        VideoTask task = await ReadyAsync("doubao-seedance-1-0-pro-250528");
        _emulator.AddMediaFault("403");
        _emulator.ClearLog();

        VideoTask saved = await _client.Videos.SaveAsync(task, new FileTarget { Path = folder.At("cat.mp4") });

        Assert.True(File.Exists(saved.Path));
        Assert.Equal(["files/", "seedance/", "files/"], _emulator.Requests.Select(request => new Uri(new Uri("http://x"), request.Path).Segments[1]));

        _emulator.AddMediaFault("403", 2);
        WhataiException failure = await Assert.ThrowsAsync<WhataiException>(() => _client.Videos.SaveAsync(task, new FileTarget { Path = folder.At("other.mp4") }));
        Assert.Equal((ErrorKind.PermissionDenied, true), (failure.Kind, failure.IsHostedFile));
    }

    [Fact]
    public async Task A_drop_is_gone_on_from()
    {
        using var folder = new TemporaryFolder();
        VideoTask task = await ReadyAsync("doubao-seedance-1-0-pro-250528", "/bytes 8000000 ");
        _emulator.AddMediaFault("reset");

        VideoTask saved = await _client.Videos.SaveAsync(task, new FileTarget { Path = folder.At("cat.mp4") });

        Assert.Equal(8_000_000, new FileInfo(saved.Path!).Length);
        Assert.Contains(_emulator.Requests, request => request.Headers.ContainsKey("Range"));
    }

    [Fact]
    public async Task The_last_frame_is_saved_as_well()
    {
        using var folder = new TemporaryFolder();
        VideoTask task = await ReadyAsync("doubao-seedance-1-0-pro-250528");

        VideoTask saved = await _client.Videos.SaveLastFrameAsync(task, new FileTarget { Path = folder.At("cat"), AddExtension = true });

        Assert.Equal(folder.At("cat.png"), saved.LastFramePath);
        Assert.True(File.Exists(saved.LastFramePath));
    }

    [Fact]
    public async Task What_has_no_video_says_so()
    {
        using var folder = new TemporaryFolder();
        VideoTask task = await _client.Videos.StartAsync(new VideoRequest { Model = "sora-2", Prompt = "/stuck" });

        await Assert.ThrowsAsync<InvalidOperationException>(() => _client.Videos.SaveAsync(task, new FileTarget { Path = folder.At("cat.mp4") }));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Content_that_the_gateway_points_elsewhere_for_is_fetched_there_without_the_key()
    {
        using var folder = new TemporaryFolder();
        Uri hosted = _emulator.AddFile(await MovieAsync(), "video/mp4", ".mp4");
        var handler = new ScriptedHandler(Steps.Redirect(302, hosted.AbsoluteUri), Steps.Answer(200, await MovieAsync(), "video/mp4"));
        using var client = new WhataiClient(Given.Options(), handler);

        await client.Videos.SaveAsync(
            new VideoTask { Id = "video_1", Route = VideoRoute.OpenAI, Status = VideoStatus.Succeeded }, new FileTarget { Path = folder.At("cat.mp4") });

        Assert.Equal(["https://api.example.com/v1/videos/video_1/content", hosted.AbsoluteUri], handler.Requests.Select(request => request.Uri.AbsoluteUri));
        Assert.Equal([true, false], handler.Requests.Select(request => request.Headers.ContainsKey("Authorization")));
    }

    [Fact]
    public async Task Numbers_as_text_and_unknown_members_do_no_harm()
    {
        VideoTask task = await _client.Videos.StartAsync(new VideoRequest { Model = "doubao-seedance-1-0-pro-250528", Prompt = "/queue 0 /run 0 A cat", Duration = 3, Seed = 5 });

        task = await _client.Videos.GetAsync(task, Given.Fault("string-numbers"));
        Assert.Equal((3.0, 5L, 24), (task.Duration, task.Seed, task.FramesPerSecond));
        Assert.True(task.Usage!.TotalTokens > 0);
        Assert.Equal(VideoStatus.Succeeded, (await _client.Videos.GetAsync(task, Given.Fault("unknown-fields"))).Status);
    }

    [Fact]
    public async Task A_first_frame_goes_to_OpenAI_as_a_file()
    {
        using var folder = new TemporaryFolder();
        VideoTask withFrame = await _client.Videos.SaveLastFrameAsync(await ReadyAsync("doubao-seedance-1-0-pro-250528"), new FileTarget { Path = folder.At("frame.png") });
        string frame = "data:image/png;base64," + Convert.ToBase64String(await File.ReadAllBytesAsync(withFrame.LastFramePath!));

        VideoTask task = await _client.Videos.StartAsync(new VideoRequest { Model = "sora-2", Prompt = "A cat", Duration = 8, Ratio = "9:16", FirstFrame = frame });

        Assert.Equal((8.0, "720x1280"), ((await _client.Videos.GetAsync(task)).Duration, (await _client.Videos.GetAsync(task)).Size));
        EmulatorRequest sent = _emulator.Requests.Last(request => request.Method == "POST");
        Assert.StartsWith("multipart/form-data", sent.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains("name=\"input_reference\"; filename=\"input_reference.png\"", sent.Body, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(
            () => _client.Videos.StartAsync(new VideoRequest { Model = "sora-2", Prompt = "A cat", FirstFrame = "https://host/a.png" }));
    }

    private async Task<VideoTask> ReadyAsync(string model, string directives = "") => await _client.Videos.GetAsync(await _client.Videos.StartAsync(new VideoRequest
    {
        Model = model, Prompt = "/queue 0 /run 0 " + directives + "A cat", ReturnLastFrame = model.StartsWith("sora", StringComparison.Ordinal) ? null : true,
    }));

    private async Task<byte[]> MovieAsync()
    {
        using var folder = new TemporaryFolder();
        return await File.ReadAllBytesAsync((await _client.Videos.SaveAsync(await ReadyAsync("sora-2"), new FileTarget { Path = folder.At("m.mp4") })).Path!);
    }
}
