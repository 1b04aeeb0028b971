using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;
using Whatai.Emulator.Streaming;

namespace Whatai.Emulator.Chat;

/// <summary>
/// Streams a chat answer in the order that relays use: a role chunk with empty content; deltas (several choices interleaved); an
/// empty delta without finish_reason; the finish chunk; usage on request; <c>[DONE]</c>.
/// </summary>
internal sealed class ChatStream(EventStream events, ChatJson json, ChatRequest request, Answer[] answers, ResponseQuirks quirks)
{
    private readonly Dictionary<(int Choice, Field Field), ChunkTemplate> _templates = [];
    private readonly Dictionary<int, long> _told = [];
    private bool _wroteWithoutChoices;

    internal async Task WriteAsync()
    {
        await events.BeginAsync().ConfigureAwait(false);
        for (int choice = 0; choice < answers.Length; choice++)
        {
            string? content = answers[choice].ToolCalls.Count > 0 ? null : string.Empty;
            await events.WriteAsync(json.Chunk(choice, d =>
            {
                d.WriteString("role", "assistant");
                d.WriteString("content", content);
            })).ConfigureAwait(false);
        }

        await WriteTextAsync().ConfigureAwait(false);
        await WriteSpokenAsync().ConfigureAwait(false);
        for (int choice = 0; choice < answers.Length; choice++)
        {
            await WriteToolCallsAsync(choice, answers[choice].ToolCalls).ConfigureAwait(false);
        }

        for (int choice = 0; choice < answers.Length; choice++)
        {
            await FinishAsync(choice).ConfigureAwait(false);
        }

        await events.DoneAsync(request.IncludeUsage, json.UsageChunk).ConfigureAwait(false);
    }

    private bool Has(ResponseQuirks wanted) => (quirks & wanted) != 0;

    private async Task WriteTextAsync()
    {
        IEnumerable<(Field Field, string Text)>[] choices = answers
            .Select(a => a.Segments.Where(s => request.AudioFormat is null || s.Field != Field.Content).SelectMany(s => s.Pieces().Select(text => (s.Field, text))))
            .ToArray();
        foreach ((int choice, (Field field, string text)) in RoundRobin.Interleave(choices))
        {
            await WritePieceAsync(choice, field, text).ConfigureAwait(false);
            await WriteWithoutChoicesAsync().ConfigureAwait(false);
        }

        await WriteWithoutChoicesAsync().ConfigureAwait(false);
    }

    private ValueTask WritePieceAsync(int choice, Field field, string text)
    {
        if (!json.HasLogProbs || field != Field.Content)
        {
            return events.WriteAsync(Template(choice, field).With(text));
        }

        long number = _told.TryGetValue(choice, out long told) ? told : 0;
        _told[choice] = number + 1;
        return events.WriteAsync(json.Chunk(choice, d => ChatJson.WriteDelta(d, field, text), token: (text, number)));
    }

    private async Task WriteSpokenAsync()
    {
        for (int choice = 0; request.AudioFormat is { } format && choice < answers.Length; choice++)
        {
            foreach (Action<Utf8JsonWriter> members in SpokenAnswer.Pieces(answers[choice].Text(Field.Content) ?? string.Empty, format))
            {
                await events.WriteAsync(json.Chunk(choice, d => d.Object("audio", members))).ConfigureAwait(false);
            }
        }
    }

    private ValueTask WriteWithoutChoicesAsync()
    {
        if (_wroteWithoutChoices || !Has(ResponseQuirks.NoChoices))
        {
            return default;
        }

        _wroteWithoutChoices = true;
        return events.WriteAsync(json.ChunkWithoutChoices());
    }

    private ChunkTemplate Template(int choice, Field field)
    {
        if (!_templates.TryGetValue((choice, field), out ChunkTemplate? template))
        {
            template = new ChunkTemplate(text => json.Chunk(choice, d => ChatJson.WriteDelta(d, field, text)));
            _templates[(choice, field)] = template;
        }

        return template;
    }

    private async Task WriteToolCallsAsync(int choice, IReadOnlyList<ToolCall> calls)
    {
        for (int i = 0; i < calls.Count; i++)
        {
            await WriteToolDeltaAsync(choice, i, w => ChatJson.WriteToolCallStart(w, calls[i], string.Empty)).ConfigureAwait(false);
        }

        // The fragments of parallel calls are interleaved; a client must join them by index.
        List<Queue<string>> fragments = calls.Select(c => new Queue<string>(c.Fragments())).ToList();
        while (fragments.Exists(f => f.Count > 0))
        {
            for (int i = 0; i < calls.Count; i++)
            {
                if (fragments[i].Count > 0)
                {
                    string part = fragments[i].Dequeue();
                    ToolCall call = calls[i];
                    await WriteToolDeltaAsync(choice, i, w => ChatJson.WriteToolCallPart(w, call, part)).ConfigureAwait(false);
                }
            }
        }
    }

    private ValueTask WriteToolDeltaAsync(int choice, int index, Action<Utf8JsonWriter> members)
        => events.WriteAsync(json.Chunk(choice, d =>
        {
            d.WriteStartArray("tool_calls");
            d.WriteStartObject();
            d.WriteNumber("index", index);
            members(d);
            d.WriteEndObject();
            d.WriteEndArray();
        }));

    private async Task FinishAsync(int choice)
    {
        await events.WriteAsync(json.Chunk(choice, d => ChatJson.WriteAnnotations(d, answers[choice]))).ConfigureAwait(false);
        await events.WriteFinishAsync(json.Chunk(choice, _ => { }, answers[choice].FinishReason)).ConfigureAwait(false);
    }
}
