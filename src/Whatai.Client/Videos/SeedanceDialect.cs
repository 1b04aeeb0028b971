using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Videos;

/// <summary>Ark's own way.</summary>
internal sealed class SeedanceDialect : IVideoDialect
{
    public string Route => VideoRoute.Seedance;

    public string Path => "seedance/v3/contents/generations/tasks";

    public bool HasList => true;

    public bool HasDelete => true;

    public string? ContentPath(string id) => null;

    public ApiRequest Create(VideoRequest request, JsonObject? extra)
    {
        if (request.LastFrame is not null && request.FirstFrame is null)
        {
            throw new LocalizableMessage("LastFrameAlone", $"A last frame needs a first one: give -FirstFrame as well.").ToArgumentException();
        }

        bool asFlags = request.UseTextFlags ?? TextFlags.AreWantedBy(request.Model);
        return new ApiRequest(HttpMethod.Post, Path, RequestCost.Media) { Body = JsonBody.Write(writer => Write(writer, request, asFlags), extra) };
    }

    private static void Write(Utf8JsonWriter writer, VideoRequest request, bool asFlags)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, request.Model);
        writer.WriteStartArray("content"u8);
        string text = asFlags ? TextFlags.Append(request) : request.Prompt;
        if (text.Length > 0)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "text"u8);
            writer.WriteString("text"u8, text);
            writer.WriteEndObject();
        }

        if (request.FirstFrame is string first)
        {
            // Alone it needs no role, and the seed example has none.
            WriteMedia(writer, "image_url", first, request.LastFrame is null ? null : "first_frame");
        }

        if (request.LastFrame is string last)
        {
            WriteMedia(writer, "image_url", last, "last_frame");
        }

        foreach (string image in request.ReferenceImages)
        {
            WriteMedia(writer, "image_url", image, "reference_image");
        }

        foreach (string video in request.ReferenceVideos)
        {
            WriteMedia(writer, "video_url", video, "reference_video");
        }

        foreach (string audio in request.ReferenceAudios)
        {
            WriteMedia(writer, "audio_url", audio, "reference_audio");
        }

        if (request.DraftTask is string draft)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "draft_task"u8);
            writer.WriteStartObject("draft_task"u8);
            writer.WriteString("id"u8, draft);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (!asFlags)
        {
            writer.WriteOptional("resolution", request.Resolution);
            writer.WriteOptional("ratio", request.Ratio);
            writer.WriteOptional("duration", request.Duration);
            writer.WriteOptional("seed", request.Seed);
            writer.WriteOptional("camera_fixed", request.CameraFixed);
            writer.WriteOptional("watermark", request.Watermark);
        }

        writer.WriteOptional("frames", request.Frames);
        writer.WriteOptional("return_last_frame", request.ReturnLastFrame);
        writer.WriteOptional("generate_audio", request.GenerateAudio);
        writer.WriteOptional("draft", request.Draft);
        writer.WriteOptional("service_tier", request.ServiceTier);
        writer.WriteOptional("priority", request.Priority);
        writer.WriteOptional("safety_identifier", request.SafetyIdentifier);
        if (request.WebSearch)
        {
            writer.WriteStartArray("tools"u8);
            writer.WriteStartObject();
            writer.WriteString("type"u8, "web_search"u8);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteOptional("execution_expires_after", request.ExpiresAfter);
        writer.WriteOptional("callback_url", request.CallbackUrl);
        writer.WriteEndObject();
    }

    private static void WriteMedia(Utf8JsonWriter writer, string type, string url, string? role)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, type);
        writer.WriteStartObject(type);
        writer.WriteString("url"u8, url);
        writer.WriteEndObject();
        writer.WriteOptional("role", role);
        writer.WriteEndObject();
    }
}
