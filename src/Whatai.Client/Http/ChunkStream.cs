using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Whatai.Client.Protocol;

namespace Whatai.Client.Http;

/// <summary>Reads the pieces of a streamed answer, and says plainly how it failed, if it did.</summary>
internal static class ChunkStream
{
    /// <summary>Fills a chunk from the data of an event.</summary>
    public delegate T ChunkReader<T>(ReadOnlySpan<byte> data, T chunk);

    /// <summary>
    /// Gives the chunk anew for each event that says something. It ends with <c>[DONE]</c>, which the chunk then tells, or where the
    /// stream does; whether the answer is whole by then, the caller must look.
    /// </summary>
    /// <exception cref="WhataiException">The stream brought an error or something that is not JSON, or broke.</exception>
    public static async IAsyncEnumerable<T> ReadEventsAsync<T>(ApiResponse response, T chunk, ChunkReader<T> read, Func<bool> isWhole)
        where T : WireChunk
    {
        byte[]? words = null;
        await foreach (T piece in EventReader.ReadAsync(response, (_, data) => read(data, chunk), static piece => piece.IsDone, isWhole).ConfigureAwait(false))
        {
            if (piece.IsDone || (piece.IsMalformed && piece.Raw.Length > 0 && isWhole()))
            {
                break;
            }

            // An empty event is a sign of life.
            if (!piece.IsMalformed || piece.Raw.Length > 0)
            {
                ThrowIfFailure(piece, response.Facts);
                words = piece.HasAnswer ? [] : words is { Length: 0 } ? words : piece.Raw;
                yield return piece;
            }
        }

        if (!isWhole() && words is { Length: > 0 })
        {
            // No answer at all, but perhaps a word of why.
            throw ApiFailures.NoAnswer(words, BreakOff.BeforeModel, response.Facts);
        }
    }

    /// <summary>The same for an answer whose pieces are the elements of a JSON array.</summary>
    /// <exception cref="WhataiException">The stream brought an error or something that is not JSON, or broke.</exception>
    public static async IAsyncEnumerable<T> ReadElementsAsync<T>(ApiResponse response, T chunk, ChunkReader<T> read, Func<bool> isWhole)
        where T : WireChunk
    {
        await foreach (byte[] element in ElementReader.ReadAsync(response, isWhole).ConfigureAwait(false))
        {
            T piece = read(element, chunk);
            if (piece.IsMalformed && isWhole())
            {
                yield break;
            }

            ThrowIfFailure(piece, response.Facts);
            yield return piece;
        }
    }

    private static void ThrowIfFailure(WireChunk piece, CallFacts facts)
    {
        if (piece.IsMalformed)
        {
            throw ApiFailures.Incomplete(BreakOff.EventCut, facts);
        }

        if (piece.HasError || (!piece.HasAnswer && ErrorBody.Parse(piece.Raw).IsError))
        {
            throw ApiFailures.FromBody(piece.Raw, facts, midStream: true);
        }
    }
}
