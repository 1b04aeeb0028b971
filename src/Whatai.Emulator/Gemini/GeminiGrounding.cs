using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Gemini;

/// <summary>What an answer rests on: what was searched for and found, and the pages that were read.</summary>
internal static class GeminiGrounding
{
    private static readonly Regex s_address = new(@"https?://[^\s<>""]+", RegexOptions.CultureInvariant);

    /// <param name="w">The writer.</param>
    /// <param name="search">The search.</param>
    /// <param name="text">The answer's text, in which its positions are told in bytes.</param>
    internal static void Write(Utf8JsonWriter w, WebSearch search, string text) => w.Object("groundingMetadata", g =>
    {
        g.WriteStartArray("webSearchQueries");
        g.WriteStringValue(search.Query);
        g.WriteEndArray();
        g.Objects("groundingChunks", search.Citations, static (g, citation) => g.Object("web", p =>
        {
            p.WriteString("uri", citation.Url);
            p.WriteString("title", citation.Title);
        }));
        // A limit of tokens may have cut some off.
        g.Objects("groundingSupports", search.Citations.Select(static (citation, index) => (citation, index)).Where(support => support.citation.End <= text.Length), (g, support) => WriteSupport(g, support.citation, support.index, text));
    });

    internal static void WritePages(Utf8JsonWriter w, string prompt) => w.Object("urlContextMetadata", m => m.Objects("urlMetadata", s_address.Matches(prompt).Cast<Match>(), static (m, address) =>
    {
        m.WriteString("retrievedUrl", address.Value);
        m.WriteString("urlRetrievalStatus", "URL_RETRIEVAL_STATUS_SUCCESS");
    }));

    private static void WriteSupport(Utf8JsonWriter w, Citation citation, int index, string text)
    {
        string cited = text.Substring(citation.Start, citation.End - citation.Start);
        int start = Encoding.UTF8.GetByteCount(text.Substring(0, citation.Start));
        w.Object("segment", s =>
        {
            s.WriteNumber("startIndex", start);
            s.WriteNumber("endIndex", start + Encoding.UTF8.GetByteCount(cited));
            s.WriteString("text", cited);
        });
        w.WriteStartArray("groundingChunkIndices");
        w.WriteNumberValue(index);
        w.WriteEndArray();
    }
}
