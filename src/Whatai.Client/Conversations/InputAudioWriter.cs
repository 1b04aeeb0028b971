using System.Text.Json;
using Whatai.Client.Json;

namespace Whatai.Client.Conversations;

/// <summary>Writes a sound as chat and responses take it: bare base64, and its format by a short name.</summary>
internal static class InputAudioWriter
{
    public static void WriteInputAudio(this Utf8JsonWriter writer, ChatContentPart part)
    {
        (string? type, string data) = Base64Data.Split(part.Url ?? string.Empty);
        writer.WriteStartObject("input_audio"u8);
        writer.WriteString("data"u8, data);
        writer.WriteString("format"u8, FormatOf(type));
        writer.WriteEndObject();
    }

    private static string FormatOf(string? type) => type switch
    {
        null or "audio/mpeg" => "mp3",
        "audio/x-wav" or "audio/wave" or "audio/vnd.wave" => "wav",
        "audio/mp4" or "audio/x-m4a" => "m4a",
        _ => type.Substring(type.IndexOf('/') + 1),
    };
}
