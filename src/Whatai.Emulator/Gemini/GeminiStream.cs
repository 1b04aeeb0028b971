using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Json;
using Whatai.Emulator.Script;
using Whatai.Emulator.Streaming;

namespace Whatai.Emulator.Gemini;

/// <summary>
/// Streams a Gemini answer as complete objects: one per token (several candidates interleaved), one per call, then for each
/// candidate one with an empty text, finishReason and the final usage. No <c>[DONE]</c>.
/// </summary>
internal sealed class GeminiStream(EventStream events, GeminiJson json, Answer[] answers, ResponseQuirks quirks)
{
    // After two tokens.
    private const int InterruptAfter = 2;

    private readonly Dictionary<(int Candidate, Field Field), ChunkTemplate> _templates = [];
    private bool _isOdd;

    /// <summary>With alt=sse.</summary>
    internal static StreamFormat Sse { get; } = new(InterruptAfter);

    /// <summary>Without alt=sse: a JSON array, in which an upstream failure is an element.</summary>
    internal static StreamFormat Array { get; } = new(InterruptAfter)
    {
        IsArray = true,
        Error = (exchange, _) => (null, exchange.ErrorJson(GeminiErrors.Shape)),
    };

    internal async Task WriteAsync()
    {
        await events.BeginAsync().ConfigureAwait(false);
        if (answers[0].BlockReason is not null)
        {
            await WriteLastAsync(json.Whole()).ConfigureAwait(false);
            await events.DoneAsync().ConfigureAwait(false);
            return;
        }

        await WriteCodeAsync().ConfigureAwait(false);
        IEnumerable<(Field Field, string Text)>[] candidates = answers
            .Select(a => json.Visible(a).SelectMany(s => s.Pieces().Select(text => (s.Field, text))))
            .ToArray();
        foreach ((int candidate, (Field field, string text)) in RoundRobin.Interleave(candidates))
        {
            await WritePieceAsync(candidate, field, text).ConfigureAwait(false);
            await WriteUnknownPartAsync().ConfigureAwait(false);
        }

        for (int i = 0; i < answers.Length; i++)
        {
            await EndAsync(i).ConfigureAwait(false);
        }

        await events.DoneAsync(includeUsage: false, () => json.UsageChunk(withEmptyCandidates: true)).ConfigureAwait(false);
    }

    private async Task WriteCodeAsync()
    {
        for (int i = 0; i < answers.Length; i++)
        {
            if (answers[i].Hosted is CodeRun run)
            {
                await events.WriteAsync(json.Chunk(i, w => GeminiJson.WriteCode(w, run))).ConfigureAwait(false);
                await events.WriteAsync(json.Chunk(i, w => GeminiJson.WriteCodeResult(w, run))).ConfigureAwait(false);
            }
        }
    }

    private bool Has(ResponseQuirks wanted) => (quirks & wanted) != 0;

    private ValueTask WritePieceAsync(int candidate, Field field, string text)
        => field is Field.Images or Field.ImagePart
            ? events.WriteAsync(Chunk(candidate, field, text))
            : events.WriteAsync(Template(candidate, field).With(text));

    private byte[] Chunk(int candidate, Field field, string text) => json.Chunk(candidate, w => json.WritePart(w, field, text));

    private ChunkTemplate Template(int candidate, Field field)
    {
        if (!_templates.TryGetValue((candidate, field), out ChunkTemplate? template))
        {
            template = new ChunkTemplate(text => Chunk(candidate, field, text));
            _templates[(candidate, field)] = template;
        }

        return template;
    }

    private async Task EndAsync(int candidate)
    {
        Answer answer = answers[candidate];
        foreach (byte[] sound in json.Spoken(answer) is { } said ? GeminiSpeech.Pieces(said) : [])
        {
            await events.WriteAsync(json.Chunk(candidate, w => GeminiJson.WriteSound(w, sound))).ConfigureAwait(false);
        }

        for (int i = 0; i < answer.ToolCalls.Count; i++)
        {
            int index = i;
            await events.WriteAsync(json.Chunk(candidate, w => json.WriteCall(w, answer.ToolCalls[index], isFirst: index == 0))).ConfigureAwait(false);
            await WriteUnknownPartAsync().ConfigureAwait(false);
        }

        byte[] last = json.Chunk(candidate, w => json.WritePart(w, Field.Content, string.Empty, json.Signature(answer)), answer);
        await WriteLastAsync(last).ConfigureAwait(false);
    }

    private async Task WriteLastAsync(byte[] last)
    {
        await events.InterruptBeforeAsync(last).ConfigureAwait(false);
        await events.WriteAsync(last).ConfigureAwait(false);
        if (Has(ResponseQuirks.DuplicateFinish))
        {
            await events.WriteAsync(last).ConfigureAwait(false);
        }
    }

    private async Task WriteUnknownPartAsync()
    {
        if (_isOdd)
        {
            return;
        }

        _isOdd = true;
        if (Has(ResponseQuirks.NoChoices))
        {
            await events.WriteAsync(json.UsageChunk(withEmptyCandidates: false)).ConfigureAwait(false);
        }

        if (Has(ResponseQuirks.UnknownEvents))
        {
            await events.WriteAsync(json.Chunk(0, w =>
            {
                w.WriteStartObject();
                w.Object("futureThing", f => f.WriteNull("of"));
                w.WriteEndObject();
            })).ConfigureAwait(false);
        }
    }
}
