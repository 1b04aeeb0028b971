using System.Collections.Generic;
using System.Text.Json;
using Whatai.Client.Errors;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Audio;

/// <summary>Reads a transcription that comes in pieces.</summary>
/// <param name="request">What was asked for.</param>
internal sealed class TranscriptionStreamReader(TranscriptionRequest request)
    : ChunkReader<TranscriptionEvent, TranscriptionDelta>(new TranscriptionEvent(), TranscriptionEvent.Read)
{
    private readonly List<TranscriptionSegment> _segments = [];
    private SurrogatePairJoiner _pairs;
    private bool _hasText;

    protected override bool IsComplete => Chunk.IsWhole;

    protected override bool Add(TranscriptionEvent chunk, List<TranscriptionDelta> pieces)
    {
        if (chunk is { Type: "transcript.text.delta", Delta: string delta } && _pairs.Push(delta) is { Length: > 0 } text)
        {
            _hasText = true;
            pieces.Add(new TranscriptionDelta(text));
        }
        else if (chunk.Type is "transcript.text.segment" && LenientJson.Parse(chunk.Raw) is JsonDocument document)
        {
            using (document)
            {
                _segments.Add(TranscriptionReader.ReadSegment(document.RootElement, _segments.Count));
            }

            pieces.Add(new TranscriptionDelta(string.Empty) { Segment = _segments[_segments.Count - 1] });
        }

        return !chunk.IsWhole;
    }

    protected override void Complete(List<TranscriptionDelta> pieces)
    {
        if (!Chunk.IsWhole)
        {
            throw ApiFailures.Incomplete(IncompleteReasons.NotDone, Response.Context);
        }

        Transcription whole = TranscriptionReader.Read(Chunk.Raw, request, Response.Context, Response.Elapsed);
        if (whole.Segments.Count == 0 && _segments.Count > 0)
        {
            whole = whole with { Segments = [.. _segments] };
        }

        if (!_hasText && whole.Text.Length > 0)
        {
            pieces.Add(new TranscriptionDelta(whole.Text));
        }

        pieces.Add(new TranscriptionDelta(string.Empty) { Transcription = whole });
    }
}
