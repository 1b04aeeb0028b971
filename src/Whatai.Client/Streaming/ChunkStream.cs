using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Streaming;

/// <summary>
/// Reads the pieces of an answer, and says plainly how it failed, if it did. What the body is decides how it is read, not what it says that
/// it is: events, an array, an object a line, or one object that is the whole answer.
/// </summary>
internal static class ChunkStream
{
    /// <summary>Fills a chunk from the name and the data of an event.</summary>
    public delegate T ChunkReader<T>(string name, ReadOnlySpan<byte> data, T chunk);

    /// <summary>
    /// Gives the chunk anew for each JSON value that says something. It ends with <c>[DONE]</c>, which the chunk then tells, or where the
    /// stream does; whether the answer is whole by then, the caller must look.
    /// </summary>
    /// <exception cref="WhataiException">The stream brought an error or something that is not JSON, or broke.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(StreamingResponse response, T chunk, ChunkReader<T> read, Func<bool> isWhole)
        where T : WireChunk
    {
        byte[] words = [];
        bool hasAnswer = false;
        bool isOver = false;
        await foreach (T piece in EventReader.ReadAsync(
            response, (name, data) => read(name, data, chunk), static piece => piece.IsLast || EventData.EndsDone(piece.Rest.Span), isWhole).ConfigureAwait(false))
        {
            string name = piece.Name;
            ReadOnlyMemory<byte> rest = piece.Rest;
            while (true)
            {
                WhataiException? failure = piece.IsDone || piece.IsEmpty ? null : Failure(piece, response.Context);
                isOver = piece.IsDone || (failure is not null && (piece.IsMalformed || piece.IsBare) && isWhole());
                if (isOver)
                {
                    break;
                }

                // What came with an error is given before it.
                if (!piece.IsEmpty && (failure is null || (piece.HasContent && !piece.IsMalformed)))
                {
                    hasAnswer |= piece.HasAnswer;
                    words = piece.Raw;
                    yield return piece;
                }

                if (failure is not null)
                {
                    throw failure;
                }

                if (rest.IsEmpty)
                {
                    break;
                }

                // Events that are not parted by a blank line come as one.
                rest = Next(name, rest, piece, read);
            }

            if (isOver)
            {
                break;
            }
        }

        if (!hasAnswer && ErrorBody.Parse(words).SaysWhy)
        {
            // No answer at all, but a word of why.
            throw ApiFailures.FromBody(words, response.Context);
        }
    }

    private static ReadOnlyMemory<byte> Next<T>(string name, ReadOnlyMemory<byte> rest, T chunk, ChunkReader<T> read)
        where T : WireChunk
    {
        int length = EventData.FirstValueLength(rest.Span);
        read(name, rest.Span.Slice(0, length), chunk);
        ReadOnlyMemory<byte> behind = chunk.Rest.IsEmpty ? rest.Slice(length) : chunk.Rest;
        return behind.Slice(behind.Length - EventData.SkipToValue(behind.Span).Length);
    }

    private static WhataiException? Failure(WireChunk piece, CallContext context)
    {
        if (!piece.IsMalformed && (piece.IsError || (!piece.HasAnswer && ErrorBody.Parse(piece.Raw).IsError)))
        {
            return ApiFailures.FromBody(piece.Error, context, midStream: !piece.IsBody);
        }

        if (piece.IsBare && (piece.IsMalformed ? piece.IsBody : !piece.HasAnswer))
        {
            return piece.IsBody ? ApiFailures.NotTheAnswer(piece.Raw, context) : ApiFailures.FromBody(piece.Raw, context, midStream: true);
        }

        return piece.IsMalformed ? ApiFailures.Incomplete(IncompleteReasons.EventCut, context) : null;
    }
}
