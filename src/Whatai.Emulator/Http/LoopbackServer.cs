using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Emulator.Routing;

namespace Whatai.Emulator.Http;

/// <summary>Accepts connections on 127.0.0.1 and owns them all. Its own, since some faults need raw bytes and resets.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Connection, Task> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly EmulatorState _state;
    private readonly Func<Exchange, Task> _handler;
    private readonly bool _isMediaHost;
    private readonly TcpListener _listener;
    private readonly Task _accepting;
    private int _stopped;

    internal LoopbackServer(EmulatorState state, int port, bool isMediaHost, Func<Exchange, Task> handler)
    {
        _state = state;
        _handler = handler;
        _isMediaHost = isMediaHost;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start(512);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = Task.Run(AcceptAsync);
    }

    internal int Port { get; }

    internal string Url => "http://127.0.0.1:" + Port.ToString(CultureInfo.InvariantCulture);

    internal bool IsRunning => Volatile.Read(ref _stopped) == 0;

    /// <summary>Closes everything and waits until all is quiet. May be repeated.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return;
        }

        _listener.Stop();
        _stopping.Cancel();
        foreach (Connection connection in _connections.Keys)
        {
            connection.Dispose();
        }

        // The tasks never throw; the limit is against a handler that hangs.
        _accepting.Wait(s_grace);
        Task.WhenAll(_connections.Values).Wait(s_grace);
#if NET
        _listener.Dispose();
#endif
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (IsRunning)
        {
            Connection connection;
            try
            {
                Socket socket = await _listener.AcceptSocketAsync().ConfigureAwait(false);
                connection = new Connection(_state, socket, _isMediaHost, _handler, _stopping.Token);
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                if (IsRunning)
                {
                    await Task.Delay(10).ConfigureAwait(false); // out of handles, or a client that gave up at once
                    continue;
                }

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
            if (!IsRunning)
            {
                connection.Dispose();
            }
        }
    }
}
