using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Emulator.Media;
using Whatai.Emulator.Routing;

namespace Whatai.Emulator.Chat;

/// <summary>
/// Reads a message's content: a string, or an array of parts. The parts text, image_url and video_url are read and checked;
/// others are passed over.
/// </summary>
internal static class ChatParts
{
    private static readonly string[] s_details = ["auto", "low", "high"];

    internal static ChatMessage Read(string role, JsonElement message, string at)
    {
        if (!message.TryGetProperty("content", out JsonElement content) || content.ValueKind == JsonValueKind.Null)
        {
            return new ChatMessage(role, string.Empty, []); // an assistant's message that only calls tools
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            return new ChatMessage(role, content.GetString()!, []);
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            throw ApiErrorException.BadParameter(at, $"Invalid type for '{at}': expected a string or an array of parts.", "invalid_type");
        }

        var text = new StringBuilder();
        var media = new List<ChatMedia>();
        int index = 0;
        foreach (JsonElement part in content.EnumerateArray())
        {
            string name = FormattableString.Invariant($"{at}[{index++}]");
            if (part.ValueKind != JsonValueKind.Object || JsonMembers.String(part, "type", name + ".type") is not { } type)
            {
                throw ApiErrorException.BadParameter(name, $"Invalid part '{name}': expected an object with a type.", "invalid_type");
            }

            if (type == "text")
            {
                text.Append(JsonMembers.String(part, "text", name + ".text") ?? throw ApiErrorException.Missing(name + ".text"));
            }
            else if (type is "image_url" or "video_url")
            {
                media.Add(ReadMedia(part, type, $"{name}.{type}"));
            }
        }

        return new ChatMessage(role, text.ToString(), media);
    }

    private static ChatMedia ReadMedia(JsonElement part, string type, string at)
    {
        JsonElement holder = JsonMembers.Find(part, type, JsonValueKind.Object, at) ?? throw ApiErrorException.Missing(at);
        string where = at + ".url";
        string url = JsonMembers.String(holder, "url", where) is { Length: > 0 } given ? given : throw ApiErrorException.Missing(where);
        string detail = JsonMembers.String(holder, "detail", at + ".detail") ?? "auto";
        if (!s_details.Contains(detail, StringComparer.Ordinal))
        {
            throw ApiErrorException.BadParameter(
                at + ".detail", $"Invalid value: '{detail}'. Supported values are: {string.Join(", ", s_details)}.");
        }

        if (DataUri.Is(url))
        {
            return ReadData(url, detail, where);
        }

        return Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? ChatMedia.Hosted(uri, type == "image_url" ? "image" : "video")
            : throw ApiErrorException.BadParameter(
                where, $"Invalid '{where}': expected a base64-encoded data URI or an http(s) URL.", "invalid_image_url");
    }

    private static ChatMedia ReadData(string url, string detail, string where)
    {
        DataUri data = DataUri.Read(url)
            ?? throw ApiErrorException.BadParameter(where, $"Invalid base64 image_url in '{where}'.", "invalid_base64");
        if (data.MimeType.StartsWith("video/", StringComparison.OrdinalIgnoreCase))
        {
            return ChatMedia.Video(data.MimeType, data.Bytes.Length);
        }

        return data.MimeType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) && ImageInfo.Read(data.Bytes) is { } image
            ? ChatMedia.Image(image, data.Bytes.Length, detail)
            : throw ApiErrorException.BadParameter(
                where,
                "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].",
                "invalid_image_format");
    }
}
