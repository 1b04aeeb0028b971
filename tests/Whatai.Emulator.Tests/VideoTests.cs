using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Whatai.Emulator.Tests;

public class VideoTests
{
    private const string Seedance = "/seedance/v3/contents/generations/tasks";
    private const string Unified = "/v2/videos/generations";
    private const string OpenAi = "/v1/videos";

    [Fact]
    public async Task A_Seedance_task_walks_queued_running_succeeded_and_gives_its_video_as_requested()
    {
        using var gateway = new Gateway(Times(0.5, 1.5));
        string id = await CreateAsync(gateway, Seedance, Text("A cat --ratio 9:16", "\"resolution\":\"480p\",\"duration\":3,\"seed\":11,\"return_last_frame\":true"));
        Assert.Matches("^cgt-[0-9]{14}-[a-z0-9]{5}$", id);
        List<string> seen = await WatchAsync(gateway, $"{Seedance}/{id}");
        Assert.Equal(["queued", "running", "succeeded"], seen);

        JsonNode task = await GetAsync(gateway, $"{Seedance}/{id}");
        Assert.Equal("480p", (string?)task["resolution"]);
        Assert.Equal("9:16", (string?)task["ratio"]);
        Assert.Equal(3, (int)task["duration"]!);
        Assert.Equal(24, (int)task["framespersecond"]!);
        Assert.Equal(11, (int)task["seed"]!);
        Assert.Null(task["error"]);
        Assert.Equal(480L * 864 * 72 / 1024, (long)task["usage"]!["total_tokens"]!);

        byte[] bytes = await FetchAsync((string)task["content"]!["video_url"]!);
        var movie = new Mp4File(bytes);
        Assert.Equal((480, 864, 72, 3.0), (movie.Width, movie.Height, movie.Frames, movie.Duration));
        Assert.Equal(24, movie.FramesPerSecond);
        Assert.Equal(0, movie.SoundSamples);
        Assert.True(movie.FitsItsIndex);

        var frame = PngFile.Read(await FetchAsync((string)task["content"]!["last_frame_url"]!));
        Assert.Equal((480, 864), (frame.Width, frame.Height));
        LedgerEntry bill = Assert.Single(gateway.Emulator.Ledger);
        Assert.Equal((Seedance, "doubao-seedance-1-0-pro-250528", 480L * 864 * 72 / 1024), (bill.Path, bill.Model, bill.CompletionTokens));
    }

    [Theory]
    [InlineData("doubao-seedance-1-5-pro-251215", "\"resolution\":\"1080p\",\"ratio\":\"21:9\",\"duration\":4", 2206, 946, 96, true)]
    [InlineData("doubao-seedance-1-5-pro-251215", "\"resolution\":\"720p\",\"ratio\":\"3:4\",\"duration\":12,\"generate_audio\":false", 834, 1112, 288, false)]
    [InlineData("doubao-seedance-1-0-pro-250528", "\"ratio\":\"16:9\",\"frames\":57", 1920, 1088, 57, false)]
    public async Task Players_take_the_file(string model, string more, int width, int height, int frames, bool hasSound)
    {
        using var gateway = new Gateway(Times(0, 0));
        string id = await CreateAsync(gateway, Seedance, Text("A cat", more, model));
        byte[] bytes = await FetchAsync((string)(await GetAsync(gateway, $"{Seedance}/{id}"))["content"]!["video_url"]!);
        var movie = new Mp4File(bytes);
        Assert.Equal((width, height, frames), (movie.Width, movie.Height, movie.Frames));
        Assert.Equal(frames / 24.0, movie.Duration, 0.001);
        Assert.Equal(hasSound, movie.SoundSamples > 0);
        Assert.Equal(["ftyp", "moov", "mdat"], movie.Boxes.Select(b => b.Type));
        if (!Mp4File.HasFfmpeg)
        {
            return;
        }

        string probe = Mp4File.Ask("ffprobe", "-v warning -count_frames -show_entries stream=codec_name,width,height,nb_read_frames -of csv=p=0 {0}", bytes);
        Assert.Equal([$"h264,{width},{height},{frames}", .. hasSound ? ["aac"] : Array.Empty<string>()], probe.Split('\n').Select(line => line.StartsWith("aac", StringComparison.Ordinal) ? "aac" : line));
        Assert.Equal("", Mp4File.Ask("ffmpeg", "-v warning -i {0} -f null -", bytes));
    }

    [Fact]
    public async Task The_last_frame_has_the_colour_of_the_last_picture()
    {
        if (!Mp4File.HasFfmpeg)
        {
            return;
        }

        using var gateway = new Gateway(Times(0, 0));
        string id = await CreateAsync(gateway, Seedance, Text("A cat", "\"resolution\":\"480p\",\"return_last_frame\":true"));
        JsonNode content = (await GetAsync(gateway, $"{Seedance}/{id}"))["content"]!;
        string said = Mp4File.Ask(
            "ffmpeg",
            "-v info -sseof -0.1 -i {0} -vf scale=1:1,format=rgb24,showinfo -frames:v 1 -f null -",
            await FetchAsync((string)content["video_url"]!));
        int[] mean = [.. System.Text.RegularExpressions.Regex.Match(said, @"mean:\[(\d+) (\d+) (\d+)").Groups.Cast<System.Text.RegularExpressions.Group>().Skip(1).Select(g => int.Parse(g.Value, System.Globalization.CultureInfo.InvariantCulture))];
        var frame = PngFile.Read(await FetchAsync((string)content["last_frame_url"]!));
        // Up to rounding between YUV and RGB.
        Assert.All(mean.Zip(frame.Colour), pair => Assert.InRange(pair.First - pair.Second, -3, 3));
    }

    [Theory]
    [InlineData("/fail OutputVideoSensitiveContentDetected Not this one", "failed", "OutputVideoSensitiveContentDetected", "Not this one")]
    [InlineData("/expire", "expired", null, null)]
    [InlineData("/run 0 /queue 0 /fail X y z", "failed", "X", "y z")]
    public async Task Directives_end_it_otherwise(string prompt, string status, string? code, string? message)
    {
        using var gateway = new Gateway(Times(0, 0));
        string id = await CreateAsync(gateway, Seedance, Text(prompt));
        JsonNode task = await GetAsync(gateway, $"{Seedance}/{id}");
        Assert.Equal(status, (string?)task["status"]);
        Assert.Equal(code, (string?)task["error"]?["code"]);
        Assert.Equal(message, (string?)task["error"]?["message"]);
        Assert.Null(task["content"]);
    }

    [Fact]
    public async Task Bytes_makes_the_file_as_long_as_requested()
    {
        using var gateway = new Gateway(Times(0, 0));
        string id = await CreateAsync(gateway, Seedance, Text("/bytes 3000000 A cat", "\"resolution\":\"480p\""));
        byte[] bytes = await FetchAsync((string)(await GetAsync(gateway, $"{Seedance}/{id}"))["content"]!["video_url"]!);
        Assert.Equal(3_000_000, bytes.Length);
        Assert.Equal(["ftyp", "moov", "mdat", "free"], new Mp4File(bytes).Boxes.Select(b => b.Type));
    }

    [Theory]
    [InlineData("\"duration\":13", "duration")]
    [InlineData("\"duration\":1", "duration")]
    [InlineData("\"duration\":\"5\"", "duration")]
    [InlineData("\"frames\":58", "frames")]
    [InlineData("\"frames\":25", "frames")]
    [InlineData("\"seed\":4294967296", "seed")]
    [InlineData("\"seed\":-2", "seed")]
    [InlineData("\"ratio\":\"2:1\"", "ratio")]
    [InlineData("\"ratio\":\"adaptive\"", "ratio")]
    [InlineData("\"resolution\":\"4k\"", "resolution")]
    [InlineData("\"watermark\":\"no\"", "watermark")]
    [InlineData("\"generate_audio\":true", "generate_audio")]
    [InlineData("\"draft\":true", "draft")]
    [InlineData("\"service_tier\":\"fast\"", "service_tier")]
    [InlineData("\"execution_expires_after\":60", "execution_expires_after")]
    [InlineData("\"callback_url\":\"here\"", "callback_url")]
    public async Task What_Ark_refuses_is_rejected_and_not_billed(string more, string param)
    {
        using var gateway = new Gateway();
        JsonNode error = await gateway.ErrorAsync(Text("A cat", more), 400, Seedance);
        Assert.Equal((param, "InvalidParameter"), ((string?)error["param"], (string?)error["code"]));
        Assert.Empty(gateway.Emulator.Ledger);
    }

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"https://h/a.png"},"role":"last_frame"}""")]
    [InlineData("""{"type":"image_url","image_url":{"url":"https://h/a.png"},"role":"first_frame"},{"type":"image_url","image_url":{"url":"https://h/b.png"},"role":"reference_image"}""")]
    [InlineData("""{"type":"image_url","image_url":{"url":"https://h/a.png"}},{"type":"image_url","image_url":{"url":"https://h/b.png"}}""")]
    [InlineData("""{"type":"image_url","image_url":{"url":"a.png"}}""")]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}""")]
    [InlineData("""{"type":"video_url","video_url":{"url":"https://h/a.mp4"}}""")]
    [InlineData("""{"type":"audio_url","audio_url":{"url":"https://h/a.mp3"},"role":"reference_audio"}""")]
    [InlineData("""{"type":"sound","text":"x"}""")]
    public async Task Content_that_does_not_go_together_is_rejected(string item)
    {
        using var gateway = new Gateway();
        string body = $$"""{"model":"doubao-seedance-1-0-pro-250528","content":[{"type":"text","text":"A cat"},{{item}}]}""";
        Assert.Equal("InvalidParameter", (string?)(await gateway.ErrorAsync(body, 400, Seedance))["code"]);
    }

    [Fact]
    public async Task The_list_has_pages_and_filters()
    {
        using var gateway = new Gateway(Times(0, 0));
        var ids = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            ids.Add(await CreateAsync(gateway, Seedance, Text(i == 2 ? "/stuck" : "A cat")));
        }

        async Task<(string[] Ids, int Total)> ListAsync(string query)
        {
            JsonNode list = await GetAsync(gateway, Seedance + query);
            return (list["items"]!.AsArray().Select(i => (string)i!["id"]!).ToArray(), (int)list["total"]!);
        }

        (string[] page, int total) = await ListAsync("?page_num=2&page_size=2");
        Assert.Equal([ids[2], ids[1]], page);
        Assert.Equal(5, total);
        Assert.Equal([ids[2]], (await ListAsync("?filter.status=running")).Ids);
        Assert.Equal([ids[4], ids[0]], (await ListAsync($"?filter.task_ids={ids[0]}&filter.task_ids={ids[4]}&filter.model=doubao-seedance-1-0-pro-250528")).Ids);
        Assert.Empty((await ListAsync("?filter.model=other")).Ids);
        Assert.Equal(HttpStatusCode.BadRequest, (await gateway.Http.GetAsync(Seedance + "?page_size=501")).StatusCode);
    }

    [Fact]
    public async Task Delete_cancels_what_waits_rejects_what_runs_and_removes_what_ended()
    {
        using var gateway = new Gateway(Times(0, 0));
        string waiting = await CreateAsync(gateway, Seedance, Text("/queue 60 A cat"));
        string running = await CreateAsync(gateway, Seedance, Text("/stuck"));
        string ended = await CreateAsync(gateway, Seedance, Text("A cat"));
        async Task<int> DeleteAsync(string id) => (int)(await gateway.Http.DeleteAsync($"{Seedance}/{id}")).StatusCode;

        Assert.Equal(200, await DeleteAsync(waiting));
        Assert.Equal("cancelled", (string?)(await GetAsync(gateway, $"{Seedance}/{waiting}"))["status"]);
        Assert.Equal(409, await DeleteAsync(running));
        Assert.Equal("running", (string?)(await GetAsync(gateway, $"{Seedance}/{running}"))["status"]);
        Assert.Equal(200, await DeleteAsync(ended));
        Assert.Equal(404, await DeleteAsync(ended));
    }

    [Fact]
    public async Task A_relay_may_know_neither_list_nor_delete()
    {
        using var gateway = new Gateway(new EmulatorOptions { ListsVideos = false });
        string id = await CreateAsync(gateway, Seedance, Text("A cat"));
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync(Seedance)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.DeleteAsync($"{Seedance}/{id}")).StatusCode);
        Assert.Equal(id, (string?)(await GetAsync(gateway, $"{Seedance}/{id}"))["id"]);
    }

    [Fact]
    public async Task The_unified_way_has_its_own_words_and_numbers_as_text()
    {
        using var gateway = new Gateway(Times(0.5, 1.5));
        string id = await CreateAsync(gateway, Unified, """{"model":"veo3.1-fast","prompt":"A cat","duration":"4","resolution":"480p","ratio":"1:1","images":["https://h/a.png"]}""", "task_id");
        List<string> seen = await WatchAsync(gateway, $"{Unified}/{id}", "SUCCESS");
        Assert.Equal(["NOT_START", "IN_PROGRESS", "SUCCESS"], seen);
        JsonNode task = await GetAsync(gateway, $"{Unified}/{id}");
        Assert.Equal("100%", (string?)task["progress"]);
        Assert.Equal("4", (string?)task["data"]!["duration"]);
        var movie = new Mp4File(await FetchAsync((string)task["data"]!["output"]!));
        Assert.Equal((640, 640, 4.0), (movie.Width, movie.Height, movie.Duration));

        using HttpResponseMessage missing = await gateway.Http.GetAsync(Unified + "/none");
        JsonNode error = JsonNode.Parse(await missing.Content.ReadAsStringAsync())!;
        Assert.Equal((HttpStatusCode.BadRequest, "task_not_exist"), (missing.StatusCode, (string?)error["code"]));
        Assert.True(error.AsObject().ContainsKey("data"));
    }

    [Fact]
    public async Task The_OpenAI_route_serves_the_file_itself()
    {
        using var gateway = new Gateway(Times(0.5, 1.5));
        string id = await CreateAsync(gateway, OpenAi, """{"model":"sora-2","prompt":"A cat","seconds":"8","size":"720x1280"}""");
        Assert.StartsWith("video_", id, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync($"{OpenAi}/{id}/content")).StatusCode);
        Assert.Equal(["queued", "in_progress", "completed"], await WatchAsync(gateway, $"{OpenAi}/{id}", "completed"));
        JsonNode task = await GetAsync(gateway, $"{OpenAi}/{id}");
        Assert.Equal((100, "8", "720x1280"), ((int)task["progress"]!, (string?)task["seconds"], (string?)task["size"]));
        var movie = new Mp4File(await gateway.Http.GetByteArrayAsync($"{OpenAi}/{id}/content"));
        Assert.Equal((720, 1280, 8.0), (movie.Width, movie.Height, movie.Duration));
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync(OpenAi + "/none")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Http.DeleteAsync($"{OpenAi}/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync($"{OpenAi}/{id}")).StatusCode);
    }

    [Fact]
    public async Task A_task_is_known_to_its_own_way_alone()
    {
        using var gateway = new Gateway(Times(0, 0));
        string id = await CreateAsync(gateway, Seedance, Text("A cat"));
        Assert.Equal(HttpStatusCode.BadRequest, (await gateway.Http.GetAsync($"{Unified}/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync($"{OpenAi}/{id}")).StatusCode);
    }

    [Fact]
    public async Task A_task_whose_answer_is_lost_is_made_and_billed()
    {
        using var gateway = new Gateway(Times(0, 0));
        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.PostAsync(Text("A cat"), "reset-before", Seedance));
        Assert.Single(gateway.Emulator.Ledger);
        Assert.Equal(1, (int)(await GetAsync(gateway, Seedance))["total"]!);
    }

    private static EmulatorOptions Times(double queue, double run) => new() { VideoQueueTime = TimeSpan.FromSeconds(queue), VideoRunTime = TimeSpan.FromSeconds(run) };

    private static string Text(string prompt, string? more = null, string model = "doubao-seedance-1-0-pro-250528")
        => $$"""{"model":"{{model}}","content":[{"type":"text","text":"{{prompt}}"}]{{(more is null ? "" : "," + more)}}}""";

    private static async Task<string> CreateAsync(Gateway gateway, string path, string body, string member = "id")
    {
        using HttpResponseMessage response = await gateway.PostAsync(body, path: path);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return (string)JsonNode.Parse(text)![member]!;
    }

    private static async Task<JsonNode> GetAsync(Gateway gateway, string path) => JsonNode.Parse(await gateway.Http.GetStringAsync(path))!;

    // Every state, in order.
    private static async Task<List<string>> WatchAsync(Gateway gateway, string path, string last = "succeeded")
    {
        var seen = new List<string>();
        while (seen.LastOrDefault() != last)
        {
            string status = (string)(await GetAsync(gateway, path))["status"]!;
            if (seen.LastOrDefault() != status)
            {
                seen.Add(status);
            }

            await Task.Delay(20);
        }

        return seen;
    }

    private static async Task<byte[]> FetchAsync(string address)
    {
        using var http = new HttpClient();
        return await http.GetByteArrayAsync(address);
    }
}
