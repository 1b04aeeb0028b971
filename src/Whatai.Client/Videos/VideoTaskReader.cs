using System;
using System.Globalization;
using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Videos;

/// <summary>
/// Reads a task from any of the routes' answers, also where a relay wrapped it in <c>data</c> or wrote its numbers as text.
/// </summary>
internal static class VideoTaskReader
{
    /// <summary>The task of an answer to its creation, which some relays answer with the id alone, as <c>data</c>; null where the answer is none.</summary>
    public static VideoTask? ReadCreated(JsonElement root, string route) =>
        Unwrapped(root) is { ValueKind: JsonValueKind.String } id && root.ValueKind == JsonValueKind.Object
            ? new VideoTask { Id = LenientText.Read(id)!, Route = route, Status = VideoStatus.Queued, RawJson = root.GetRawText() }
            : Read(root, route);

    /// <summary>The task; null where the answer is none.</summary>
    public static VideoTask? Read(JsonElement root, string route)
    {
        JsonElement task = Unwrapped(root);
        string? id = Text(task, "id") ?? Text(task, "task_id");
        if (string.IsNullOrEmpty(id))
        {
            return null;
        }

        JsonElement output = Member(task, "data");
        JsonElement content = Member(task, "content");
        JsonElement error = Member(task, "error") is { ValueKind: JsonValueKind.Object } given ? given : Member(task, "failure_reason");
        string status = Status(Text(task, "status"));
        string? failure = Text(error, "message") ?? Text(task, "error") ?? Text(task, "fail_reason") ?? Text(task, "failure_reason");
        return new VideoTask
        {
            Id = id!,
            Route = route,
            Status = status,
            Model = Text(task, "model"),
            Progress = Percent(Text(task, "progress")),
            ErrorCode = Text(error, "code"),
            // A relay leaves the address of the video there when all went well.
            ErrorMessage = status == VideoStatus.Succeeded ? null : failure,
            VideoUrl = Address(content, "video_url") ?? Address(content, "file_url") ?? Address(output, "output") ?? First(output, "outputs") ?? Address(output, "video_url")
                ?? Address(Member(output, "content"), "video_url") ?? Address(task, "video_url") ?? Address(task, "result_url") ?? Address(task, "output")
                ?? Address(Member(task, "metadata"), "url") ?? Address(task, "url"),
            LastFrameUrl = Address(content, "last_frame_url") ?? Address(output, "last_frame_url") ?? Address(Member(output, "content"), "last_frame_url"),
            CreatedAt = Time(task, "created_at") ?? Time(task, "submit_time"),
            UpdatedAt = Time(task, "updated_at") ?? Time(task, "completed_at") ?? Time(task, "finish_time") ?? Time(task, "start_time"),
            Duration = Number(task, "duration") ?? Number(task, "seconds") ?? Number(output, "duration"),
            Frames = (int?)Number(task, "frames"),
            FramesPerSecond = (int?)Number(task, "framespersecond"),
            Resolution = Text(task, "resolution") ?? Text(output, "resolution"),
            Ratio = Text(task, "ratio") ?? Text(output, "ratio"),
            Size = Text(task, "size"),
            Seed = (long?)(Number(task, "seed") ?? Number(output, "seed")),
            ServiceTier = Text(task, "service_tier"),
            GenerateAudio = Member(task, "generate_audio") is { ValueKind: JsonValueKind.True or JsonValueKind.False } audio ? audio.GetBoolean() : null,
            Draft = Member(task, "draft") is { ValueKind: JsonValueKind.True or JsonValueKind.False } draft ? draft.GetBoolean() : null,
            DraftTaskId = Text(task, "draft_task_id"),
            RevisedPrompt = Text(task, "revised_prompt") ?? Text(content, "revised_prompt"),
            Usage = Usage(Member(task, "usage")),
            RawJson = root.GetRawText(),
        };
    }

    // {"code":"success","data":{…}}: the task is inside. A unified task has data of its own, but its id outside.
    private static JsonElement Unwrapped(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object && !root.TryGetProperty("id", out _) && !root.TryGetProperty("task_id", out _)
            && root.TryGetProperty("data", out JsonElement data))
        {
            return data;
        }

        return root;
    }

    // What each route and relay says, in Ark's words.
    private static string Status(string? said) => said?.ToLowerInvariant() switch
    {
        null or "" or "queued" or "pending" or "not_start" or "submitted" or "waiting" => VideoStatus.Queued,
        "running" or "in_progress" or "processing" or "generating" => VideoStatus.Running,
        "succeeded" or "success" or "completed" or "complete" => VideoStatus.Succeeded,
        "failed" or "failure" or "error" or "fail" => VideoStatus.Failed,
        "cancelled" or "canceled" => VideoStatus.Cancelled,
        "expired" => VideoStatus.Expired,
        string other => other,
    };

    private static TokenUsage? Usage(JsonElement usage)
    {
        if (usage.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        long completion = (long)(Number(usage, "completion_tokens") ?? 0);
        return new TokenUsage { CompletionTokens = completion, TotalTokens = (long)(Number(usage, "total_tokens") ?? completion) };
    }

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) ? value : default;

    private static string? Text(JsonElement parent, string name) => Member(parent, name) switch
    {
        { ValueKind: JsonValueKind.String } text => LenientText.Read(text) is { Length: > 0 } given ? given : null,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    private static double? Number(JsonElement parent, string name) =>
        double.TryParse(Text(parent, name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    private static int? Percent(string? text) =>
        double.TryParse(text?.TrimEnd('%', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? (int)Math.Max(0, Math.Min(100, value))
            : null;

    private static DateTimeOffset? Time(JsonElement parent, string name) =>
        Number(parent, name) is double seconds
            // Milliseconds where it would be far ahead as seconds.
            ? UnixTime.ToDate((long)(seconds > 100_000_000_000 ? seconds / 1000 : seconds))
            : DateTimeOffset.TryParse(Text(parent, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    private static Uri? Address(JsonElement parent, string name) => ToUri(Text(parent, name));

    private static Uri? First(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Array } items && items.GetArrayLength() > 0 && items[0].ValueKind == JsonValueKind.String
            ? ToUri(LenientText.Read(items[0]))
            : null;

    private static Uri? ToUri(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" ? uri : null;
}
