using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Responses;

/// <summary>
/// A reasoning item. It has a summary only when requested; with <paramref name="isOpen"/>, as for open models, the
/// reasoning itself is the content.
/// </summary>
internal sealed class ReasoningItem(string id, Segment thought, bool isSummed, bool isOpen, bool isEncrypted) : OutputItem(id, "reasoning")
{
    internal override async Task StreamAsync(ItemEvents events)
    {
        IEnumerable<string> pieces = thought.Pieces();
        if (isOpen)
        {
            await events.WriteAsync("response.content_part.added", w => WritePart(w, "content_index", "reasoning_text", string.Empty)).ConfigureAwait(false);
            await events.WriteTextAsync("response.reasoning_text", "content_index", "text", pieces, thought.Text).ConfigureAwait(false);
            await events.WriteAsync("response.content_part.done", w => WritePart(w, "content_index", "reasoning_text", thought.Text)).ConfigureAwait(false);
        }
        else if (isSummed)
        {
            await events.WriteAsync("response.reasoning_summary_part.added", w => WritePart(w, "summary_index", "summary_text", string.Empty)).ConfigureAwait(false);
            await events.WriteTextAsync("response.reasoning_summary_text", "summary_index", "text", pieces, thought.Text).ConfigureAwait(false);
            await events.WriteAsync("response.reasoning_summary_part.done", w => WritePart(w, "summary_index", "summary_text", thought.Text)).ConfigureAwait(false);
        }
    }

    private protected override void WriteMembers(Utf8JsonWriter w, bool inProgress, ResponseQuirks quirks)
    {
        WriteList(w, "summary", "summary_text", isSummed && !isOpen && !inProgress);
        if (isOpen)
        {
            WriteList(w, "content", "reasoning_text", !inProgress);
        }

        if (isEncrypted && !inProgress)
        {
            w.WriteString("encrypted_content", Convert.ToBase64String(Hex.Hash(Encoding.UTF8.GetBytes(thought.Text))));
        }
    }

    private static void WritePart(Utf8JsonWriter w, string indexName, string type, string text)
    {
        w.WriteNumber(indexName, 0);
        w.Object("part", p =>
        {
            p.WriteString("type", type);
            p.WriteString("text", text);
        });
    }

    private void WriteList(Utf8JsonWriter w, string name, string type, bool any)
    {
        w.WriteStartArray(name);
        if (any)
        {
            w.WriteStartObject();
            w.WriteString("type", type);
            w.WriteString("text", thought.Text);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }
}
