using System;
using System.Text;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Messages;

/// <summary>Writes the members of a block of text, of an image or of a document.</summary>
internal static class MessageMediaWriter
{
    private const string PlainText = "text/plain";

    public static void Write(Utf8JsonWriter writer, ChatContentPart part, bool isCited)
    {
        switch (part.Type)
        {
            case ChatContentPart.ImageUrlType:
                writer.WriteString("type"u8, "image"u8);
                WriteSource(writer, part.Url ?? string.Empty);
                break;
            case ChatContentPart.FileType or ChatContentPart.InputAudioType:
                writer.WriteString("type"u8, "document"u8);
                WriteSource(writer, part.Url ?? string.Empty);
                WriteDocument(writer, part.FileName, isCited);
                break;
            case ChatContentPart.TextType when isCited && TextFile.Read(part) is { } file:
                // What is quoted must be a document.
                writer.WriteString("type"u8, "document"u8);
                WriteData(writer, "text", PlainText, file.Text);
                WriteDocument(writer, file.Name, isCited);
                break;
            default:
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, part.Text);
                break;
        }
    }

    private static void WriteDocument(Utf8JsonWriter writer, string? title, bool isCited)
    {
        writer.WriteOptional("title", title);
        if (isCited)
        {
            writer.WriteStartObject("citations"u8);
            writer.WriteBoolean("enabled"u8, true);
            writer.WriteEndObject();
        }
    }

    private static void WriteSource(Utf8JsonWriter writer, string address)
    {
        if (!address.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            writer.WriteStartObject("source"u8);
            writer.WriteString("type"u8, "url"u8);
            writer.WriteString("url"u8, address);
            writer.WriteEndObject();
            return;
        }

        (string? type, string data) = Base64Data.Split(address);
        if (type == PlainText && Base64Data.Decode(data) is byte[] text)
        {
            WriteData(writer, "text", type, Encoding.UTF8.GetString(text));
        }
        else
        {
            WriteData(writer, "base64", type ?? "application/octet-stream", data);
        }
    }

    private static void WriteData(Utf8JsonWriter writer, string kind, string type, string data)
    {
        writer.WriteStartObject("source"u8);
        writer.WriteString("type"u8, kind);
        writer.WriteString("media_type"u8, type);
        writer.WriteString("data"u8, data);
        writer.WriteEndObject();
    }
}
