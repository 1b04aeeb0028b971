using System.Collections.Generic;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using Whatai.Client.Streaming;

namespace Whatai.Client.Messages;

/// <summary>Reads a streamed message.</summary>
internal sealed class MessageStreamReader(MessageRequest request)
    : ChunkReader<MessageEvent, MessageDelta>(new MessageEvent(), MessageEvent.Read)
{
    private readonly MessageAggregator _aggregator = new();
    private MessageCompletion? _answer;
    private bool _isOver;

    protected override bool IsComplete => _aggregator.IsFinished || _isOver;

    protected override bool Add(MessageEvent chunk, List<MessageDelta> pieces)
    {
        if (chunk.IsWhole)
        {
            // A gateway that does not stream.
            _answer = MessageProtocol.Instance.ReadWhole(chunk.Raw, Response.Context, request);
            pieces.Add(AllOf(_answer));
            return false;
        }

        if (_aggregator.IsFinished && chunk.HasContent)
        {
            Response.ExpectMore();
        }

        _isOver |= chunk.Type is "message_stop";
        pieces.AddRange(_aggregator.Add(chunk));
        return !_isOver;
    }

    protected override void Complete(List<MessageDelta> pieces)
    {
        _answer ??= ReadEvents(pieces);
        pieces.Add(new MessageDelta
        {
            Type = Chunk.Type ?? "message_stop",
            FinishReason = _answer.FinishReason,
            Completion = _answer.CompletedBy(Response.Context, Response.Elapsed),
            Raw = Chunk.Raw,
        });
    }

    private MessageCompletion ReadEvents(List<MessageDelta> pieces)
    {
        if (_aggregator.Flush() is MessageDelta rest)
        {
            pieces.Add(rest);
        }

        if (!IsComplete)
        {
            throw ApiFailures.Incomplete(Chunk.IsDone ? IncompleteReasons.WithoutReason : IncompleteReasons.BeforeModel, Response.Context);
        }

        byte[] json = _aggregator.ToJson();
        using JsonDocument document = JsonDocument.Parse(json);
        return MessageReader.Read(json, document.RootElement, request.Messages) with { Input = request.Input, RawBytes = json };
    }

    private static MessageDelta AllOf(MessageCompletion answer) => new()
    {
        Type = "message",
        Text = answer.Text,
        Reasoning = answer.Reasoning,
        Refusal = answer.Refusal,
        ToolCalls = answer.ToolCalls,
    };
}
