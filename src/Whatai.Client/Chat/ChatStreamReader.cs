using System.Collections.Generic;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Chat;

/// <summary>Reads a streamed chat answer, or one of the legacy completions, which has the same shape.</summary>
internal sealed class ChatStreamReader(int choices, IReadOnlyList<ChatMessage> sent, object? input)
    : ChunkReader<ChatChunk, ChatDelta>(new ChatChunk(), ChatChunkReader.Read)
{
    private readonly ChatAggregator _aggregator = new();

    protected override bool IsComplete => _aggregator.IsFinished && _aggregator.ChoiceCount >= choices;

    protected override bool Add(ChatChunk chunk, List<ChatDelta> pieces)
    {
        if (IsComplete && chunk.HasContent)
        {
            // Some say the reason on every piece.
            Response.ExpectMore();
        }

        _aggregator.AddHead(chunk);
        for (int i = 0; i < chunk.ChoiceCount; i++)
        {
            ChatDelta delta = ToDelta(chunk, chunk[i]);
            if (delta.Text.Length > 0 || delta.Reasoning is not null || delta.Refusal is not null || delta.ToolCalls is not null || delta.Audio is not null)
            {
                pieces.Add(delta);
            }
        }

        return true;
    }

    protected override void Complete(List<ChatDelta> pieces)
    {
        if (Chunk.IsWhole)
        {
            _aggregator.Flush();
        }
        else if (Chunk.IsDone ? !_aggregator.IsFinished : !IsComplete)
        {
            // With [DONE] the gateway says itself that there are no more choices. A relay writes it when its upstream died as well, so
            // that the word alone proves nothing.
            throw ApiFailures.Incomplete(Chunk.IsDone ? IncompleteReasons.WithoutReason : IncompleteReasons.BeforeModel, Response.Context);
        }

        ChatCompletion completion = _aggregator.ToCompletion(sent) with { Input = input };
        ChatCompletion answer = completion with { RawSource = Chunk.IsWhole ? new RawText(Chunk.Raw) : new RawText(() => _aggregator.ToJson(completion)) };
        pieces.Add(new ChatDelta { FinishReason = answer.FinishReason, Completion = answer.CompletedBy(Response.Context, Response.Elapsed) });
    }

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
