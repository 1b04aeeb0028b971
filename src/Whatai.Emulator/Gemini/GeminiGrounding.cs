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
        g.WriteStartArray("groundingChunks");
        foreach (Citation citation in search.Citations)
        {
            g.WriteStartObject();
            g.Object("web", p =>
            {
                p.WriteString("uri", citation.Url);
                p.WriteString("title", citation.Title);
            });
            g.WriteEndObject();
        }

        g.WriteEndArray();
        g.WriteStartArray("groundingSupports");
        for (int i = 0; i < search.Citations.Count; i++)
        {
            WriteSupport(g, search.Citations[i], i, text);
        }

        g.WriteEndArray();
    });

    internal static void WritePages(Utf8JsonWriter w, string prompt) => w.Object("urlContextMetadata", m =>
    {
        m.WriteStartArray("urlMetadata");
        foreach (Match address in s_address.Matches(prompt))
        {
            m.WriteStartObject();
            m.WriteString("retrievedUrl", address.Value);
            m.WriteString("urlRetrievalStatus", "URL_RETRIEVAL_STATUS_SUCCESS");
            m.WriteEndObject();
        }

        m.WriteEndArray();
    });

    // A limit of tokens may have cut it off.
    private static void WriteSupport(Utf8JsonWriter w, Citation citation, int index, string text)
    {
        if (citation.End > text.Length)
        {
            return;
        }

        string cited = text.Substring(citation.Start, citation.End - citation.Start);
        int start = Encoding.UTF8.GetByteCount(text.Substring(0, citation.Start));
        w.WriteStartObject();
        w.Object("segment", s =>
        {
            s.WriteNumber("startIndex", start);
            s.WriteNumber("endIndex", start + Encoding.UTF8.GetByteCount(cited));
            s.WriteString("text", cited);
        });
        w.WriteStartArray("groundingChunkIndices");
        w.WriteNumberValue(index);
        w.WriteEndArray();
        w.WriteEndObject();
    }
}
