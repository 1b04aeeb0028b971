using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Responses;

/// <summary>A message with one part: text with its citations, or a refusal.</summary>
internal sealed class MessageItem : OutputItem
{
    private readonly Segment[] _segments;
    private readonly string _text;
    private readonly bool _isRefusal;
    private readonly bool _isComplete;
    private readonly Citation[] _citations;
    private readonly int? _alternatives;

    internal MessageItem(string id, Segment[] segments, IReadOnlyList<Citation> citations, bool isComplete, int? alternatives)
        : base(id, "message")
    {
        _segments = segments;
        _text = string.Concat(Pieces);
        _isRefusal = segments[0].Field == Field.Refusal;
        _isComplete = isComplete;
        _alternatives = alternatives;
        _citations = citations.Where(c => c.End <= _text.Length).ToArray(); // a token limit may have removed some
    }

    internal override StoredItem Stored => new(Id, new Message("assistant", _text, []), null);

    private IEnumerable<string> Pieces => _segments.SelectMany(s => s.Pieces());

    internal override async Task StreamAsync(ItemEvents events)
    {
        await events.WriteAsync("response.content_part.added", w => WritePart(w, inProgress: true, events.Quirks)).ConfigureAwait(false);
        if (_isRefusal)
        {
            await events.WriteTextAsync("response.refusal", "content_index", "refusal", Pieces, _text).ConfigureAwait(false);
        }
        else
        {
            IEnumerable<string> rest = Pieces;
            if (_alternatives is not null)
            {
                await StreamWithLogProbsAsync(events).ConfigureAwait(false);
                rest = [];
            }

            await events.WriteTextAsync(
                "response.output_text", "content_index", "text", rest, _text, w => WriteLogProbs(w, Pieces), between: () => StreamCitationsAsync(events)).ConfigureAwait(false);
        }

        await events.WriteAsync("response.content_part.done", w => WritePart(w, inProgress: false, events.Quirks)).ConfigureAwait(false);
    }

    private protected override void WriteMembers(Utf8JsonWriter w, bool inProgress, ResponseQuirks quirks)
    {
        w.WriteString("status", Status(inProgress, _isComplete));
        w.WriteStartArray("content");
        if (!inProgress)
        {
            w.WriteStartObject();
            WriteContent(w, inProgress, quirks);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteString("role", "assistant");
    }

    // None, but where the request includes them.
    private void WriteLogProbs(Utf8JsonWriter w, IEnumerable<string> tokens, long first = 0) => LogProbs.Write(w, "logprobs", _alternatives is null ? [] : tokens, first, _alternatives ?? 0);

    private static void WriteCitation(Utf8JsonWriter w, Citation citation)
    {
        w.WriteString("type", "url_citation");
        w.WriteNumber("start_index", citation.Start);
        w.WriteNumber("end_index", citation.End);
        w.WriteString("title", citation.Title);
        w.WriteString("url", citation.Url);
    }

    private async Task StreamWithLogProbsAsync(ItemEvents events)
    {
        long number = 0;
        foreach (string piece in Pieces)
        {
            await events.WriteAsync("response.output_text.delta", w =>
            {
                w.WriteNumber("content_index", 0);
                w.WriteString("delta", piece);
                WriteLogProbs(w, [piece], number);
            }).ConfigureAwait(false);
            number++;
        }
    }

    private async Task StreamCitationsAsync(ItemEvents events)
    {
        for (int i = 0; i < _citations.Length; i++)
        {
            int index = i;
            await events.WriteAsync("response.output_text.annotation.added", w =>
            {
                w.WriteNumber("content_index", 0);
                w.WriteNumber("annotation_index", index);
                w.Object("annotation", a => WriteCitation(a, _citations[index]));
            }).ConfigureAwait(false);
        }
    }

    private void WritePart(Utf8JsonWriter w, bool inProgress, ResponseQuirks quirks)
    {
        w.WriteNumber("content_index", 0);
        w.Object("part", p => WriteContent(p, inProgress, quirks));
    }

    private void WriteContent(Utf8JsonWriter w, bool inProgress, ResponseQuirks quirks)
    {
        string text = inProgress ? string.Empty : _text;
        w.WriteString("type", _isRefusal ? "refusal" : "output_text");
        if (_isRefusal)
        {
            w.WriteString("refusal", text);
        }
        else
        {
            w.WriteStartArray("annotations");
            foreach (Citation citation in inProgress ? [] : _citations)
            {
                w.WriteStartObject();
                WriteCitation(w, citation);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            WriteLogProbs(w, inProgress ? [] : Pieces);
            w.WriteString("text", text);
        }

        UnknownFields.Write(w, quirks);
    }
}
