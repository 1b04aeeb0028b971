using System.Text.Json.Nodes;
using Whatai.Client.Json;

namespace Whatai.Client.Audio;

/// <summary>Writes the body of a request to speak.</summary>
internal static class SpeechRequestWriter
{
    public static byte[] Write(SpeechRequest request, string input, JsonObject? extra) => JsonBody.Write(
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("model"u8, request.Model);
            writer.WriteString("input"u8, input);
            writer.WriteString("voice"u8, request.Voice);
            writer.WriteString("response_format"u8, request.Format);
            writer.WriteOptional("speed", request.Speed);
            writer.WriteOptional("instructions", request.Instructions);
            writer.WriteEndObject();
        },
        extra);
}
