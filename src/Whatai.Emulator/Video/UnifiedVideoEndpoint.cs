using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Video;

/// <summary>/v2/videos/generations: the API of gpt-best sites for all vendors. Its errors have the task shape.</summary>
internal static class UnifiedVideoEndpoint
{
    private const int FramesPerSecond = 24;
    private const int MaxImages = 9;

    /// <summary>The task shape.</summary>
    internal static ErrorShape ErrorShape { get; } = (_, message, _, _, code) => JsonBytes.Object(w =>
    {
        w.WriteString("code", string.IsNullOrEmpty(code) ? "invalid_request" : code);
        w.WriteString("message", message);
        w.WriteNull("data");
    });

    internal static async Task CreateAsync(Exchange exchange)
    {
        VideoSpec spec = Parse(exchange.Body, exchange.State);
        VideoTask task = exchange.State.AddVideo(VideoDialect.Unified, spec);
        if (!await exchange.DispatchUpstreamAsync(spec.Model, 0, spec.Tokens, task.Units).ConfigureAwait(false))
        {
            await exchange.SendJsonAsync(200, JsonBytes.Object(w => w.WriteString("task_id", task.Id))).ConfigureAwait(false);
        }
    }

    internal static Task GetAsync(Exchange exchange)
    {
        VideoTask? task = exchange.State.Videos.Find(VideoDialect.Unified, exchange.RouteValues["id"]);
        return task is null
            ? exchange.SendErrorAsync(400, "task_not_exist", "new_api_error", null, "task_not_exist")
            : exchange.SendJsonAsync(200, JsonBytes.Object(w => Write(w, task, exchange.State, exchange.Response.Quirks)));
    }

    private static VideoSpec Parse(byte[] body, EmulatorState state)
    {
        JsonElement root = JsonBody.Parse(body);
        string model = JsonBody.Model(root, state);
        string prompt = JsonMembers.String(root, "prompt") is { Length: > 0 } text ? text : throw ApiErrorException.Missing("prompt");
        string resolution = Choice(root, "resolution", VideoSizes.Resolutions) ?? "720p";
        string ratio = Choice(root, "ratio", VideoSizes.Ratios) ?? Choice(root, "aspect_ratio", VideoSizes.Ratios) ?? "16:9";
        if (JsonMembers.Find(root, "images", JsonValueKind.Array) is { } images)
        {
            if (images.GetArrayLength() > MaxImages || images.EnumerateArray().Any(i => i.ValueKind != JsonValueKind.String || !IsImage(i.GetString()!)))
            {
                throw ApiErrorException.BadParameter("images", $"Invalid 'images': expected up to {MaxImages} addresses or data URIs of images.");
            }
        }

        JsonMembers.Boolean(root, "watermark");
        JsonMembers.Boolean(root, "camerafixed");
        (int width, int height) = VideoSizes.Of(resolution, ratio, isFirstGeneration: false);
        return new VideoSpec(model, prompt)
        {
            Width = width,
            Height = height,
            Resolution = resolution,
            Ratio = ratio,
            Frames = Duration(root) * FramesPerSecond,
            Seed = SeedanceRequest.Seed(JsonMembers.Integer(root, "seed", -1, uint.MaxValue) ?? -1, body),
            WithSound = JsonMembers.Boolean(root, "generate_audio"),
            WithLastFrame = JsonMembers.Boolean(root, "return_last_frame"),
            Script = VideoScript.Read(prompt, "prompt"),
        };
    }

    // A number, also as a string.
    private static int Duration(JsonElement root)
    {
        if (!root.TryGetProperty("duration", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return 5;
        }

        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is >= 1 and <= 60
            ? seconds
            : throw ApiErrorException.BadParameter("duration", $"Invalid 'duration': expected 1 to 60 seconds, got {text}.");
    }

    private static bool IsImage(string url)
        => DataUri.Is(url) ? DataUri.Read(url) is { } data && ImageInfo.Read(data.Bytes) is not null : Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https";

    private static string? Choice(JsonElement root, string name, string[] choices)
    {
        string? value = JsonMembers.String(root, name);
        return value is null || choices.Contains(value)
            ? value
            : throw ApiErrorException.BadParameter(name, $"Invalid '{name}': '{value}' is not one of {string.Join(", ", choices)}.");
    }

    private static void Write(Utf8JsonWriter w, VideoTask task, EmulatorState state, ResponseQuirks quirks)
    {
        DateTime now = DateTime.UtcNow;
        VideoStatus status = task.Status(now);
        w.WriteString("task_id", task.Id);
        w.WriteString("platform", task.Spec.Model.ContainsIgnoreCase("doubao") ? "doubao" : "openai");
        w.WriteString("action", "generate");
        w.WriteString("status", status switch
        {
            VideoStatus.Queued => "NOT_START",
            VideoStatus.Running => "IN_PROGRESS",
            VideoStatus.Succeeded => "SUCCESS",
            _ => "FAILURE",
        });
        w.WriteString("fail_reason", status switch
        {
            VideoStatus.Failed => $"{task.Spec.Script.End.Code}: {task.Spec.Script.End.Message}",
            VideoStatus.Expired => "task expired",
            _ => string.Empty,
        });
        void Time(string name, DateTime? time) => VideoNumbers.Write(w, name, time is { } at ? VideoNumbers.Seconds(at) : 0, quirks);
        Time("submit_time", task.Created);
        Time("start_time", task.Started(now));
        Time("finish_time", task.Ended(now));
        w.WriteString("progress", task.Progress(now).ToString(CultureInfo.InvariantCulture) + "%");
        if (status != VideoStatus.Succeeded)
        {
            w.WriteNull("data");
            return;
        }

        w.Object("data", d =>
        {
            d.WriteString("output", VideoFiles.VideoUrl(task, state));
            if (task.Spec.WithLastFrame)
            {
                d.WriteString("last_frame_url", VideoFiles.LastFrameUrl(task, state));
            }

            // These sites write numbers as strings.
            d.WriteString("duration", task.Spec.Duration.ToString(CultureInfo.InvariantCulture));
            d.WriteString("resolution", task.Spec.Resolution);
            d.WriteString("ratio", task.Spec.Ratio);
            d.WriteString("seed", task.Spec.Seed.ToString(CultureInfo.InvariantCulture));
        });
        UnknownFields.Write(w, quirks);
    }
}
