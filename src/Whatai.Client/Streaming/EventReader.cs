using System;
using System.Collections.Generic;
using System.IO;
using System.Net.ServerSentEvents;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Streaming;

/// <summary>Reads an event stream and says plainly how it failed, if it did.</summary>
internal static class EventReader
{
    /// <summary>
    /// Gives each event as the parser makes it. Leaving the enumeration early closes the connection, unless the last
    /// event given was the last of the stream by its own word, as <paramref name="isLast"/> tells. What goes wrong once
    /// <paramref name="isComplete"/> says that the answer is whole no longer matters, and the stream must end soon. Events that stay in
    /// memory, as <paramref name="areKept"/> tells, may be no more together than an answer may.
    /// </summary>
    /// <exception cref="WhataiException">The connection broke, was silent too long, or brought something that is no stream of events.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(StreamingResponse response, SseItemParser<T> parse, Func<T, bool> isLast, Func<bool> isComplete, bool areKept = true)
    {
        Stream body;
        try
        {
            body = await response.OpenEventsAsync(areKept).ConfigureAwait(false);
        }
        catch (Exception ex)
        {
            throw response.ReadFailure(ex);
        }

        bool any = false;
        using var lines = new SseStrayTextStream(body);
        IAsyncEnumerator<SseItem<T>> events = SseParser.Create(lines, (name, data) => parse(name, WellFormedJson.OfEvent(data))).EnumerateAsync().GetAsyncEnumerator();
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
                        // A page that came before the break says more than the break.
                        throw PageFailure(lines, response) ?? failure;
                    }

                    more = false;
                }

                if (!more)
                {
                    break;
                }

                any = true;
                response.EndEvent();
                T item = events.Current.Data;
                if (isLast(item))
                {
                    if (!isComplete() && PageFailure(lines, response) is WhataiException amid)
                    {
                        throw amid;
                    }

                    await response.DrainAsync(lines, () => lines.AtEnd).ConfigureAwait(false);
                    yield return item;
                    yield break;
                }

                yield return item;
                if (isComplete())
                {
                    response.ExpectEnd();
                }
            }
        }
        finally
        {
            await events.DisposeAsync().ConfigureAwait(false);
        }

        if (!isComplete() && PageFailure(lines, response) is WhataiException page)
        {
            throw page;
        }

        if (!any && (response.MediaType is "application/json" || !EventData.MayBeEvents(lines.Start)))
        {
            throw ApiFailures.NotTheAnswer(lines.Start, response.Context);
        }
    }

    private static WhataiException? PageFailure(SseStrayTextStream lines, StreamingResponse response) =>
        lines.Page.IsEmpty ? null : ApiFailures.FromBody(lines.Page, response.Context, midStream: true);
}
