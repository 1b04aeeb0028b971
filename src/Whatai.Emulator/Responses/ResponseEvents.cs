using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Streaming;

namespace Whatai.Emulator.Responses;

/// <summary>Writes events of /v1/responses, numbered from 0, each named in its event: line and in its type.</summary>
/// <param name="stream">The stream.</param>
/// <param name="quirks">How to write them.</param>
/// <param name="after">The number of the last event that is left out; -1 for none.</param>
internal sealed class ResponseEvents(EventStream stream, ResponseQuirks quirks, long after = -1)
{
    private static readonly byte[] s_unknownName = Encoding.ASCII.GetBytes("response.future_thing.delta");

    private long _next;

    internal ResponseQuirks Quirks { get; } = quirks;

    /// <summary>The data of one event.</summary>
    internal static byte[] Json(string type, long number, ResponseQuirks quirks, Action<Utf8JsonWriter> members) => JsonBytes.Object(w =>
    {
        w.WriteString("type", type);
        w.WriteNumber("sequence_number", number);
        members(w);
        UnknownFields.Write(w, quirks);
    });

    internal async Task WriteAsync(string type, Action<Utf8JsonWriter> members)
    {
        if (IsLeftOut())
        {
            return;
        }

        await stream.WriteAsync(Json(type, _next++, Quirks, members), Encoding.ASCII.GetBytes(type)).ConfigureAwait(false);
        await WriteUnknownAsync().ConfigureAwait(false);
    }

    /// <summary>Writes the terminal event, unless a fault omits it.</summary>
    internal async Task WriteLastAsync(string type, Action<Utf8JsonWriter> members)
    {
        byte[] name = Encoding.ASCII.GetBytes(type);
        byte[] json = Json(type, _next, Quirks, members);
        await stream.InterruptBeforeAsync(json, name).ConfigureAwait(false);
        await stream.WriteFinishAsync(json, name).ConfigureAwait(false);
        await stream.DoneAsync().ConfigureAwait(false);
    }

    /// <summary>Writes one event for each piece of a text.</summary>
    internal async Task WriteDeltasAsync(string type, Action<Utf8JsonWriter> place, IEnumerable<string> pieces)
    {
        byte[] name = Encoding.ASCII.GetBytes(type);
        var template = new NumberedChunkTemplate((number, text) => Json(type, number, Quirks, w =>
        {
            place(w);
            w.WriteString("delta", text);
        }));
        bool isFirst = true;
        foreach (string piece in pieces)
        {
            if (IsLeftOut())
            {
                continue;
            }

            await stream.WriteAsync(template.With(_next++, piece), name).ConfigureAwait(false);
            if (isFirst)
            {
                await WriteUnknownAsync().ConfigureAwait(false);
                isFirst = false;
            }
        }
    }

    private bool IsLeftOut()
    {
        if (_next > after)
        {
            return false;
        }

        _next++;
        return true;
    }

    private async Task WriteUnknownAsync()
    {
        if ((Quirks & ResponseQuirks.UnknownEvents) != 0)
        {
            byte[] json = Json("response.future_thing.delta", _next++, Quirks, w =>
            {
                w.WriteString("delta", "Not for you.");
                w.Object("thing", t => t.WriteNull("of"));
            });
            await stream.WriteAsync(json, s_unknownName).ConfigureAwait(false);
        }
    }
}

/// <summary>Writes the events of one item.</summary>
internal sealed class ItemEvents(ResponseEvents events, string itemId, int outputIndex)
{
    internal ResponseQuirks Quirks => events.Quirks;

    internal Task WriteAsync(string type, Action<Utf8JsonWriter>? members = null) => events.WriteAsync(type, w =>
    {
        WritePlace(w);
        members?.Invoke(w);
    });

    /// <summary>Writes an event without members for each state that the item goes through.</summary>
    /// <param name="type">The prefix of the event types, such as <c>response.web_search_call</c>.</param>
    /// <param name="states">The states.</param>
    internal async Task WriteStatesAsync(string type, params string[] states)
    {
        foreach (string state in states)
        {
            await WriteAsync($"{type}.{state}").ConfigureAwait(false);
        }
    }

    /// <summary>Writes a text: its deltas, then the whole in a done event.</summary>
    /// <param name="type">The prefix of both event types, such as <c>response.output_text</c>.</param>
    /// <param name="indexName">The member for the part's index; null for none.</param>
    /// <param name="textName">The done event's member for the whole text.</param>
    /// <param name="pieces">The text's pieces.</param>
    /// <param name="text">The whole.</param>
    /// <param name="more">Writes the members that every such event has besides; null for none.</param>
    /// <param name="doneMore">Writes the members that the done event alone has besides; null for none.</param>
    /// <param name="between">Writes events between the deltas and the done event; null for none.</param>
    internal async Task WriteTextAsync(
        string type, string? indexName, string textName, IEnumerable<string> pieces, string text, Action<Utf8JsonWriter>? more = null, Action<Utf8JsonWriter>? doneMore = null,
        Func<Task>? between = null)
    {
        void Place(Utf8JsonWriter w)
        {
            WritePlace(w);
            if (indexName is not null)
            {
                w.WriteNumber(indexName, 0);
            }

            more?.Invoke(w);
        }

        await events.WriteDeltasAsync(type + ".delta", Place, pieces).ConfigureAwait(false);
        await (between?.Invoke() ?? Task.CompletedTask).ConfigureAwait(false);
        await events.WriteAsync(type + ".done", w =>
        {
            Place(w);
            w.WriteString(textName, text);
            doneMore?.Invoke(w);
        }).ConfigureAwait(false);
    }

    private void WritePlace(Utf8JsonWriter w)
    {
        w.WriteString("item_id", itemId);
        w.WriteNumber("output_index", outputIndex);
    }
}
