using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;
using Whatai.Client.Media;

namespace Whatai.Client.Videos;

/// <summary>OpenAI's way: size in pixels, seconds as text, and the video from the gateway itself.</summary>
internal sealed class OpenAIDialect : IVideoDialect
{
    // Its reference has these alone, and answers 400 to all others.
    private static readonly Dictionary<(string Resolution, string Ratio), string> s_sizes = new()
    {
        [("720p", "16:9")] = "1280x720",
        [("720p", "9:16")] = "720x1280",
        [("1024p", "7:4")] = "1792x1024",
        [("1024p", "4:7")] = "1024x1792",
    };

    private static readonly int[] s_seconds = [4, 8, 12];

    public string Route => VideoRoute.OpenAI;

    public string Path => "v1/videos";

    public bool HasList => true;

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
            ["-DraftTask"] = request.DraftTask is not null,
            ["-Priority"] = request.Priority is not null,
            ["-SafetyIdentifier"] = request.SafetyIdentifier is not null,
            ["-WebSearch"] = request.WebSearch,
            ["-ExpiresAfter"] = request.ExpiresAfter is not null,
            ["-CallbackUrl"] = request.CallbackUrl is not null,
        });
        if (request.Duration is int seconds && Array.IndexOf(s_seconds, seconds) < 0)
        {
            throw new LocalizableMessage("NoSuchSeconds", $"The route OpenAI has videos of 4, 8 and 12 seconds, and none of {seconds}. Where the gateway's model has, send its own seconds by -ExtraBody.").ToArgumentException();
        }

        string? size = Size(request.Resolution, request.Ratio);
        var sent = new ApiRequest(HttpMethod.Post, Path, RequestCost.Media);
        return request.FirstFrame is string frame
            ? sent with { Form = ToForm(request, size, frame, extra) }
            : sent with { Body = JsonBody.Write(writer => Write(writer, request, size), extra) };
    }

    /// <summary>The size in pixels, of which the route has four; where one of both is not given, that of the shape or the resolution.</summary>
    /// <exception cref="ArgumentException">There is no such size.</exception>
    internal static string? Size(string? resolution, string? ratio)
    {
        if (resolution is null && ratio is null)
        {
            return null;
        }

        foreach (KeyValuePair<(string Resolution, string Ratio), string> size in s_sizes)
        {
            if ((resolution ?? size.Key.Resolution).Equals(size.Key.Resolution, StringComparison.OrdinalIgnoreCase) && (ratio ?? size.Key.Ratio) == size.Key.Ratio)
            {
                return size.Value;
            }
        }

        throw new LocalizableMessage("NoPixels", $"The route OpenAI has videos of 720p in 16:9 and 9:16 and of 1024p in 7:4 and 4:7, and none of '{resolution}' and '{ratio}'. Where the gateway's model has, send its own size by -ExtraBody.").ToArgumentException();
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
        ?? throw new LocalizableMessage("FirstFrameAsFile", $"The route OpenAI takes the first frame as a file: give a path or bytes in the place of an address.").ToArgumentException();
}
