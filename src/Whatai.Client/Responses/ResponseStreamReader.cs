using System.Collections.Generic;
using System.Text.Json;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using Whatai.Client.Streaming;

namespace Whatai.Client.Responses;

/// <summary>Reads a streamed response.</summary>
internal sealed class ResponseStreamReader(ResponseRequest request)
    : ChunkReader<ResponseEvent, ResponseDelta>(new ResponseEvent(), ResponseEventReader.Read)
{
    private readonly ResponseAggregator _aggregator = new();
    private ResponseCompletion? _answer;

    protected override bool IsComplete => Chunk.IsTerminal;

    protected override bool Add(ResponseEvent chunk, List<ResponseDelta> pieces)
    {
        if (chunk.IsLast)
        {
            _answer = chunk.IsWhole ? ResponseProtocol.Instance.ReadWhole(chunk.Raw, Response.Context, request) : ReadLastEvent(chunk);
            return false;
        }

        if (_aggregator.Add(chunk) is ResponseDelta delta)
        {
            pieces.Add(delta);
        }

        return true;
    }

    protected override void Complete(List<ResponseDelta> pieces)
    {
        if (_answer is null)
        {
            throw ApiFailures.Incomplete(Chunk.IsDone ? IncompleteReasons.WithoutEnd : IncompleteReasons.BeforeResponse, Response.Context);
        }

        if (_aggregator.Rest(_answer) is ResponseDelta rest)
        {
            pieces.Add(rest);
        }

        pieces.Add(new ResponseDelta
        {
            Type = Chunk.Type ?? "response." + _answer.Status,
            FinishReason = _answer.FinishReason,
            Completion = _answer.CompletedBy(Response.Context, Response.Elapsed),
            Raw = Chunk.Raw,
        });
    }

    private ResponseCompletion ReadLastEvent(ResponseEvent last)
    {
        byte[] json = _aggregator.ToJson(last);
        using JsonDocument document = JsonDocument.Parse(json);
        if (ResponseReader.HasFailed(document.RootElement))
        {
            // The response says why; where it doesn't, the event might.
            bool says = ErrorReader.IsError(document.RootElement);
            throw ApiFailures.FromBody(says ? json : last.Raw, Response.Context, midStream: true);
        }

        return ResponseReader.Read(json, document.RootElement, request.Messages) with { Input = request.Input, RawBytes = json };
    }
}
