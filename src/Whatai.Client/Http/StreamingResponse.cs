using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;

namespace Whatai.Client.Http;

/// <summary>An answer with a 2xx status. Disposing it before its end closes the connection.</summary>
internal sealed class StreamingResponse : IDisposable
{
    // After the last event the end of the body is at most a packet away; waiting for it keeps the connection.
    private static readonly TimeSpan s_endWait = TimeSpan.FromMilliseconds(200);

    private readonly HttpResponseMessage _response;
    private readonly CallDeadline _deadline;
    private readonly CancellationTokenRegistration _abort;
    private readonly long _most;
    private BoundedStream? _bounded;
    private Stream? _stream;
    private byte[]? _body;
    private TimeSpan? _duration;

    /// <param name="response">The answer.</param>
    /// <param name="deadline">The call's time.</param>
    /// <param name="context">Which call it is.</param>
    /// <param name="most">The most bytes of it that may be kept in memory; 0 for no limit.</param>
    public StreamingResponse(HttpResponseMessage response, CallDeadline deadline, CallContext context, long most = 0)
    {
        _most = most;
        _response = response;
        _deadline = deadline;
        Context = context;
        // The framework's own reads do not all listen to a token once the head has come.
        _abort = deadline.Token.Register(static state => ((HttpResponseMessage)state!).Dispose(), response);
    }

    public CallContext Context { get; }

    public HttpResponseMessage Message => _response;

    /// <summary>What ends with it.</summary>
    public CallRecord? Record { get; set; }

    /// <summary>How long the call has taken, from its sending on, retries included.</summary>
    public TimeSpan Elapsed => _duration ?? _deadline.Elapsed;

    /// <summary>Whether the call has used up its whole time.</summary>
    public bool TimeIsUp => _deadline.TotalElapsed;

    /// <summary>The whole body, where the sender has read it.</summary>
    public byte[]? Body
    {
        get => _body;
        set
        {
            // It can be read once more, as it comes.
            _body = value;
            _stream = value is null ? null : new MemoryStream(value);
        }
    }

    public string? MediaType => _response.Content.Headers.ContentType?.MediaType;

    /// <summary>An answer that was read whole, to be read as one that comes.</summary>
    public static StreamingResponse Of(BufferedResponse answer)
    {
        var message = new HttpResponseMessage { Content = new ByteArrayContent(answer.Body) };
        message.Content.Headers.ContentType = answer.MediaType is null ? null : new MediaTypeHeaderValue(answer.MediaType);
        return new StreamingResponse(message, new CallDeadline(default, default, TimeProvider.System, default), answer.Context) { _duration = answer.Duration };
    }

    /// <summary>The body as it comes, decompressed and in UTF-8.</summary>
    public async Task<Stream> OpenAsync()
    {
        if (_stream is null)
        {
#if NETFRAMEWORK
            Stream body = await _response.Content.ReadAsStreamAsync().ConfigureAwait(false);
#else
            Stream body = await _response.Content.ReadAsStreamAsync(_deadline.Token).ConfigureAwait(false);
#endif
            _stream = _bounded = new BoundedStream(new DeadlineStream(body, _deadline), _response.Content, _most, Context);
            if (BodyCharset.Of(_response.Content.Headers) is Encoding charset)
            {
                _stream = new TranscodingStream(_stream, charset);
            }
        }

        return _stream;
    }

    /// <summary>The body as it comes, that stays in memory: then there is a limit to how much.</summary>
    public async Task<Stream> OpenKeptAsync()
    {
        Stream stream = await OpenAsync().ConfigureAwait(false);
        _bounded?.IsKept = true;
        return stream;
    }

    /// <summary>The body as events that come. There is a limit to one of them, and to all where they stay in memory.</summary>
    public async Task<Stream> OpenEventsAsync(bool areKept)
    {
        Stream stream = await OpenAsync().ConfigureAwait(false);
        _bounded?.IsKept |= areKept;
        _bounded?.HasEvents = true;
        return stream;
    }

    /// <summary>An event came to its end.</summary>
    public void EndEvent() => _bounded?.EndEvent();

    /// <summary>The whole body, without a byte order mark, or its start where a limit is given.</summary>
    public async Task<byte[]> ReadAllAsync(int limit = int.MaxValue)
    {
        Stream stream = await OpenKeptAsync().ConfigureAwait(false);
        byte[] body = await BodyBuffer.ReadAsync(stream, _response.Content.Headers.ContentLength, limit, _deadline.Token).ConfigureAwait(false);
        body = BodyCharset.Decoded(body, _response.Content.Headers);
        return body.AsSpan().StartsWith("\uFEFF"u8) ? body.AsSpan(3).ToArray() : body;
    }

    /// <summary>Turns what a read threw into what it means.</summary>
    public Exception ReadFailure(Exception exception)
    {
        Exception failure = _deadline.CallerCancelled ? new OperationCanceledException("The call was cancelled.", Context.Secrets.Redact(exception))
            : _deadline.TotalElapsed || _deadline.IdleElapsed ? ApiFailures.TimedOut(_deadline, Context, answerBegan: true, exception)
            : exception as WhataiException ?? ApiFailures.Incomplete(IncompleteReasons.ConnectionLost, Context, exception);
        Record?.Fail(failure);
        return failure;
    }

    /// <summary>Reads over the end of a body of which nothing more is wanted, so that the connection can be used again.</summary>
    public async Task DrainAsync(Stream events, Func<bool> isAtEnd)
    {
        try
        {
            byte[] buffer = new byte[4096];
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token);
            using CancellationTokenRegistration abort = wait.Token.Register(static state => ((HttpResponseMessage)state!).Dispose(), _response);
            wait.CancelAfter(s_endWait);
            while (!isAtEnd())
            {
                await events.ReadAsync(buffer, 0, buffer.Length, wait.Token).ConfigureAwait(false);
            }
        }
        catch (Exception ex) when (ex is not OutOfMemoryException)
        {
            // The answer was whole; only the connection is lost.
        }
    }

    /// <summary>The answer is whole: what may still come must come soon.</summary>
    public void ExpectEnd() => _deadline.ExpectEnd();

    /// <summary>The answer goes on behind its end.</summary>
    public void ExpectMore() => _deadline.ExpectMore();

    public void Dispose()
    {
        _abort.Dispose();
        _stream?.Dispose();
        _response.Dispose();
        _deadline.Dispose();
        Record?.End();
    }
}
