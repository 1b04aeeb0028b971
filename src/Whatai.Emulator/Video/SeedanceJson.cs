using System;
using System.Text.Json;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Video;

/// <summary>A task in Ark's JSON.</summary>
internal static class SeedanceJson
{
    internal static void Write(Utf8JsonWriter w, VideoTask task, EmulatorState state, ResponseQuirks quirks, bool isListed)
    {
        DateTime now = DateTime.UtcNow;
        VideoSpec spec = task.Spec;
        VideoStatus status = task.Status(now);
        w.WriteString("id", task.Id);
        w.WriteString("model", spec.Model);
        w.WriteString("status", Name(status));
        // The list uses another name.
        string error = isListed ? "failure_reason" : "error";
        if (status == VideoStatus.Failed)
        {
            w.Object(error, e =>
            {
                e.WriteString("code", spec.Script.End.Code);
                e.WriteString("message", spec.Script.End.Message);
            });
        }
        else
        {
            w.WriteNull(error);
        }

        void Number(string name, long value) => VideoNumbers.Write(w, name, value, quirks);
        if (status == VideoStatus.Succeeded)
        {
            w.Object("content", c =>
            {
                c.WriteString("video_url", VideoFiles.VideoUrl(task, state));
                if (spec.WithLastFrame)
                {
                    c.WriteString("last_frame_url", VideoFiles.LastFrameUrl(task, state));
                }
            });
            w.Object("usage", _ =>
            {
                Number("completion_tokens", spec.Tokens);
                Number("total_tokens", spec.Tokens);
            });
        }

        Number("created_at", VideoNumbers.Seconds(task.Created));
        Number("updated_at", VideoNumbers.Seconds(task.Updated(now)));
        Number("seed", spec.Seed);
        w.WriteString("resolution", spec.Resolution);
        w.WriteString("ratio", spec.Ratio);
        Number(spec.IsByFrames ? "frames" : "duration", spec.IsByFrames ? spec.Frames : spec.Duration);
        Number("framespersecond", spec.FramesPerSecond);
        w.WriteString("service_tier", spec.ServiceTier);
        Number("execution_expires_after", spec.ExpiresAfter);
        if (spec.WithSound is { } withSound)
        {
            w.WriteBoolean("generate_audio", withSound);
            w.WriteBoolean("draft", spec.IsDraft);
            if (spec.DraftTask is not null)
            {
                w.WriteString("draft_task_id", spec.DraftTask);
            }
        }

        UnknownFields.Write(w, quirks);
    }

    internal static string Name(VideoStatus status) => status switch
    {
        VideoStatus.Queued => "queued",
        VideoStatus.Running => "running",
        VideoStatus.Succeeded => "succeeded",
        VideoStatus.Failed => "failed",
        VideoStatus.Cancelled => "cancelled",
        _ => "expired",
    };
}
