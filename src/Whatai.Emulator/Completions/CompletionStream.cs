using System.Linq;
using System.Threading.Tasks;
using Whatai.Emulator.Http;
using Whatai.Emulator.Streaming;

namespace Whatai.Emulator.Completions;

/// <summary>Streams a legacy completion: the tokens of all choices interleaved, the finish chunks, usage on request, <c>[DONE]</c>.</summary>
internal sealed class CompletionStream(EventStream events, CompletionJson json, CompletionRequest request, CompletionScript script, ResponseQuirks quirks)
{
    internal async Task WriteAsync()
    {
        await events.BeginAsync().ConfigureAwait(false);
        await WriteTextAsync().ConfigureAwait(false);
        for (int choice = 0; choice < script.Choices.Count; choice++)
        {
            await events.WriteFinishAsync(json.Chunk(choice, string.Empty, finishReason: script.Choices[choice].FinishReason)).ConfigureAwait(false);
        }

        await events.DoneAsync(request.IncludeUsage, json.UsageChunk).ConfigureAwait(false);
    }

    private async Task WriteTextAsync()
    {
        ChunkTemplate[] templates = script.Choices.Select((_, i) => new ChunkTemplate(text => json.Chunk(i, text))).ToArray();
        int[] counts = new int[templates.Length];
        int[] offsets = script.Choices.Select(CompletionJson.Start).ToArray();
        bool withoutChoices = (quirks & ResponseQuirks.NoChoices) != 0;
        foreach ((int i, string text) in RoundRobin.Interleave(script.Choices.Select(c => c.Pieces())))
        {
            if (request.LogProbs is null)
            {
                await events.WriteAsync(templates[i].With(text)).ConfigureAwait(false);
            }
            else
            {
                byte[] chunk = json.Chunk(i, text, w => json.WriteLogProbs(w, script.Choices[i], [text], counts[i], offsets[i]));
                await events.WriteAsync(chunk).ConfigureAwait(false);
                counts[i]++;
                offsets[i] += text.Length;
            }

            if (withoutChoices)
            {
                withoutChoices = false;
                await events.WriteAsync(json.ChunkWithoutChoices()).ConfigureAwait(false);
            }
        }
    }
}
