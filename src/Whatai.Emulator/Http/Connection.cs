using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Emulator.Log;

namespace Whatai.Emulator.Http;

/// <summary>One client connection, which serves requests one after another until either side closes it.</summary>
internal sealed class Connection : IDisposable
{
    private static readonly byte[] s_continue = Encoding.ASCII.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");
    private static readonly TimeSpan s_lingerTime = TimeSpan.FromSeconds(1);

    private readonly EmulatorState _state;
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly WireReader _reader;
    private readonly int _line;
    private readonly Func<Exchange, Task> _handler;
    private readonly CancellationToken _stopping;

    internal Connection(EmulatorState state, Socket socket, int line, Func<Exchange, Task> handler, CancellationToken stopping)
    {
        socket.NoDelay = true;
        _state = state;
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: false);
        _reader = new WireReader(_stream);
        _line = line;
        _handler = handler;
        _stopping = stopping;
    }

    private enum NextStep
    {
        /// <summary>Another request may come.</summary>
        Request,

        /// <summary>Close after the client has had time to read what was sent.</summary>
        Linger,

        /// <summary>Break by RST.</summary>
        Reset,

        /// <summary>The client has disconnected; just close.</summary>
        Close,
    }

    /// <summary>Serves the connection until its end. Does not throw.</summary>
    internal async Task RunAsync()
    {
        try
        {
            NextStep next;
            do
            {
                next = await ServeOneAsync().ConfigureAwait(false);
            }
            while (next == NextStep.Request);

            await EndAsync(next).ConfigureAwait(false);
        }
        catch (Exception e) when (IsConnectionError(e))
        {
            // The client disconnected between requests.
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private static bool IsConnectionError(Exception e)
        => e is IOException or SocketException or ObjectDisposedException or OperationCanceledException;

    private async Task<NextStep> ServeOneAsync()
    {
        RequestHead? head;
        try
        {
            head = await _reader.ReadHeadAsync().ConfigureAwait(false);
        }
        catch (HttpFormatException e)
        {
            byte[] answer = Encoding.ASCII.GetBytes($"HTTP/1.1 {e.Status} Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            await _stream.WriteBytesAsync(answer, 0, answer.Length).ConfigureAwait(false);
            return NextStep.Linger;
        }

        if (head is null)
        {
            return NextStep.Close;
        }

        Authorization authorization = Authorization.Check(head, _state.Options.ApiKey);
        var entry = new RequestEntry(
            head.Method, Authorization.MaskQuery(head.Target), Authorization.MaskHeaders(head.Headers), authorization.Given, authorization.Valid)
        {
            Line = _line,
        };
        if (_line == 0 || !head.IsOfBrowser)
        {
            _state.Log.Add(entry);
        }

        using var exchange = new Exchange(_state, head, entry, _stream, _stopping);
        try
        {
            return await AnswerAsync(exchange).ConfigureAwait(false);
        }
        catch (FaultedException e)
        {
            entry.Finish(RequestEntry.Faulted);
            return e.Reset ? NextStep.Reset : e.IsWhole && exchange.Response.KeepAlive ? NextStep.Request : NextStep.Linger;
        }
        catch (Exception e) when (IsConnectionError(e))
        {
            // A request that the emulator's own stop cut short stays pending.
            entry.Finish(_stopping.IsCancellationRequested ? RequestEntry.Pending : RequestEntry.ClientClosed);
            return NextStep.Close;
        }
    }

    private async Task<NextStep> AnswerAsync(Exchange exchange)
    {
        try
        {
            if (exchange.Head.Has("Expect", "100-continue"))
            {
                await _stream.WriteBytesAsync(s_continue, 0, s_continue.Length).ConfigureAwait(false);
            }

            exchange.Body = await _reader.ReadBodyAsync(exchange.Head).ConfigureAwait(false);
        }
        catch (HttpFormatException e)
        {
            exchange.Response.KeepAlive = false;
            await exchange.Response.SendAsync(e.Status, "text/plain", Encoding.ASCII.GetBytes(e.Message)).ConfigureAwait(false);
            return NextStep.Linger;
        }

        if (exchange.Entry.Id > 0)
        {
            _state.Log.SetBody(exchange.Entry, exchange.Body);
        }

        _reader.NotifyOnDisconnect(exchange.OnClientDisconnected);
        await _handler(exchange).ConfigureAwait(false);
        return exchange.Response.KeepAlive ? NextStep.Request : NextStep.Linger;
    }

    private async Task EndAsync(NextStep next)
    {
        if (next == NextStep.Reset)
        {
            _socket.LingerState = new LingerOption(true, 0);
            return;
        }

        if (next == NextStep.Linger)
        {
            // Closing at once could turn the FIN into a RST, and take bytes from the client that it has not read yet.
            _socket.Shutdown(SocketShutdown.Send);
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
            Task drained = _reader.DrainAsync();
            await Task.WhenAny(drained, Task.Delay(s_lingerTime, timer.Token)).ConfigureAwait(false);
            timer.Cancel();
            _ = drained.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
