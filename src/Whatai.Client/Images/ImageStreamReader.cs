using System.Collections.Generic;
using System.Linq;
using Whatai.Client.Errors;
using Whatai.Client.Streaming;

namespace Whatai.Client.Images;

/// <summary>Reads images that come unfinished first.</summary>
/// <param name="request">What was asked for.</param>
internal sealed class ImageStreamReader(ImageRequest request) : ChunkReader<ImageEvent, ImageDelta>(new ImageEvent(), ImageEvent.Read)
{
    private readonly int _wanted = request.Count ?? 1;
    private readonly List<ImageGeneration> _made = [];

    protected override bool IsComplete => _made.Count >= _wanted;

    protected override bool Add(ImageEvent chunk, List<ImageDelta> pieces)
    {
        if (chunk.IsWhole)
        {
            _made.Add(ImageClient.ReadImages(chunk.Raw, Response.Context, Response.Elapsed, request));
            return !IsComplete && !chunk.IsBody;
        }

        if (chunk.IsPartial && ImageAnswerReader.Read(chunk.Raw, Response.Context.RequestUri) is { Count: > 0 } images)
        {
            pieces.Add(new ImageDelta { Image = images[0] with { Prompt = request.Prompt, Model = request.Model, RequestId = Response.Context.RequestId }, PartialIndex = chunk.PartialIndex });
        }

        return true;
    }

    protected override void Complete(List<ImageDelta> pieces)
    {
        if (_made.Count == 0)
        {
            throw ApiFailures.Incomplete(IncompleteReasons.NotDone, Response.Context);
        }

        // Each event tells what the request took so far.
        ImageGeneration last = _made[_made.Count - 1];
        pieces.Add(new ImageDelta
        {
            Generation = last with { Images = [.. _made.SelectMany(static one => one.Images)], Usage = last.Usage },
        });
    }
}
