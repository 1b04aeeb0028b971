using System;
using System.Collections.Generic;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Gemini;

/// <summary>Writes images, videos and documents as parts: data as <c>inlineData</c>, an address as <c>fileData</c>.</summary>
internal static class GeminiMediaWriter
{
    private const string AnyType = "application/octet-stream";

    // The API does not look what is behind an address.
    private static readonly Dictionary<string, string> s_types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".webp"] = "image/webp",
        [".gif"] = "image/gif",
        [".heic"] = "image/heic",
        [".mp4"] = "video/mp4",
        [".mov"] = "video/quicktime",
        [".webm"] = "video/webm",
        [".mpeg"] = "video/mpeg",
        [".mp3"] = "audio/mpeg",
        [".wav"] = "audio/wav",
        [".pdf"] = "application/pdf",
        [".txt"] = "text/plain",
    };

    public static void Write(Utf8JsonWriter writer, ChatContentPart part)
    {
        string address = part.Url ?? string.Empty;
        writer.WriteStartObject();
        if (address.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            WriteData(writer, address);
        }
        else
        {
            writer.WriteStartObject("fileData"u8);
            writer.WriteOptional("mimeType", TypeOf(address) ?? (part.FileName is null ? null : TypeOf(part.FileName)));
            writer.WriteString("fileUri"u8, address);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter writer, string uri)
    {
        (string? type, string data) = Base64Data.Split(uri);
        writer.WriteStartObject("inlineData"u8);
        writer.WriteString("mimeType"u8, type ?? AnyType);
        writer.WriteString("data"u8, data);
        writer.WriteEndObject();
    }

    private static string? TypeOf(string name)
    {
        string path = Uri.TryCreate(name, UriKind.Absolute, out Uri? uri) ? uri.AbsolutePath : name;
        int dot = path.LastIndexOf('.');
        return dot >= 0 && s_types.TryGetValue(path.Substring(dot), out string? type) ? type : null;
    }
}
