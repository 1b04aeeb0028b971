using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Json;

namespace Whatai.Client.Moderations;

/// <summary>Writes the body of a moderations request.</summary>
internal static class ModerationRequestWriter
{
    public static byte[] Write(ModerationRequest request, JsonObject? extra) => JsonBody.Write(writer => Write(writer, request), extra);

    private static void Write(Utf8JsonWriter writer, ModerationRequest request)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, request.Model);
        if (request.Inputs[0].IsText)
        {
            // One result for each text of a list.
            writer.WriteTexts("input", [.. request.Inputs.Select(static input => input.Text!)]);
        }
        else
        {
            WriteParts(writer, request.Inputs[0]);
        }

        writer.WriteEndObject();
    }

    // One result for all parts together.
    private static void WriteParts(Utf8JsonWriter writer, ModerationInput input)
    {
        writer.WriteStartArray("input"u8);
        if (input.Text is { Length: > 0 } text)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "text"u8);
            writer.WriteString("text"u8, text);
            writer.WriteEndObject();
        }

        foreach (string url in input.ImageUrls!)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "image_url"u8);
            writer.WriteStartObject("image_url"u8);
            writer.WriteString("url"u8, url);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
