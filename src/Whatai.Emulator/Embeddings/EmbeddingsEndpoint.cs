using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Embeddings;

/// <summary>POST /v1/embeddings.</summary>
internal static class EmbeddingsEndpoint
{
    internal static async Task AnswerAsync(Exchange exchange)
    {
        var request = EmbeddingsRequest.Parse(exchange.Body, exchange.State);
        if (await exchange.DispatchUpstreamAsync(request.Model, request.Tokens, 0).ConfigureAwait(false))
        {
            return;
        }

        ResponseQuirks quirks = exchange.Response.Quirks;
        await exchange.SendJsonAsync(200, JsonBytes.Object(w =>
        {
            w.WriteString("object", "list");
            w.WriteStartArray("data");
            foreach ((string text, int index) in request.Inputs.Select((text, index) => (text, index)))
            {
                w.WriteStartObject();
                w.WriteString("object", "embedding");
                w.WriteNumber("index", index);
                WriteVector(w, TextVector.Make(text, request.Dimensions), request.AsBase64);
                UnknownFields.Write(w, quirks);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteString("model", request.Model);
            w.Object("usage", u =>
            {
                u.WriteNumber("prompt_tokens", request.Tokens);
                u.WriteNumber("total_tokens", request.Tokens);
            });
            UnknownFields.Write(w, quirks);
        })).ConfigureAwait(false);
    }

    private static void WriteVector(Utf8JsonWriter writer, float[] vector, bool asBase64)
    {
        if (asBase64)
        {
            writer.WriteBase64String("embedding", MemoryMarshal.AsBytes(vector.AsSpan()));
            return;
        }

        writer.WriteStartArray("embedding");
        foreach (float number in vector)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }
}
