using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Http;
using Whatai.Client.Json;
using Whatai.Client.Media;

namespace Whatai.Client.Images;

/// <summary>Writes the bodies of image requests: JSON, and forms with files.</summary>
internal static class ImageRequestWriter
{
    public static byte[] Write(ImageRequest request, JsonObject? extra) => JsonBody.Write(
        writer =>
        {
            writer.WriteStartObject();
            foreach (KeyValuePair<string, JsonNode?> member in Members(request))
            {
                writer.WritePropertyName(member.Key);
                member.Value!.WriteTo(writer);
            }

            WriteReferences(writer, request.ReferenceImages);
            writer.WriteEndObject();
        },
        extra);

    /// <summary>A form has text alone: members that the caller adds go as text as well, and a null takes one away.</summary>
    public static MultipartForm ToForm(ImageEditRequest request, JsonObject? extra)
    {
        JsonObject members = Members(request.Image);
        if (request.InputFidelity is not null)
        {
            members["input_fidelity"] = request.InputFidelity;
        }

        foreach (KeyValuePair<string, JsonNode?> member in extra ?? [])
        {
            members.Remove(member.Key);
            if (member.Value is not null)
            {
                members[member.Key] = member.Value.DeepClone();
            }
        }

        var form = new MultipartForm();
        foreach (KeyValuePair<string, JsonNode?> member in members)
        {
            form.Add(member.Key, Text(member.Value!));
        }

        foreach (ImageUpload image in request.Images)
        {
            form.AddFile("image", image.Name, MediaTypeOf(image), image.Path, image.Bytes);
        }

        if (request.Mask is ImageUpload mask)
        {
            form.AddFile("mask", mask.Name, MediaTypeOf(mask), mask.Path, mask.Bytes);
        }

        return form;
    }

    private static JsonObject Members(ImageRequest request)
    {
        var members = new JsonObject { ["model"] = request.Model, ["prompt"] = request.Prompt };
        Add("n", request.Count);
        Add("aspect_ratio", request.AspectRatio);
        Add("image_size", request.ImageSize);
        Add("size", request.Size);
        Add("quality", request.Quality);
        Add("style", request.Style);
        Add("background", request.Background);
        Add("moderation", request.Moderation);
        Add("output_format", request.OutputFormat);
        Add("output_compression", request.OutputCompression);
        Add("seed", request.Seed);
        Add("response_format", request.ResponseFormat);
        Add("user", request.User);
        Add("stream", request.Stream ? true : null);
        Add("partial_images", request.Stream ? request.PartialImages : null);
        return members;

        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                members[name] = value;
            }
        }
    }

    private static void WriteReferences(Utf8JsonWriter writer, IReadOnlyList<string> references)
    {
        if (references.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("image"u8);
        foreach (string reference in references)
        {
            // Bytes go without the prefix of a data URI, as this route's own answers have them.
            bool isData = reference.StartsWith("data:", StringComparison.OrdinalIgnoreCase);
            writer.WriteStringValue(isData ? reference.AsSpan(reference.IndexOf(',') + 1) : reference.AsSpan());
        }

        writer.WriteEndArray();
    }

    private static string Text(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.ToJsonString(),
    };

    private static string MediaTypeOf(ImageUpload image) =>
        MediaTypes.Detect(ImageUploads.Head(image)) ?? "application/octet-stream";
}
