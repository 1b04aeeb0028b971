using System.Collections.Generic;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Chat;

/// <summary>Reads a streamed chat answer, or one of the legacy completions, which has the same shape.</summary>
internal sealed class ChatStreamReader(int choices, IReadOnlyList<ChatMessage> sent, object? input) : IConversationReader<ChatCompletion, ChatDelta>
{
    private readonly ChatAggregator _aggregator = new();

    public ChatCompletion Answer { get; private set; } = null!;

    private bool IsWhole => _aggregator.IsFinished && _aggregator.ChoiceCount >= choices;

    public async IAsyncEnumerable<ChatDelta> ReadAsync(StreamingResponse response)
    {
        var chunk = new ChatChunk();
        await foreach (ChatChunk piece in ChunkStream.ReadAsync(response, chunk, ChatChunkReader.Read, () => IsWhole).ConfigureAwait(false))
        {
            if (IsWhole && piece.HasContent)
            {
                // Some say the reason on every piece.
                response.ExpectMore();
            }

            _aggregator.AddHead(piece);
            for (int i = 0; i < piece.ChoiceCount; i++)
            {
                ChatDelta delta = ToDelta(piece, piece[i]);
                if (delta.Text.Length > 0 || delta.Reasoning is not null || delta.Refusal is not null || delta.ToolCalls is not null || delta.Audio is not null)
                {
                    yield return delta;
                }
            }
        }

        if (chunk.IsWhole)
        {
            _aggregator.Flush();
        }
        else if (chunk.IsDone ? !_aggregator.IsFinished : !IsWhole)
        {
            // With [DONE] the gateway says itself that there are no more choices. A relay writes it when its upstream died as well, so
            // that the word alone proves nothing.
            throw ApiFailures.Incomplete(chunk.IsDone ? IncompleteReasons.WithoutReason : IncompleteReasons.BeforeModel, response.Context);
        }

        ChatCompletion completion = _aggregator.ToCompletion(sent) with { Input = input };
        Answer = completion with { RawSource = chunk.IsWhole ? new RawText(chunk.Raw) : new RawText(() => _aggregator.ToJson(completion)) };
    }

    public ChatDelta CreateLast(ChatCompletion answer) => new() { FinishReason = answer.FinishReason, Completion = answer };

    private ChatDelta ToDelta(ChatChunk chunk, ChatChunkChoice choice)
    {
        (string text, string? reasoning) = _aggregator.Add(choice);
        return new ChatDelta
        {
            Index = choice.Index,
            Text = text,
            Reasoning = reasoning,
            Refusal = string.IsNullOrEmpty(choice.Refusal) ? null : choice.Refusal,
            ToolCalls = choice.ToolCalls?.ConvertAll(ToRecord) ?? (choice.FunctionCall is ChatChunkToolCall call ? [ToRecord(call)] : null),
            Audio = choice.Audio,
            FinishReason = choice.FinishReason,
            Raw = chunk.Raw,
        };
    }

    private static ChatToolCall ToRecord(ChatChunkToolCall call) => new(call.Id ?? string.Empty, call.Name ?? string.Empty, call.Arguments ?? string.Empty);
}
