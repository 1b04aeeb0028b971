using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Http;
using Whatai.Client.Protocol;

namespace Whatai.Client.Video;

/// <summary>OpenAI's way: size in pixels, seconds as text, and the video from the gateway itself.</summary>
internal sealed class OpenAIDialect : IVideoDialect
{
    private const string DefaultResolution = "720p";

    public string Route => VideoRoute.OpenAI;

    public string Path => "v1/videos";

    public bool HasList => false;

    public bool HasDelete => true;

    public string? ContentPath(string id) => $"{Path}/{Uri.EscapeDataString(id)}/content";

    public ApiRequest Create(VideoRequest request, JsonObject? extra)
    {
        VideoDialects.Refuse(Route, new Dictionary<string, bool>
        {
            ["-LastFrame"] = request.LastFrame is not null,
            ["-ReferenceImage"] = request.ReferenceImages.Count > 0,
            ["-ReferenceVideo"] = request.ReferenceVideos.Count > 0,
            ["-ReferenceAudio"] = request.ReferenceAudios.Count > 0,
            ["-Frames"] = request.Frames is not null,
            ["-Seed"] = request.Seed is not null,
            ["-CameraFixed"] = request.CameraFixed is not null,
            ["-Watermark"] = request.Watermark is not null,
            ["-ReturnLastFrame"] = request.ReturnLastFrame is not null,
            ["-GenerateAudio"] = request.GenerateAudio is not null,
            ["-Draft"] = request.Draft is not null,
            ["-ServiceTier"] = request.ServiceTier is not null,
            ["-ExpiresAfter"] = request.ExpiresAfter is not null,
            ["-CallbackUrl"] = request.CallbackUrl is not null,
        });
        string? size = Size(request.Resolution, request.Ratio);
        var sent = new ApiRequest(HttpMethod.Post, Path, RequestCost.Media);
        return request.FirstFrame is string frame
            ? sent with { Form = ToForm(request, size, frame, extra) }
            : sent with { Body = JsonBody.Write(writer => Write(writer, request, size), extra) };
    }

    /// <summary>The size in pixels: the resolution is that of the shorter side, as OpenAI's own sizes have it.</summary>
    /// <exception cref="ArgumentException">It can't be reckoned.</exception>
    internal static string? Size(string? resolution, string? ratio)
    {
        if (resolution is null && ratio is null)
        {
            return null;
        }

        string[] sides = (ratio ?? "16:9").Split(':');
        if (sides.Length != 2 || !int.TryParse(sides[0], out int width) || !int.TryParse(sides[1], out int height)
            || !int.TryParse((resolution ?? DefaultResolution).TrimEnd('p', 'P'), out int shorter))
        {
            throw new KnownText("NoPixels", $"The route OpenAI takes a size in pixels, which '{resolution}' and '{ratio}' don't give: use such as 720p and 9:16.").Refuse();
        }

        // Even, as video codecs want it.
        int longer = (int)Math.Round((double)shorter * Math.Max(width, height) / Math.Min(width, height) / 2) * 2;
        return string.Format(CultureInfo.InvariantCulture, "{0}x{1}", width >= height ? longer : shorter, width >= height ? shorter : longer);
    }

    private static void Write(Utf8JsonWriter writer, VideoRequest request, string? size)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, request.Model);
        writer.WriteString("prompt"u8, request.Prompt);
        writer.WriteOptional("seconds", request.Duration?.ToString(CultureInfo.InvariantCulture));
        writer.WriteOptional("size", size);
        writer.WriteEndObject();
    }

    // A picture goes as a file, as OpenAI's reference has it.
    private static MultipartForm ToForm(VideoRequest request, string? size, string frame, JsonObject? extra)
    {
        var members = JsonNode.Parse(JsonBody.Write(writer => Write(writer, request, size), extra))!.AsObject();
        var form = new MultipartForm();
        foreach (KeyValuePair<string, JsonNode?> member in members)
        {
            if (member.Value is JsonNode value)
            {
                form.Add(member.Key, value is JsonValue text && text.TryGetValue(out string? plain) ? plain : value.ToJsonString());
            }
        }

        byte[] bytes = FileOf(frame);
        string type = MediaTypes.Detect(bytes) ?? "application/octet-stream";
        form.AddFile("input_reference", "input_reference" + MediaTypes.Extension(type), type, path: null, bytes);
        return form;
    }

    private static byte[] FileOf(string dataUri) =>
        (Base64Data.MediaType(dataUri) is null ? null : Base64Data.Decode(dataUri))
        ?? throw new KnownText("FirstFrameAsFile", $"The route OpenAI takes the first frame as a file: give a path or bytes in the place of an address.").Refuse();
}
