using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Media;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Responses;

/// <summary>Reads the content of a message or the output of a function: a string, or an array of parts.</summary>
internal static class ResponseParts
{
    private static readonly string[] s_inputTypes = ["input_text", "input_image", "input_file"];
    private static readonly string[] s_answered = ["output_text", "refusal"];

    internal static Message Read(string role, JsonElement item, string member, string itemAt)
    {
        string at = $"{itemAt}.{member}";
        if (!item.TryGetProperty(member, out JsonElement content) || content.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
        {
            throw ApiErrorException.BadParameter(at, $"Invalid type for '{at}': expected a string or an array of parts.", "invalid_type");
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            return new Message(role, content.GetString()!, []);
        }

        var text = new StringBuilder();
        var media = new List<MediaSummary>();
        int index = 0;
        foreach (JsonElement part in content.EnumerateArray())
        {
            ReadPart(part, role == "assistant" ? s_answered : s_inputTypes, $"{at}[{index++}]", text, media);
        }

        return new Message(role, text.ToString(), media);
    }

    private static void ReadPart(JsonElement part, string[] types, string at, StringBuilder text, List<MediaSummary> media)
    {
        if (part.ValueKind != JsonValueKind.Object)
        {
            throw ApiErrorException.BadParameter(at, $"Invalid type for '{at}': expected an object.", "invalid_type");
        }

        switch (JsonMembers.Word(part, "type", types, at + ".type"))
        {
            case "input_image":
                media.Add(ReadImage(part, at));
                break;
            case "input_file":
                media.Add(ReadFile(part, at));
                break;
            case "refusal":
                text.Append(Required(part, "refusal", at));
                break;
            case null:
                throw ApiErrorException.Missing(at + ".type");
            default:
                text.Append(Required(part, "text", at));
                break;
        }
    }

    private static MediaSummary ReadImage(JsonElement part, string at)
    {
        string detail = MediaParts.Detail(JsonMembers.String(part, "detail", at + ".detail"), at + ".detail");
        RejectFileId(part, at);
        return MediaParts.Url(Required(part, "image_url", at), "image", detail, at + ".image_url");
    }

    private static MediaSummary ReadFile(JsonElement part, string at)
    {
        RejectFileId(part, at);
        if (JsonMembers.String(part, "file_url", at + ".file_url") is { } url)
        {
            return Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
                ? new MediaSummary("file", uri.OriginalString)
                : throw ApiErrorException.BadParameter(at + ".file_url", $"Invalid '{at}.file_url': expected an http(s) URL.", "invalid_file_url");
        }

        string data = Required(part, "file_data", at);
        string name = Required(part, "filename", at);
        DataUri file = (DataUri.Is(data) ? DataUri.Read(data) : null)
            ?? throw ApiErrorException.BadParameter(
                at + ".file_data", $"Invalid '{at}.file_data': expected a base64-encoded data URI with a MIME type, such as 'data:application/pdf;base64,...'.");
        return new MediaSummary("file", FormattableString.Invariant($"{name}, {file.MimeType}, {file.Bytes.Length} bytes"));
    }

    // The emulator has no route for uploads.
    private static void RejectFileId(JsonElement part, string at)
    {
        if (JsonMembers.String(part, "file_id", at + ".file_id") is { } id)
        {
            throw new ApiErrorException(404, $"No such File object: {id}", "invalid_request_error", at + ".file_id", "not_found");
        }
    }

    private static string Required(JsonElement part, string name, string at)
        => JsonMembers.String(part, name, $"{at}.{name}") ?? throw ApiErrorException.Missing($"{at}.{name}");
}
