using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Streaming;

namespace Whatai.Client.Messages;

/// <summary>Reads a streamed message.</summary>
internal sealed class MessageStreamReader(MessageRequest request) : IConversationReader<MessageCompletion, MessageDelta>
{
    private readonly MessageEvent _last = new();

    public MessageCompletion Answer { get; private set; } = null!;

    public async IAsyncEnumerable<MessageDelta> ReadAsync(StreamingResponse response)
    {
        var aggregator = new MessageAggregator();
        bool isOver = false;
        await foreach (MessageEvent piece in ChunkStream.ReadAsync(response, _last, MessageEvent.Read, () => aggregator.IsFinished || isOver).ConfigureAwait(false))
        {
            if (piece.IsWhole)
            {
                // A gateway that does not stream.
                Answer = MessageProtocol.Instance.ReadWhole(piece.Raw, response.Context, request);
                yield return AllOf(Answer);
                yield break;
            }

            if (aggregator.IsFinished && piece.HasContent)
            {
                response.ExpectMore();
            }

            isOver |= piece.Type is "message_stop";
            foreach (MessageDelta delta in aggregator.Add(piece))
            {
                yield return delta;
            }

            if (isOver)
            {
                break;
            }
        }

        if (aggregator.Flush() is MessageDelta rest)
        {
            yield return rest;
        }

        if (!isOver && !aggregator.IsFinished)
        {
            throw ApiFailures.Incomplete(_last.IsDone ? IncompleteReasons.WithoutReason : IncompleteReasons.BeforeModel, response.Context);
        }

        byte[] json = aggregator.ToJson();
        using JsonDocument document = JsonDocument.Parse(json);
        Answer = MessageReader.Read(json, document.RootElement, request.Messages) with { Input = request.Input, RawBytes = json };
    }

    public MessageDelta CreateLast(MessageCompletion answer) => new()
    {
        Type = _last.Type ?? "message_stop",
        FinishReason = answer.FinishReason,
        Completion = answer,
        Raw = _last.Raw,
    };

    private static MessageDelta AllOf(MessageCompletion answer) => new()
    {
        Type = "message",
        Text = answer.Text,
        Reasoning = answer.Reasoning,
        Refusal = answer.Refusal,
        ToolCalls = answer.ToolCalls,
    };
}
