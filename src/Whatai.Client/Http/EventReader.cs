using System;
using System.Collections.Generic;
using System.IO;
using System.Net.ServerSentEvents;
using Whatai.Client.Protocol;

namespace Whatai.Client.Http;

/// <summary>Reads an event stream and says plainly how it failed, if it did.</summary>
internal static class EventReader
{
    /// <summary>
    /// Gives each event as the parser makes it. Leaving the enumeration early closes the connection, unless the last
    /// event given was the last of the stream by its own word, as <paramref name="isLast"/> tells. What goes wrong once
    /// <paramref name="isComplete"/> says that the answer is whole no longer matters.
    /// </summary>
    /// <exception cref="WhataiException">The connection broke, was silent too long, or brought an error outside the events.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(ApiResponse response, SseItemParser<T> parse, Func<T, bool> isLast, Func<bool> isComplete)
    {
        Stream body;
        try
        {
            body = await response.OpenAsync().ConfigureAwait(false);
        }
        catch (Exception ex)
        {
            throw response.ReadFailure(ex);
        }

        using var lines = new StrayLineStream(body);
        IAsyncEnumerator<SseItem<T>> events = SseParser.Create(lines, parse).EnumerateAsync().GetAsyncEnumerator();
        try
        {
            while (true)
            {
                bool more;
                try
                {
                    more = await events.MoveNextAsync().ConfigureAwait(false);
                }
                catch (Exception ex)
                {
                    Exception failure = response.ReadFailure(ex);
                    if (!isComplete() || failure is OperationCanceledException)
                    {
                        // An error that came before the break says more than the break.
                        throw StrayFailure(lines, response) ?? failure;
                    }

                    more = false;
                }

                if (!more)
                {
                    break;
                }

                T item = events.Current.Data;
                if (isLast(item))
                {
                    if (!isComplete() && StrayFailure(lines, response) is WhataiException amid)
                    {
                        throw amid;
                    }

                    await response.DrainAsync(lines).ConfigureAwait(false);
                    yield return item;
                    yield break;
                }

                yield return item;
            }
        }
        finally
        {
            await events.DisposeAsync().ConfigureAwait(false);
        }

        if (!isComplete() && StrayFailure(lines, response) is WhataiException stray)
        {
            throw stray;
        }
    }

    private static WhataiException? StrayFailure(StrayLineStream lines, ApiResponse response) =>
        lines.Stray.IsEmpty ? null : ApiFailures.FromBody(lines.Stray, response.Facts, midStream: true);
}
