using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using Whatai.Emulator.Audio;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Chat;

/// <summary>
/// Reads a message's content: a string, or an array of parts. The parts text, image_url, video_url and input_audio are validated;
/// others are ignored.
/// </summary>
internal static class ChatParts
{
    internal static Message Read(string role, JsonElement message, string at)
    {
        if (!message.TryGetProperty("content", out JsonElement content) || content.ValueKind == JsonValueKind.Null)
        {
            return new Message(role, string.Empty, []); // an assistant message that only calls tools
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            return new Message(role, content.GetString()!, []);
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            throw ApiErrorException.BadParameter(at, $"Invalid type for '{at}': expected a string or an array of parts.", "invalid_type");
        }

        var text = new StringBuilder();
        var media = new List<MediaSummary>();
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
            else if (type == "input_audio")
            {
                // A model hears the words.
                text.Append(text.Length > 0 ? "\n" : null).Append(ReadSound(part, name + ".input_audio"));
            }
        }

        return new Message(role, text.ToString(), media);
    }

    private static string ReadSound(JsonElement part, string at)
    {
        JsonElement holder = JsonMembers.Find(part, "input_audio", JsonValueKind.Object, at) ?? throw ApiErrorException.Missing(at);
        string data = JsonMembers.String(holder, "data", at + ".data") ?? throw ApiErrorException.Missing(at + ".data");
        if (JsonMembers.Word(holder, "format", ["wav", "mp3"], at + ".format") is null)
        {
            throw ApiErrorException.Missing(at + ".format");
        }

        try
        {
            return SpeechFile.Recognize(Convert.FromBase64String(data)).Text;
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            throw ApiErrorException.BadParameter(at + ".data", "The data provided for 'input_audio' is not of valid type or format: " + e.Message);
        }
    }

    private static MediaSummary ReadMedia(JsonElement part, string type, string at)
    {
        JsonElement holder = JsonMembers.Find(part, type, JsonValueKind.Object, at) ?? throw ApiErrorException.Missing(at);
        string where = at + ".url";
        string url = JsonMembers.String(holder, "url", where) is { Length: > 0 } given ? given : throw ApiErrorException.Missing(where);
        string detail = MediaParts.Detail(JsonMembers.String(holder, "detail", at + ".detail"), at + ".detail");
        return MediaParts.Url(url, type == "image_url" ? "image" : "video", detail, where);
    }
}
