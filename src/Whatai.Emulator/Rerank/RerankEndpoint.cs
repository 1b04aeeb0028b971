using System;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Emulator.Embeddings;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Rerank;

/// <summary>POST /v1/rerank, by how alike the words are.</summary>
internal static class RerankEndpoint
{
    private const int Dimensions = 512;

    internal static async Task AnswerAsync(Exchange exchange)
    {
        var request = RerankRequest.Parse(exchange.Body, exchange.State);
        if (await exchange.DispatchUpstreamAsync(request.Model, request.Tokens, 0).ConfigureAwait(false))
        {
            return;
        }

        ResponseQuirks quirks = exchange.Response.Quirks;
        float[] query = TextVector.Make(request.Query, Dimensions);
        var ranked = request.Documents
            .Select((document, index) => (Document: document, Index: index, Score: Math.Max(0, Dot(query, TextVector.Make(document, Dimensions)))))
            .OrderByDescending(one => one.Score)
            .Take(request.TopN);
        await exchange.SendJsonAsync(200, JsonBytes.Object(w =>
        {
            w.WriteStartArray("results");
            foreach ((string document, int index, double score) in ranked)
            {
                w.WriteStartObject();
                w.WriteNumber("index", index);
                w.WriteNumber("relevance_score", Math.Round(score, 6));
                if (request.ReturnDocuments)
                {
                    w.Object("document", d => d.WriteString("text", document));
                }

                UnknownFields.Write(w, quirks);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.Object("usage", u =>
            {
                u.WriteNumber("prompt_tokens", request.Tokens);
                u.WriteNumber("total_tokens", request.Tokens);
            });
            UnknownFields.Write(w, quirks);
        })).ConfigureAwait(false);
    }

    private static double Dot(float[] one, float[] other) => one.Select((number, i) => (double)number * other[i]).Sum();
}
