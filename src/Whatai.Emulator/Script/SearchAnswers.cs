using System;
using System.Collections.Generic;
using System.Text;

namespace Whatai.Emulator.Script;

/// <summary>Answers with a web search, as documented at <see cref="AnswerScript"/>.</summary>
internal static class SearchAnswers
{
    /// <summary>The answer to /search.</summary>
    internal static Answer FromDirective(Prompt prompt, string query)
        => prompt.Search is { } tool && !prompt.ToolsForbidden
            ? Cite("Found: " + query, query, tool.Results)
            : ToolAnswers.NoSuchTool("web_search");

    /// <summary>A text followed by a link to each page that it cites, with the search.</summary>
    internal static Answer Cite(string text, string query, int results)
    {
        var all = new StringBuilder(text);
        var citations = new List<Citation>();
        for (int i = 1; i <= results; i++)
        {
            string url = FormattableString.Invariant($"https://example.com/{i}?q={Uri.EscapeDataString(query)}");
            int start = all.Append(' ').Length;
            all.Append("([example.com](").Append(url).Append("))");
            citations.Add(new Citation(start, all.Length, url, FormattableString.Invariant($"Result {i} for {query}")));
        }

        return Answer.Content(all.ToString()) with { Search = new WebSearch(query, citations) };
    }
}
