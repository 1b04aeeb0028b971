using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Json;

namespace Whatai.Client.Gemini;

/// <summary>Gathers what an answer rests on: pages that a search found, works that it quotes.</summary>
internal sealed class GeminiSources
{
    private const string PageType = "url_citation";

    private readonly List<Citation> _citations = [];
    private readonly List<string> _searches = [];

    /// <summary>Takes a candidate's member, if it tells sources.</summary>
    public void Add(string name, JsonSlice value)
    {
        if (name is "groundingMetadata" or "grounding_metadata")
        {
            using JsonDocument document = value.Parse();
            AddGrounding(document.RootElement);
        }
        else if (name is "citationMetadata" or "citation_metadata")
        {
            using JsonDocument document = value.Parse();
            foreach (JsonElement citation in Items(document.RootElement, "citations", "citationSources"))
            {
                AddCitation(citation, PageType);
            }
        }
    }

    public Citation[] ToCitations() => [.. _citations];

    public WebSearchCall[] ToSearches() =>
        [.. _searches.Select(query => new WebSearchCall { Action = "search", Status = "completed", Query = query, Queries = new[] { query } })];

    private void AddGrounding(JsonElement grounding)
    {
        foreach (JsonElement chunk in Items(grounding, "groundingChunks", "grounding_chunks"))
        {
            if (chunk.ValueKind == JsonValueKind.Object)
            {
                // What kind of source it is stands as the one member's name.
                foreach (JsonProperty source in chunk.EnumerateObject())
                {
                    AddCitation(source.Value, source.Name == "web" ? PageType : source.Name);
                }
            }
        }

        foreach (JsonElement query in Items(grounding, "webSearchQueries", "web_search_queries"))
        {
            if (query.ValueKind == JsonValueKind.String && LenientText.Read(query) is { Length: > 0 } text && !_searches.Contains(text))
            {
                _searches.Add(text);
            }
        }
    }

    private void AddCitation(JsonElement source, string type)
    {
        if (Text(source, "uri") is string url && !_citations.Any(known => string.Equals(known.Url, url, StringComparison.Ordinal)))
        {
            _citations.Add(new Citation { Type = type, Url = url, Title = Text(source, "title") });
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
        && LenientText.Read(value) is { Length: > 0 } text ? text : null;

    private static JsonElement[] Items(JsonElement element, string name, string otherName) =>
        element.ValueKind == JsonValueKind.Object && (element.TryGetProperty(name, out JsonElement items) || element.TryGetProperty(otherName, out items))
        && items.ValueKind == JsonValueKind.Array ? [.. items.EnumerateArray()] : [];
}
