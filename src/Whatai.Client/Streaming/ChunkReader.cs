using System;
using System.Collections.Generic;
using Whatai.Client.Errors;
using Whatai.Client.Json;

namespace Whatai.Client.Streaming;

/// <summary>
/// Reads an answer that comes as JSON. What the body is decides how it is read, not what it says that it is: events, an array, an object a
/// line, or one object that is the whole answer.
/// </summary>
/// <typeparam name="TChunk">One JSON value.</typeparam>
/// <typeparam name="TPiece">A piece of the answer.</typeparam>
internal abstract class ChunkReader<TChunk, TPiece>(TChunk chunk, ChunkReader<TChunk, TPiece>.Filler fill) : EventReader<TChunk, TPiece>
    where TChunk : WireChunk
{
    private byte[] _words = [];
    private bool _hasAnswer;

    /// <summary>Fills a chunk from the name and the data of an event.</summary>
    public delegate TChunk Filler(string name, ReadOnlySpan<byte> data, TChunk chunk);

    /// <summary>The last value that came. Whether it was <c>[DONE]</c>, it tells; whether the answer is whole by then, the API must look.</summary>
    protected TChunk Chunk { get; } = chunk;

    /// <summary>Makes pieces of a value that says something.</summary>
    /// <returns>Whether the rest of the stream is wanted.</returns>
    /// <exception cref="WhataiException">The value says that the answer failed.</exception>
    protected abstract bool Add(TChunk chunk, List<TPiece> pieces);

    /// <summary>No more will come: makes pieces of what was held back, and of the whole.</summary>
    /// <exception cref="WhataiException">The answer is not whole.</exception>
    protected abstract void Complete(List<TPiece> pieces);

    protected sealed override TChunk Parse(string name, ReadOnlySpan<byte> data) => fill(name, data, Chunk);

    protected sealed override bool IsLast(TChunk item) => item.IsLast || EventData.EndsDone(item.Rest.Span);

    protected sealed override bool Take(TChunk item, List<TPiece> pieces)
    {
        string name = item.Name;
        ReadOnlyMemory<byte> rest = item.Rest;
        while (true)
        {
            WhataiException? failure = item.IsDone || item.IsEmpty ? null : Failure(item);
            if (item.IsDone || (failure is not null && (item.IsMalformed || item.IsBare) && IsComplete))
            {
                return false;
            }

            // What came with an error is given before it.
            if (!item.IsEmpty && (failure is null || (item.HasContent && !item.IsMalformed)))
            {
                _hasAnswer |= item.HasAnswer;
                _words = item.Raw;
                if (!Add(item, pieces))
                {
                    return false;
                }
            }

            if (failure is not null)
            {
                throw failure;
            }

            if (rest.IsEmpty)
            {
                return true;
            }

            // Events that are not parted by a blank line come as one.
            rest = Next(name, rest);
        }
    }

    protected sealed override void End(List<TPiece> pieces)
    {
        if (!_hasAnswer && ErrorBody.Parse(_words).SaysWhy)
        {
            // No answer at all, but a word of why.
            throw ApiFailures.FromBody(_words, Response.Context);
        }

        Complete(pieces);
    }

    private ReadOnlyMemory<byte> Next(string name, ReadOnlyMemory<byte> rest)
    {
        int length = EventData.FirstValueLength(rest.Span);
        fill(name, rest.Span.Slice(0, length), Chunk);
        ReadOnlyMemory<byte> behind = Chunk.Rest.IsEmpty ? rest.Slice(length) : Chunk.Rest;
        return behind.Slice(behind.Length - EventData.SkipToValue(behind.Span).Length);
    }

    private WhataiException? Failure(TChunk piece)
    {
        if (!piece.IsMalformed && (piece.IsError || (!piece.HasAnswer && ErrorBody.Parse(piece.Raw).IsError)))
        {
            return ApiFailures.FromBody(piece.Error, Response.Context, midStream: !piece.IsBody);
        }

        if (piece.IsBare && (piece.IsMalformed ? piece.IsBody : !piece.HasAnswer))
        {
            return piece.IsBody ? ApiFailures.NotTheAnswer(piece.Raw, Response.Context) : ApiFailures.FromBody(piece.Raw, Response.Context, midStream: true);
        }

        return piece.IsMalformed ? ApiFailures.Incomplete(IncompleteReasons.EventCut, Response.Context) : null;
    }
}
