using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Streaming;

namespace Whatai.Client.Responses;

/// <summary>Reads a streamed response.</summary>
internal sealed class ResponseStreamReader(ResponseRequest request) : IConversationReader<ResponseCompletion, ResponseDelta>
{
    private readonly ResponseEvent _last = new();

    public ResponseCompletion Answer { get; private set; } = null!;

    public async IAsyncEnumerable<ResponseDelta> ReadAsync(StreamingResponse response)
    {
        var aggregator = new ResponseAggregator();
        ResponseCompletion? completion = null;
        await foreach (ResponseEvent piece in ChunkStream.ReadAsync(response, _last, ResponseEventReader.Read, () => _last.IsTerminal).ConfigureAwait(false))
        {
            if (piece.IsLast)
            {
                completion = piece.IsWhole
                    ? ResponseProtocol.Instance.ReadWhole(piece.Raw, response.Context, request)
                    : ReadLastEvent(piece, aggregator, response.Context);
                break;
            }

            if (aggregator.Add(piece) is ResponseDelta delta)
            {
                yield return delta;
            }
        }

        Answer = completion ?? throw ApiFailures.Incomplete(_last.IsDone ? IncompleteReasons.WithoutEnd : IncompleteReasons.BeforeResponse, response.Context);
        if (aggregator.Rest(completion) is ResponseDelta rest)
        {
            yield return rest;
        }
    }

    public ResponseDelta CreateLast(ResponseCompletion answer) => new()
    {
        Type = _last.Type ?? "response." + answer.Status,
        FinishReason = answer.FinishReason,
        Completion = answer,
        Raw = _last.Raw,
    };

    private ResponseCompletion ReadLastEvent(ResponseEvent last, ResponseAggregator aggregator, CallContext context)
    {
        byte[] json = aggregator.ToJson(last);
        using JsonDocument document = JsonDocument.Parse(json);
        if (ResponseReader.HasFailed(document.RootElement))
        {
            // The response says why; where it doesn't, the event might.
            bool says = ErrorReader.IsError(document.RootElement);
            throw ApiFailures.FromBody(says ? json : last.Raw, context, midStream: true);
        }

        return ResponseReader.Read(json, document.RootElement, request.Messages) with { Input = request.Input, RawBytes = json };
    }
}
