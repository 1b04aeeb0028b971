using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Rerank;

/// <summary>A rerank request, validated as new-api and its upstreams validate it.</summary>
internal sealed record RerankRequest(string Model, string Query, IReadOnlyList<string> Documents)
{
    internal int TopN { get; private init; }

    internal bool ReturnDocuments { get; private init; }

    internal long Tokens => ChunkSplitter.Count(Query) + Documents.Sum(document => (long)ChunkSplitter.Count(document));

    /// <exception cref="ApiErrorException">What a gateway refuses; 503 when no channel serves the model.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    internal static RerankRequest Parse(byte[] body, EmulatorState state)
    {
        JsonElement root = JsonBody.Parse(body);
        string model = JsonBody.Model(root, state);
        string query = JsonMembers.String(root, "query") is { Length: > 0 } given ? given : throw Refused("query is empty");
        JsonElement? list = JsonMembers.Find(root, "documents", JsonValueKind.Array);
        List<string> documents = list is { } items ? [.. items.EnumerateArray().Select(ReadDocument)] : [];
        if (documents.Count == 0)
        {
            throw Refused("documents is empty");
        }

        return new RerankRequest(model, query, documents)
        {
            // As new-api's Cohere channel does where it is not given.
            TopN = (int)(JsonMembers.Integer(root, "top_n", 1, int.MaxValue) ?? 1),
            ReturnDocuments = JsonMembers.Boolean(root, "return_documents"),
        };
    }

    private static string ReadDocument(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.String => item.GetString()!,
        JsonValueKind.Object when JsonMembers.String(item, "text") is { } text => text,
        _ => throw ApiErrorException.BadParameter("documents", "Invalid type for 'documents': expected strings or objects with a text.", "invalid_type"),
    };

    // new-api refuses these with 500.
    private static ApiErrorException Refused(string why) => new(500, why, "new_api_error", null, "invalid_request");
}
