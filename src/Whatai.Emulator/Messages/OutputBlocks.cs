using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Messages;

/// <summary>Says an answer in blocks: thoughts, a search and its result, text with its citations, calls.</summary>
internal sealed class OutputBlocks(string requestId, MessagesRequest request, Answer answer, ResponseQuirks quirks)
{
    private readonly bool _isSigned = (quirks & ResponseQuirks.NoSignature) == 0;

    internal IReadOnlyList<OutputBlock> Make()
    {
        var blocks = new List<OutputBlock>();
        bool isSearched = answer.Search is null;
        foreach (Segment segment in answer.Segments.Where(s => s.Field != Field.Refusal))
        {
            if (segment.Field == Field.Content && !isSearched)
            {
                blocks.AddRange(Search(answer.Search!));
                isSearched = true;
            }

            blocks.AddRange(segment.Field switch
            {
                Field.ReasoningContent => [Thought(segment)],
                Field.Reasoning => [Redacted(segment)],
                _ => answer.Search is { } search ? Cited(segment, search) : [Text(segment, DocumentCitations())],
            });
        }

        blocks.AddRange(answer.ToolCalls.Select(Call));
        return blocks;
    }

    private OutputBlock Block(string type, Action<Utf8JsonWriter> whole, Action<Utf8JsonWriter>? start = null, params BlockDelta[] deltas)
    {
        void Members(Utf8JsonWriter w, Action<Utf8JsonWriter> members)
        {
            w.WriteString("type", type);
            members(w);
            UnknownFields.Write(w, quirks);
        }

        return new OutputBlock(w => Members(w, whole)) { Start = w => Members(w, start ?? whole), Deltas = deltas };
    }

    private OutputBlock Thought(Segment segment)
    {
        string thought = string.Concat(segment.Pieces());
        string shown = request.OmitsThoughts ? string.Empty : thought;
        string signature = _isSigned ? ThinkingSignature.Make(thought) : string.Empty;
        var deltas = new List<BlockDelta>();
        if (!request.OmitsThoughts)
        {
            deltas.Add(new BlockDelta("thinking_delta", "thinking", segment.Pieces()));
        }

        if (_isSigned)
        {
            deltas.Add(new BlockDelta("signature_delta", "signature", [signature]));
        }

        return Block("thinking", w => WriteThought(w, shown, signature), w => WriteThought(w, string.Empty, string.Empty), [.. deltas]);
    }

    private static void WriteThought(Utf8JsonWriter w, string thought, string signature)
    {
        w.WriteString("thinking", thought);
        w.WriteString("signature", signature);
    }

    private OutputBlock Redacted(Segment segment)
        => Block("redacted_thinking", w => w.WriteString("data", ThinkingSignature.Make(string.Concat(segment.Pieces()))));

    private IEnumerable<OutputBlock> Search(WebSearch search)
    {
        string id = "srvtoolu_" + requestId;
        void Head(Utf8JsonWriter w, string input)
        {
            w.WriteString("id", id);
            w.WriteString("name", "web_search");
            w.WritePropertyName("input");
            w.WriteRawValue(input);
        }

        string query = JsonBytes.Text(JsonBytes.Object(w => w.WriteString("query", search.Query)));
        yield return Block("server_tool_use", w => Head(w, query), w => Head(w, "{}"), new BlockDelta("input_json_delta", "partial_json", [query]));
        yield return Block("web_search_tool_result", w =>
        {
            w.WriteString("tool_use_id", id);
            w.WriteStartArray("content");
            foreach (Citation page in search.Citations)
            {
                w.WriteStartObject();
                w.WriteString("type", "web_search_result");
                w.WriteString("url", page.Url);
                w.WriteString("title", page.Title);
                w.WriteNull("page_age");
                w.WriteBase64String("encrypted_content", Encoding.UTF8.GetBytes(page.Title));
                w.WriteEndObject();
            }

            w.WriteEndArray();
        });
    }

    // A citation belongs to a whole block.
    private IEnumerable<OutputBlock> Cited(Segment segment, WebSearch search)
    {
        int at = 0;
        foreach (Citation citation in search.Citations.TakeWhile(c => c.End <= segment.Text.Length))
        {
            if (citation.Start > at)
            {
                yield return Text(segment with { Text = segment.Text.Substring(at, citation.Start - at) }, []);
            }

            at = citation.End;
            yield return Text(segment with { Text = segment.Text.Substring(citation.Start, at - citation.Start) }, [w =>
            {
                w.WriteString("type", "web_search_result_location");
                w.WriteString("url", citation.Url);
                w.WriteString("title", citation.Title);
                w.WriteBase64String("encrypted_index", Encoding.UTF8.GetBytes(citation.Url));
                w.WriteString("cited_text", citation.Title);
            }]);
        }

        if (at < segment.Text.Length)
        {
            yield return Text(segment with { Text = segment.Text.Substring(at) }, []);
        }
    }

    private OutputBlock Text(Segment segment, Action<Utf8JsonWriter>[] citations)
    {
        BlockDelta[] cited = citations
            .Select(citation => new BlockDelta("citations_delta", "citation", []) { Value = w => WriteObject(w, citation) })
            .ToArray();
        return Block(
            "text",
            w =>
            {
                w.WriteString("text", string.Concat(segment.Pieces()));
                if (citations.Length == 0)
                {
                    return;
                }

                w.WriteStartArray("citations");
                foreach (Action<Utf8JsonWriter> citation in citations)
                {
                    WriteObject(w, citation);
                }

                w.WriteEndArray();
            },
            w => w.WriteString("text", string.Empty),
            [new BlockDelta("text_delta", "text", segment.Pieces()), .. cited]);
    }

    // Every answer cites the start of every document that asks for it.
    private Action<Utf8JsonWriter>[] DocumentCitations() => request.Documents.Select((document, i) => (Action<Utf8JsonWriter>)(w =>
    {
        const int Length = 20;
        string cited = document.Text is { } text ? text.Substring(0, Math.Min(Length, text.Length)) : "The first page.";
        w.WriteString("type", document.Text is null ? "page_location" : "char_location");
        w.WriteString("cited_text", cited);
        w.WriteNumber("document_index", i);
        w.WriteString("document_title", document.Title);
        w.WriteNull("file_id");
        w.WriteNumber(document.Text is null ? "start_page_number" : "start_char_index", document.Text is null ? 1 : 0);
        w.WriteNumber(document.Text is null ? "end_page_number" : "end_char_index", document.Text is null ? 2 : cited.Length);
    })).ToArray();

    private OutputBlock Call(ToolCall call)
    {
        void Head(Utf8JsonWriter w)
        {
            w.WriteString("id", "toolu_" + call.Id.Substring(call.Id.IndexOf('_') + 1));
            w.WriteString("name", call.Name);
            w.WritePropertyName("input");
        }

        return Block(
            "tool_use",
            w =>
            {
                Head(w);
                WriteInput(w, call.Arguments);
            },
            w =>
            {
                Head(w);
                w.WriteStartObject();
                w.WriteEndObject();
            },
            new BlockDelta("input_json_delta", "partial_json", call.Fragments().Prepend(string.Empty)));
    }

    // What is no JSON can only be text where the answer is whole.
    private static void WriteInput(Utf8JsonWriter w, string arguments)
    {
        try
        {
            using JsonDocument input = JsonDocument.Parse(arguments);
            input.RootElement.WriteTo(w);
        }
        catch (JsonException)
        {
            w.WriteStringValue(arguments);
        }
    }

    private static void WriteObject(Utf8JsonWriter w, Action<Utf8JsonWriter> members)
    {
        w.WriteStartObject();
        members(w);
        w.WriteEndObject();
    }
}
