using System.Text.Json;
using System.Text.Json.Nodes;
using Whatai.Client.Json;

namespace Whatai.Client.Embeddings;

/// <summary>Writes the body of an embeddings request.</summary>
internal static class EmbeddingRequestWriter
{
    public static byte[] Write(EmbeddingRequest request, JsonObject? extra) => JsonBody.Write(writer => Write(writer, request), extra);

    private static void Write(Utf8JsonWriter writer, EmbeddingRequest request)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, request.Model);
        writer.WriteTexts("input", request.Inputs);
        writer.WriteOptional("dimensions", request.Dimensions);
        writer.WriteString("encoding_format"u8, request.AsBase64 ? "base64"u8 : "float"u8);
        writer.WriteOptional("user", request.User);
        writer.WriteEndObject();
    }
}
