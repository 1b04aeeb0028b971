using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Responses;

/// <summary>A web search, with its sources when the request includes them.</summary>
internal sealed class WebSearchItem(string id, WebSearch search, bool withSources) : OutputItem(id, "web_search_call")
{
    internal override async Task StreamAsync(ItemEvents events)
    {
        foreach (string state in new[] { "in_progress", "searching", "completed" })
        {
            await events.WriteAsync("response.web_search_call." + state).ConfigureAwait(false);
        }
    }

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
                WriteSources(a);
            }
        });
    }

    private void WriteSources(Utf8JsonWriter w)
    {
        w.WriteStartArray("sources");
        foreach (Citation citation in search.Citations)
        {
            w.WriteStartObject();
            w.WriteString("type", "url");
            w.WriteString("url", citation.Url);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }
}
