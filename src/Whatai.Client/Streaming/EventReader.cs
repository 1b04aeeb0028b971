using System;
using System.Collections.Generic;
using System.Net.ServerSentEvents;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
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
internal abstract class EventReader<TEvent, TPiece> : IAsyncEnumerable<TPiece>, IAsyncEnumerator<TPiece>
{
    private readonly List<TPiece> _pieces = [];
    private int _at = -1;
    private SseStrayTextStream? _lines;
    private IAsyncEnumerator<SseItem<TEvent>>? _events;
    private ExceptionDispatchInfo? _refusal;
    private bool _any;
    private bool _goesOn = true;
    private bool _isOver;

    public TPiece Current => _pieces[_at];

    /// <summary>What is read.</summary>
    protected StreamingResponse Response { get; private set; } = null!;

    /// <summary>Whether the events stay in memory: then they may be no more together than an answer may.</summary>
    protected virtual bool AreKept => true;

    /// <summary>Whether the answer is whole. What goes wrong from then on no longer matters, and the stream must end soon.</summary>
    protected abstract bool IsComplete { get; }

    /// <summary>Gives the pieces as they come, once. Leaving the enumeration early closes the connection, unless the last event had come.</summary>
    /// <exception cref="WhataiException">The connection broke, was silent too long, or brought something that is no such stream.</exception>
    public IAsyncEnumerable<TPiece> ReadAsync(StreamingResponse response)
    {
        Response = response;
        return this;
    }

    public IAsyncEnumerator<TPiece> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

    public ValueTask<bool> MoveNextAsync()
    {
        if (++_at < _pieces.Count)
        {
            return new(true);
        }

        if (_events is null || _isOver || !_goesOn || IsComplete)
        {
            return AdvanceAsync();
        }

        // Nearly all events are there already, and a method that may wait would cost each of them a twentieth of its time.
        ValueTask<bool> move = _events.MoveNextAsync();
        if (move.IsCompletedSuccessfully)
        {
            bool more = move.Result;
            if (more && _events.Current.Data is TEvent item && !IsLast(item))
            {
                Response.EndEvent();
                Take(item);
                return _pieces.Count > 0 ? new(true) : AdvanceAsync();
            }

            move = new(more);
        }

        return AdvanceAsync(move);
    }

    public async ValueTask DisposeAsync()
    {
        using (_lines)
        {
            if (_events is not null)
            {
                await _events.DisposeAsync().ConfigureAwait(false);
            }
        }
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

    // Reads on until there is a piece.
    private async ValueTask<bool> AdvanceAsync(ValueTask<bool>? move = null)
    {
        do
        {
            if (_isOver)
            {
                _refusal?.Throw();
                return false;
            }

            _events ??= await OpenAsync().ConfigureAwait(false);
            if (_goesOn && IsComplete)
            {
                Response.ExpectEnd();
            }

            bool more = false;
            try
            {
                ValueTask<bool> next = move ?? (_goesOn ? _events.MoveNextAsync() : default);
                move = null;
                more = await next.ConfigureAwait(false);
            }
            catch (Exception ex)
            {
                Exception failure = Response.ReadFailure(ex);
                if (!IsComplete || failure is OperationCanceledException)
                {
                    // A page that came before the break says more than the break.
                    throw PageFailure() ?? failure;
                }
            }

            if (!more)
            {
                await EndAsync().ConfigureAwait(false);
                continue;
            }

            Response.EndEvent();
            TEvent item = _events.Current.Data;
            bool isLast = IsLast(item);
            if (isLast)
            {
                if (!IsComplete && PageFailure() is WhataiException amid)
                {
                    throw amid;
                }

                await Response.DrainAsync(_lines!, () => _lines!.AtEnd).ConfigureAwait(false);
            }

            Take(item);
            _goesOn &= !isLast;
        }
        while (_pieces.Count == 0);
        return true;
    }

    private void Take(TEvent item)
    {
        _any = true;
        _pieces.Clear();
        _at = 0;
        try
        {
            _goesOn = Take(item, _pieces);
        }
        catch (Exception ex)
        {
            _refusal = ExceptionDispatchInfo.Capture(ex);
            _isOver = true;
        }
    }

    private async Task EndAsync()
    {
        _isOver = true;
        await _events!.DisposeAsync().ConfigureAwait(false);
        if (_goesOn)
        {
            ThrowIfNoEvents();
        }

        _pieces.Clear();
        _at = 0;
        try
        {
            End(_pieces);
        }
        catch (Exception ex)
        {
            _refusal = ExceptionDispatchInfo.Capture(ex);
        }
    }

    private async Task<IAsyncEnumerator<SseItem<TEvent>>> OpenAsync()
    {
        try
        {
            _lines = new SseStrayTextStream(await Response.OpenEventsAsync(AreKept).ConfigureAwait(false));
        }
        catch (Exception ex)
        {
            throw Response.ReadFailure(ex);
        }

        return SseParser.Create(_lines, (name, data) => Parse(name, WellFormedJson.OfEvent(data))).EnumerateAsync().GetAsyncEnumerator();
    }

    private void ThrowIfNoEvents()
    {
        if (!IsComplete && PageFailure() is WhataiException page)
        {
            throw page;
        }

        if (!_any && (Response.MediaType is "application/json" || !EventData.MayBeEvents(_lines!.Start)))
        {
            throw ApiFailures.NotTheAnswer(_lines!.Start, Response.Context);
        }
    }

    private WhataiException? PageFailure() => _lines!.Page.IsEmpty ? null : ApiFailures.FromBody(_lines.Page, Response.Context, midStream: true);
}
