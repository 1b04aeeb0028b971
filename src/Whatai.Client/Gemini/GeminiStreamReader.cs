using System.Collections.Generic;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Gemini;

/// <summary>Reads a streamed answer of Gemini's.</summary>
internal sealed class GeminiStreamReader(GeminiRequest request) : IConversationReader<GeminiCompletion, GeminiDelta>
{
    private readonly GeminiAggregator _aggregator = new(request.Messages);

    public GeminiCompletion Answer { get; private set; } = null!;

    private bool IsWhole => _aggregator.IsFinished && _aggregator.CandidateCount >= (request.Count ?? 1);

    public async IAsyncEnumerable<GeminiDelta> ReadAsync(StreamingResponse response)
    {
        var chunk = new GeminiChunk();
        await foreach (GeminiChunk piece in ChunkStream.ReadAsync(response, chunk, GeminiChunkReader.Read, () => IsWhole).ConfigureAwait(false))
        {
            GeminiProtocol.ThrowIfBlocked(piece, _aggregator.CandidateCount, response.Context);
            if (IsWhole && piece.HasContent)
            {
                // Some models say STOP on every piece.
                response.ExpectMore();
            }

            _aggregator.AddHead(piece);
            for (int i = 0; i < piece.CandidateCount; i++)
            {
                GeminiCandidateDelta news = _aggregator.Add(piece[i]);
                if (!news.IsEmpty)
                {
                    yield return ToDelta(piece, piece[i], news);
                }

                for (int image = 1; image < news.Images?.Count; image++)
                {
                    yield return new GeminiDelta { Index = piece[i].Index, Image = news.Images[image], Raw = piece.Raw };
                }
            }
        }

        foreach ((int index, GeminiCandidateDelta news) in _aggregator.Flush())
        {
            yield return new GeminiDelta { Index = index, Text = news.Text ?? string.Empty, Reasoning = news.Reasoning };
        }

        // Several models give one candidate however many were asked for, so that those which began must do. A plain answer is whole as it is.
        bool isPlain = chunk.IsBody && chunk.CandidateCount > 0;
        if (!isPlain && !_aggregator.IsFinished)
        {
            throw ApiFailures.Incomplete(IncompleteReasons.BeforeModel, response.Context);
        }

        Answer = _aggregator.ToCompletion() with { Input = request.Input, RawSource = isPlain ? new RawText(chunk.Raw) : new RawText(_aggregator.ToJson) };
    }

    public GeminiDelta CreateLast(GeminiCompletion answer) => new() { FinishReason = answer.FinishReason, Completion = answer };

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
