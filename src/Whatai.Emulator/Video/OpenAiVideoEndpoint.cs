using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Video;

/// <summary>/v1/videos: OpenAI's API, which new-api offers for all vendors. The gateway itself serves the file.</summary>
internal static class OpenAiVideoEndpoint
{
    private const int MaxListed = 100;

    internal static async Task CreateAsync(Exchange exchange)
    {
        VideoSpec spec = OpenAiVideoRequest.Parse(exchange);
        VideoTask task = exchange.State.AddVideo(VideoDialect.OpenAi, spec);
        if (!await exchange.DispatchUpstreamAsync(spec.Model, 0, spec.Tokens, task.Units).ConfigureAwait(false))
        {
            await SendAsync(exchange, task).ConfigureAwait(false);
        }
    }

    internal static Task GetAsync(Exchange exchange) => SendAsync(exchange, Find(exchange));

    /// <summary>Deletes queued and finished tasks.</summary>
    internal static Task DeleteAsync(Exchange exchange)
    {
        if (!exchange.State.Options.ListsVideos)
        {
            throw new ApiErrorException(404, $"Invalid URL ({exchange.Head.Method} {exchange.Head.Path})", "invalid_request_error", string.Empty, string.Empty);
        }

        VideoTask task = Find(exchange);
        if (task.Status(DateTime.UtcNow) == VideoStatus.Running)
        {
            throw new ApiErrorException(409, "The video is being made and can not be deleted.", "invalid_request_error", null, "video_in_progress");
        }

        exchange.State.Videos.Remove(task);
        return exchange.SendJsonAsync(200, JsonBytes.Object(w =>
        {
            w.WriteString("id", task.Id);
            w.WriteString("object", "video.deleted");
            w.WriteBoolean("deleted", true);
        }));
    }

    /// <summary>The newest first, or the oldest with <c>order=asc</c>; the page starts after the id <c>after</c>.</summary>
    internal static Task ListAsync(Exchange exchange)
    {
        if (!exchange.State.Options.ListsVideos)
        {
            throw new ApiErrorException(404, $"Invalid URL ({exchange.Head.Method} {exchange.Head.Path})", "invalid_request_error", string.Empty, string.Empty);
        }

        var query = new QueryString(exchange.Head.Target);
        string text = query.Value("limit") ?? "20";
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) || limit > MaxListed)
        {
            throw ApiErrorException.BadParameter("limit", $"Invalid value: '{text}'. 'limit' is 0 to {MaxListed}.");
        }

        List<VideoTask> tasks = exchange.State.Videos.List(VideoDialect.OpenAi);
        if (query.Value("order") == "asc")
        {
            tasks.Reverse();
        }

        return exchange.SendJsonAsync(200, ListPage.Write(tasks, limit, query.Value("after"), static task => task.Id, (w, task) =>
        {
            w.WriteStartObject();
            Write(w, task, exchange.Response.Quirks);
            w.WriteEndObject();
        }));
    }

    internal static Task ContentAsync(Exchange exchange)
    {
        VideoTask task = Find(exchange);
        if (new QueryString(exchange.Head.Target).Value("variant") is { } variant && variant != "video")
        {
            throw ApiErrorException.BadParameter("variant", $"The emulator has no '{variant}' of a video, only the video.");
        }

        return task.Status(DateTime.UtcNow) == VideoStatus.Succeeded
            ? MediaHost.SendAsync(exchange, VideoFiles.Movie(task), null)
            : throw new ApiErrorException(404, "Video is not ready yet, use GET /v1/videos/{video_id} to check status.", "invalid_request_error", null, "video_not_ready");
    }

    private static VideoTask Find(Exchange exchange)
        => exchange.State.Videos.Find(VideoDialect.OpenAi, exchange.RouteValues["id"])
            ?? throw new ApiErrorException(404, $"Video with id '{exchange.RouteValues["id"]}' not found.", "invalid_request_error", null, "not_found");

    private static Task SendAsync(Exchange exchange, VideoTask task) => exchange.SendJsonAsync(200, JsonBytes.Object(w => Write(w, task, exchange.Response.Quirks)));

    private static void Write(Utf8JsonWriter w, VideoTask task, ResponseQuirks quirks)
    {
        DateTime now = DateTime.UtcNow;
        VideoSpec spec = task.Spec;
        VideoStatus status = task.Status(now);
        w.WriteString("id", task.Id);
        w.WriteString("object", "video");
        w.WriteString("model", spec.Model);
        w.WriteString("status", status switch
        {
            VideoStatus.Queued => "queued",
            VideoStatus.Running => "in_progress",
            VideoStatus.Succeeded => "completed",
            _ => "failed",
        });
        VideoNumbers.Write(w, "progress", task.Progress(now), quirks);
        VideoNumbers.Write(w, "created_at", VideoNumbers.Seconds(task.Created), quirks);
        if (status == VideoStatus.Succeeded)
        {
            VideoNumbers.Write(w, "completed_at", VideoNumbers.Seconds(task.Updated(now)), quirks);
            VideoNumbers.Write(w, "expires_at", VideoNumbers.Seconds(task.Updated(now).AddDays(1)), quirks);
        }
        else
        {
            w.WriteNull("completed_at");
            w.WriteNull("expires_at");
        }

        w.WriteString("prompt", spec.Prompt);
        w.WriteNull("remixed_from_video_id");

        w.WriteString("seconds", spec.Duration.ToString(CultureInfo.InvariantCulture));
        w.WriteString("size", FormattableString.Invariant($"{spec.Width}x{spec.Height}"));
        if (status is VideoStatus.Failed or VideoStatus.Expired)
        {
            w.Object("error", e =>
            {
                e.WriteString("code", spec.Script.End.Code ?? "task_expired");
                e.WriteString("message", spec.Script.End.Message ?? "The task expired.");
            });
        }
        else
        {
            w.WriteNull("error");
        }

        UnknownFields.Write(w, quirks);
    }
}
