using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Emulator.Http;

/// <summary>
/// Accepts connections on 127.0.0.1 and owns them. Not HttpListener, since some faults need raw bytes and resets, and a line can refuse or
/// stall entirely.
/// </summary>
internal sealed class LoopbackServer : IDisposable
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly ConcurrentDictionary<Connection, Task> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly EmulatorState _state;
    private readonly Func<Exchange, Task> _handler;
    private readonly int _line;
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private volatile bool _stalled;
    private int _stopped;

    /// <summary>Listens.</summary>
    /// <param name="state">The emulator's state.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="line">Which line it is, from 1; 0 for the media host.</param>
    /// <param name="handler">Answers a request.</param>
    internal LoopbackServer(EmulatorState state, int port, int line, Func<Exchange, Task> handler)
    {
        _state = state;
        _handler = handler;
        _line = line;
        Port = port;
        Listen();
    }

    internal int Port { get; private set; }

    internal string Url => "http://127.0.0.1:" + Port.ToString(CultureInfo.InvariantCulture);

    internal bool IsRunning => Volatile.Read(ref _stopped) == 0;

    /// <summary>Stops listening: connections are refused.</summary>
    internal void Refuse()
    {
        lock (_gate)
        {
            StopListening();
            CloseConnections();
        }
    }

    /// <summary>Accepts connections without ever reading from them.</summary>
    internal void Stall()
    {
        lock (_gate)
        {
            Listen();
            _stalled = true;
            CloseConnections();
        }
    }

    /// <summary>Serves again.</summary>
    internal void Restore()
    {
        lock (_gate)
        {
            Listen();
            _stalled = false;
            CloseConnections();
        }
    }

    /// <summary>Closes everything and waits for it to end. Can be called repeatedly.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return;
        }

        lock (_gate)
        {
            StopListening();
        }

        _stopping.Cancel();
        foreach (Connection connection in _connections.Keys)
        {
            connection.Dispose();
        }

        // The tasks never throw; the time limit guards against a handler that hangs.
        _accepting.Wait(s_grace);
        Task.WhenAll(_connections.Values).Wait(s_grace);
        _stopping.Dispose();
    }

    private void Listen()
    {
        if (_listener is not null)
        {
            return;
        }

        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start(512);
        _listener = listener;
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _accepting = Task.Run(() => AcceptAsync(listener));
    }

    private void StopListening()
    {
        TcpListener? listener = _listener;
        _listener = null;
        listener?.Stop();
#if NET
        listener?.Dispose();
#endif
    }

    private void CloseConnections()
    {
        foreach (Connection connection in _connections.Keys)
        {
            connection.Dispose();
            // A stalled connection has no task that would remove it.
            if (_connections.TryGetValue(connection, out Task? serving) && serving.IsCompleted)
            {
                _connections.TryRemove(connection, out _);
            }
        }
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (IsRunning)
        {
            Connection connection;
            try
            {
                Socket socket = await listener.AcceptSocketAsync().ConfigureAwait(false);
                connection = new Connection(_state, socket, _line, _handler, _stopping.Token);
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                if (IsRunning && ReferenceEquals(listener, Volatile.Read(ref _listener)))
                {
                    await Task.Delay(10).ConfigureAwait(false); // out of handles, or the client closed at once
                    continue;
                }

                return;
            }

            Serve(connection);
            if (!IsRunning)
            {
                connection.Dispose();
            }
        }
    }

    private void Serve(Connection connection)
    {
        if (_stalled)
        {
            _connections[connection] = Task.CompletedTask;
            return;
        }

        var registered = new TaskCompletionSource<bool>();
        _connections[connection] = Task.Run(async () =>
        {
            await registered.Task.ConfigureAwait(false);
            await connection.RunAsync().ConfigureAwait(false);
            _connections.TryRemove(connection, out _);
        });
        registered.SetResult(true);
    }
}
