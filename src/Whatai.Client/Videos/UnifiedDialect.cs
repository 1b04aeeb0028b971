using System.Collections.Generic;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Videos;

/// <summary>One way for every maker's models. Frames and references are all just images there.</summary>
internal sealed class UnifiedDialect : IVideoDialect
{
    public string Route => VideoRoute.Unified;

    public string Path => "v2/videos/generations";

    public bool HasList => false;

    public bool HasDelete => false;

    public string? ContentPath(string id) => null;

    public ApiRequest Create(VideoRequest request, JsonObject? extra)
    {
        VideoDialects.Refuse(Route, new Dictionary<string, bool>
        {
            ["-ReferenceVideo"] = request.ReferenceVideos.Count > 0,
            ["-ReferenceAudio"] = request.ReferenceAudios.Count > 0,
            ["-Frames"] = request.Frames is not null,
            ["-Draft"] = request.Draft is not null,
            ["-ServiceTier"] = request.ServiceTier is not null,
            ["-DraftTask"] = request.DraftTask is not null,
            ["-Priority"] = request.Priority is not null,
            ["-SafetyIdentifier"] = request.SafetyIdentifier is not null,
            ["-WebSearch"] = request.WebSearch,
            ["-ExpiresAfter"] = request.ExpiresAfter is not null,
            ["-CallbackUrl"] = request.CallbackUrl is not null,
        });
        return new ApiRequest(HttpMethod.Post, Path, RequestCost.Media) { Body = JsonBody.Write(writer => Write(writer, request), extra) };
    }

    private static void Write(Utf8JsonWriter writer, VideoRequest request)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, request.Model);
        writer.WriteString("prompt"u8, request.UseTextFlags == true ? TextFlags.Append(request) : request.Prompt);
        if (request.FirstFrame is not null || request.ReferenceImages.Count > 0)
        {
            writer.WriteStartArray("images"u8);
            foreach (string? image in (IEnumerable<string?>)[request.FirstFrame, request.LastFrame, .. request.ReferenceImages])
            {
                if (image is not null)
                {
                    writer.WriteStringValue(image);
                }
            }

            writer.WriteEndArray();
        }

        if (request.UseTextFlags != true)
        {
            writer.WriteOptional("duration", request.Duration);
            writer.WriteOptional("resolution", request.Resolution);
            writer.WriteOptional("ratio", request.Ratio);
            writer.WriteOptional("seed", request.Seed);
            writer.WriteOptional("watermark", request.Watermark);
            writer.WriteOptional("camerafixed", request.CameraFixed);
        }

        writer.WriteOptional("return_last_frame", request.ReturnLastFrame);
        writer.WriteOptional("generate_audio", request.GenerateAudio);
        writer.WriteEndObject();
    }
}
