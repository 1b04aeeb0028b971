using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Responses;

/// <summary>A response that was recorded whole, for streaming.</summary>
internal sealed class RecordedResponse(JsonElement recorded) : ResponseBody
{
    internal override IReadOnlyList<OutputItem> Items { get; }
        = recorded.GetProperty("output").EnumerateArray().Select(i => (OutputItem)new RecordedItem(i)).ToArray();

    internal override string Status => recorded.GetProperty("status").GetString()!;

    internal override void WriteFinal(Utf8JsonWriter w)
    {
        foreach (JsonProperty member in recorded.EnumerateObject())
        {
            member.WriteTo(w);
        }
    }

    internal override void WriteInProgress(Utf8JsonWriter w) => WriteUnfinished(w, "in_progress", v => v.WriteNullValue());

    internal override void WriteFailed(Utf8JsonWriter w) => WriteUnfinished(w, "failed", v =>
    {
        v.WriteStartObject();
        WriteFailure(v);
        v.WriteEndObject();
    });

    private void WriteUnfinished(Utf8JsonWriter w, string status, Action<Utf8JsonWriter> error)
    {
        foreach (JsonProperty member in recorded.EnumerateObject())
        {
            switch (member.Name)
            {
                case "status":
                    w.WriteString("status", status);
                    break;
                case "error":
                    w.WritePropertyName("error");
                    error(w);
                    break;
                case "output":
                    w.WriteStartArray("output");
                    w.WriteEndArray();
                    break;
                case "usage":
                    w.WriteNull("usage");
                    break;
                default:
                    member.WriteTo(w);
                    break;
            }
        }
    }

    private sealed class RecordedItem(JsonElement item) : OutputItem(item.GetProperty("id").GetString()!, item.GetProperty("type").GetString()!)
    {
        internal override async Task StreamAsync(ItemEvents events)
        {
            if (!item.TryGetProperty("content", out JsonElement content))
            {
                return;
            }

            JsonElement part = content[0];
            string text = part.GetProperty("text").GetString()!;
            await events.WriteAsync("response.content_part.added", w => WritePart(w, part, isEmpty: true)).ConfigureAwait(false);
            await events.WriteTextAsync("response.output_text", "content_index", "text", ChunkSplitter.Split(text), text).ConfigureAwait(false);
            await events.WriteAsync("response.content_part.done", w => WritePart(w, part, isEmpty: false)).ConfigureAwait(false);
        }

        private protected override void WriteMembers(Utf8JsonWriter w, bool inProgress, ResponseQuirks quirks)
        {
            foreach (JsonProperty member in item.EnumerateObject().Where(m => m.Name is not ("id" or "type")))
            {
                if (inProgress && member.NameEquals("status"))
                {
                    w.WriteString("status", "in_progress");
                }
                else if (inProgress && member.NameEquals("content"))
                {
                    w.WriteStartArray("content");
                    w.WriteEndArray();
                }
                else
                {
                    member.WriteTo(w);
                }
            }
        }

        private static void WritePart(Utf8JsonWriter w, JsonElement part, bool isEmpty)
        {
            w.WriteNumber("content_index", 0);
            w.Object("part", p =>
            {
                foreach (JsonProperty member in part.EnumerateObject())
                {
                    if (isEmpty && member.NameEquals("text"))
                    {
                        p.WriteString("text", string.Empty);
                    }
                    else
                    {
                        member.WriteTo(p);
                    }
                }
            });
        }
    }
}
