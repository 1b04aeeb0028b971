using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Responses;

/// <summary>A web search, with its sources when the request includes them.</summary>
internal sealed class WebSearchItem(string id, WebSearch search, bool withSources) : OutputItem(id, "web_search_call")
{
    internal override Task StreamAsync(ItemEvents events) => events.WriteStatesAsync("response.web_search_call", "in_progress", "searching", "completed");

    private protected override void WriteMembers(Utf8JsonWriter w, bool inProgress, ResponseQuirks quirks)
    {
        w.WriteString("status", Status(inProgress));
        w.Object("action", a =>
        {
            a.WriteString("type", "search");
            a.WriteString("query", search.Query);
            a.WriteStartArray("queries"); // what replaces the one query
            a.WriteStringValue(search.Query);
            a.WriteEndArray();
            if (withSources && !inProgress)
            {
                a.Objects("sources", search.Citations, static (w, citation) =>
                {
                    w.WriteString("type", "url");
                    w.WriteString("url", citation.Url);
                });
            }
        });
    }
}
