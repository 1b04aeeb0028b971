using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Rerank;

/// <summary>Reads the answer of a rerank request.</summary>
internal static class RerankReader
{
    // Cohere's and Jina's results; Voyage's data; DashScope's within output.
    private static readonly string[] s_lists = ["results", "data", "output"];
    private static readonly string[] s_scores = ["relevance_score", "score"];

    /// <exception cref="WhataiException">It is not what was asked for.</exception>
    public static Reranking Read(BufferedResponse answer, RerankRequest request)
    {
        using JsonDocument document = LenientJson.Parse(answer.Body) ?? throw ApiFailures.NotJson(answer.Body, answer.Context);
        JsonElement root = document.RootElement;
        if (NamedList.Find(root, s_lists) is not { ValueKind: JsonValueKind.Array } results)
        {
            throw ApiFailures.NotTheAnswer(answer.Body, answer.Context);
        }

        return new Reranking
        {
            // Some servers keep the order of the documents.
            Documents = [.. ReadResults(results, request.Documents.Count, answer).OrderByDescending(static one => one.Score)],
            Model = LenientJson.Text(root, "model") is { Length: > 0 } said ? said : request.Model,
            Usage = answer.Context.Took(UsageReader.Find(root)),
            RequestId = answer.Context.RequestId,
            Duration = answer.Duration,
            Attempts = answer.Context.Attempts,
            RawJson = Encoding.UTF8.GetString(answer.Body),
        };
    }

    private static List<RerankedDocument> ReadResults(JsonElement results, int documents, BufferedResponse answer)
    {
        var found = new List<RerankedDocument>();
        var taken = new HashSet<long>();
        foreach (JsonElement result in results.EnumerateArray())
        {
            long index = result.ValueKind == JsonValueKind.Object ? LenientJson.Count(result, "index") ?? -1 : -1;
            if (index < 0 || index >= documents || !taken.Add(index))
            {
                throw ApiFailures.WrongRanks(
                    new LocalizableMessage("RerankIndex", $"result {found.Count} is of document {index}, which is none of the {documents} that were sent, or was ranked already"), answer);
            }

            decimal score = s_scores.Select(name => LenientJson.Amount(result, name)).FirstOrDefault(static one => one is not null)
                ?? throw ApiFailures.WrongRanks(new LocalizableMessage("RerankNoScore", $"result {found.Count} has no score"), answer);
            found.Add(new RerankedDocument((int)index, (double)score));
        }

        return found;
    }
}
