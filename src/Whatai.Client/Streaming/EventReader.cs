using System;
using System.Collections.Generic;
using System.IO;
using System.Net.ServerSentEvents;
using System.Runtime.ExceptionServices;
using Whatai.Client.Errors;
using Whatai.Client.Http;
using Whatai.Client.Json;

namespace Whatai.Client.Streaming;

/// <summary>
/// Reads one event stream, makes the pieces of an answer of its events, and says plainly how it failed, if it did. What an API makes of an
/// event is not asynchronous: all waiting is here.
/// </summary>
/// <typeparam name="TEvent">What an event is read as. One instance may be filled again for each.</typeparam>
/// <typeparam name="TPiece">A piece of the answer.</typeparam>
internal abstract class EventReader<TEvent, TPiece>
{
    private readonly List<TPiece> _pieces = [];

    /// <summary>What is read.</summary>
    protected StreamingResponse Response { get; private set; } = null!;

    /// <summary>Whether the events stay in memory: then they may be no more together than an answer may.</summary>
    protected virtual bool AreKept => true;

    /// <summary>Whether the answer is whole. What goes wrong from then on no longer matters, and the stream must end soon.</summary>
    protected abstract bool IsComplete { get; }

    /// <summary>Gives the pieces as they come. Leaving the enumeration early closes the connection, unless the last event had come.</summary>
    /// <exception cref="WhataiException">The connection broke, was silent too long, or brought something that is no such stream.</exception>
    public async IAsyncEnumerable<TPiece> ReadAsync(StreamingResponse response)
    {
        Response = response;
        Stream body;
        try
        {
            body = await response.OpenEventsAsync(AreKept).ConfigureAwait(false);
        }
        catch (Exception ex)
        {
            throw response.ReadFailure(ex);
        }

        bool any = false;
        bool goesOn = true;
        using var lines = new SseStrayTextStream(body);
        IAsyncEnumerator<SseItem<TEvent>> events = SseParser.Create(lines, (name, data) => Parse(name, WellFormedJson.OfEvent(data))).EnumerateAsync().GetAsyncEnumerator();
        try
        {
            while (goesOn)
            {
                bool more;
                try
                {
                    more = await events.MoveNextAsync().ConfigureAwait(false);
                }
                catch (Exception ex)
                {
                    Exception failure = response.ReadFailure(ex);
                    if (!IsComplete || failure is OperationCanceledException)
                    {
                        // A page that came before the break says more than the break.
                        throw PageFailure(lines) ?? failure;
                    }

                    more = false;
                }

                if (!more)
                {
                    break;
                }

                any = true;
                response.EndEvent();
                TEvent item = events.Current.Data;
                bool isLast = IsLast(item);
                if (isLast)
                {
                    if (!IsComplete && PageFailure(lines) is WhataiException amid)
                    {
                        throw amid;
                    }

                    await response.DrainAsync(lines, () => lines.AtEnd).ConfigureAwait(false);
                }

                ExceptionDispatchInfo? refusal = TryTake(item, out goesOn);
                for (int i = 0; i < _pieces.Count; i++)
                {
                    yield return _pieces[i];
                }

                refusal?.Throw();
                goesOn &= !isLast;
                if (goesOn && IsComplete)
                {
                    response.ExpectEnd();
                }
            }
        }
        finally
        {
            await events.DisposeAsync().ConfigureAwait(false);
        }

        if (goesOn)
        {
            ThrowIfNoEvents(lines, any);
        }

        ExceptionDispatchInfo? lack = TryEnd();
        foreach (TPiece piece in _pieces)
        {
            yield return piece;
        }

        lack?.Throw();
    }

    /// <summary>Reads the data of an event.</summary>
    protected abstract TEvent Parse(string name, ReadOnlySpan<byte> data);

    /// <summary>Whether an event is the last of the stream by its own word.</summary>
    protected abstract bool IsLast(TEvent item);

    /// <summary>Makes pieces of an event. What was added before it throws is given first.</summary>
    /// <returns>Whether the rest of the stream is wanted.</returns>
    /// <exception cref="WhataiException">The event is an error, or none of such a stream.</exception>
    protected abstract bool Take(TEvent item, List<TPiece> pieces);

    /// <summary>The stream is over: makes pieces of what was held back, and of the whole. What was added before it throws is given first.</summary>
    /// <exception cref="WhataiException">The answer is not whole.</exception>
    protected abstract void End(List<TPiece> pieces);

    private ExceptionDispatchInfo? TryTake(TEvent item, out bool goesOn)
    {
        _pieces.Clear();
        goesOn = false;
        try
        {
            goesOn = Take(item, _pieces);
            return null;
        }
        catch (Exception ex)
        {
            return ExceptionDispatchInfo.Capture(ex);
        }
    }

    private ExceptionDispatchInfo? TryEnd()
    {
        _pieces.Clear();
        try
        {
            End(_pieces);
            return null;
        }
        catch (Exception ex)
        {
            return ExceptionDispatchInfo.Capture(ex);
        }
    }

    private void ThrowIfNoEvents(SseStrayTextStream lines, bool any)
    {
        if (!IsComplete && PageFailure(lines) is WhataiException page)
        {
            throw page;
        }

        if (!any && (Response.MediaType is "application/json" || !EventData.MayBeEvents(lines.Start)))
        {
            throw ApiFailures.NotTheAnswer(lines.Start, Response.Context);
        }
    }

    private WhataiException? PageFailure(SseStrayTextStream lines) => lines.Page.IsEmpty ? null : ApiFailures.FromBody(lines.Page, Response.Context, midStream: true);
}
