using System;
using System.Collections.Generic;
using System.Text;
using Whatai.Client.Errors;
using Whatai.Client.Json;
using Whatai.Client.Streaming;

namespace Whatai.Client.Raw;

/// <summary>Reads the events of any route.</summary>
internal sealed class RawStreamReader : EventReader<RawEvent, RawEvent>
{
    private const int LongestDone = 16;

    private readonly StreamEndDetector _watch = new();

    protected override bool AreKept => false;

    protected override bool IsComplete => _watch.HasEnded;

    protected override RawEvent Parse(string name, ReadOnlySpan<byte> data) =>
        new(name is SseStrayTextStream.BareName or SseStrayTextStream.BodyName ? "message" : name, Encoding.UTF8.GetString(data.ToArray()));

    protected override bool IsLast(RawEvent item) => IsDone(item);

    protected override bool Take(RawEvent item, List<RawEvent> pieces)
    {
        foreach (RawEvent piece in Apart(item))
        {
            if (IsDone(piece))
            {
                break;
            }

            if (_watch.Failure(piece, Response.Context) is WhataiException failure)
            {
                throw failure;
            }

            pieces.Add(piece);
        }

        return true;
    }

    protected override void End(List<RawEvent> pieces)
    {
        if (!_watch.HasEvents || !_watch.MayEnd)
        {
            throw ApiFailures.Incomplete(_watch.HasEvents ? IncompleteReasons.NotDone : IncompleteReasons.Nothing, Response.Context);
        }
    }

    private static bool IsDone(RawEvent piece) => piece.Data.Length < LongestDone && EventData.IsDone(Encoding.UTF8.GetBytes(piece.Data.Trim()));

    // Events that are not parted by a blank line come as one.
    private static IEnumerable<RawEvent> Apart(RawEvent piece)
    {
        if (piece.Data.Length == 0 || piece.Data[0] != '{')
        {
            yield return piece;
            yield break;
        }

        ReadOnlyMemory<byte> rest = Encoding.UTF8.GetBytes(piece.Data);
        while (!rest.IsEmpty)
        {
            int length = EventData.FirstValueLength(rest.Span);
            yield return piece with { Data = Encoding.UTF8.GetString(rest.Slice(0, length).ToArray()) };
            rest = rest.Slice(length);
            rest = rest.Slice(rest.Length - EventData.SkipToValue(rest.Span).Length);
        }
    }
}
