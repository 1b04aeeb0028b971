using System.Collections.Generic;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Gemini;

/// <summary>Reads a streamed answer of Gemini's.</summary>
internal sealed class GeminiStreamReader(GeminiRequest request)
    : ChunkReader<GeminiChunk, GeminiDelta>(new GeminiChunk(), GeminiChunkReader.Read)
{
    private readonly GeminiAggregator _aggregator = new(request.Messages);

    protected override bool IsComplete => _aggregator.IsFinished && _aggregator.CandidateCount >= (request.Count ?? 1);

    protected override bool Add(GeminiChunk chunk, List<GeminiDelta> pieces)
    {
        GeminiProtocol.ThrowIfBlocked(chunk, _aggregator.CandidateCount, Response.Context);
        if (IsComplete && chunk.HasContent)
        {
            // Some models say STOP on every piece.
            Response.ExpectMore();
        }

        _aggregator.AddHead(chunk);
        for (int i = 0; i < chunk.CandidateCount; i++)
        {
            GeminiCandidateDelta news = _aggregator.Add(chunk[i]);
            if (!news.IsEmpty)
            {
                pieces.Add(ToDelta(chunk, chunk[i], news));
            }

            for (int image = 1; image < news.Images?.Count; image++)
            {
                pieces.Add(new GeminiDelta { Index = chunk[i].Index, Image = news.Images[image], Raw = chunk.Raw });
            }
        }

        return true;
    }

    protected override void Complete(List<GeminiDelta> pieces)
    {
        foreach ((int index, GeminiCandidateDelta news) in _aggregator.Flush())
        {
            pieces.Add(new GeminiDelta { Index = index, Text = news.Text ?? string.Empty, Reasoning = news.Reasoning });
        }

        // Several models give one candidate however many were asked for, so that those which began must do. A plain answer is whole as it is.
        bool isPlain = Chunk.IsBody && Chunk.CandidateCount > 0;
        if (!isPlain && !_aggregator.IsFinished)
        {
            throw ApiFailures.Incomplete(IncompleteReasons.BeforeModel, Response.Context);
        }

        GeminiCompletion answer = _aggregator.ToCompletion() with { Input = request.Input, RawSource = isPlain ? new RawText(Chunk.Raw) : new RawText(_aggregator.ToJson) };
        pieces.Add(new GeminiDelta { FinishReason = answer.FinishReason, Completion = answer.CompletedBy(Response.Context, Response.Elapsed) });
    }

    private GeminiDelta ToDelta(GeminiChunk chunk, GeminiChunkCandidate candidate, GeminiCandidateDelta news) => new()
    {
        Index = candidate.Index,
        Text = news.Text ?? string.Empty,
        Reasoning = news.Reasoning,
        ToolCalls = news.Calls?.ToArray(),
        Image = news.Images?[0],
        CodeExecution = news.Code,
        FinishReason = candidate.FinishReason is null ? null : _aggregator.FinishReason(candidate.Index),
        Raw = chunk.Raw,
    };
}
