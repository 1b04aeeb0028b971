using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Tests;

/// <summary>A listener on a free loopback port for what no well-made emulator would say. Each connection plays the same script.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<RawConnection, Task> _serve;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly Task _accepting;
    private int _count;

    private RawServer(Func<RawConnection, Task> serve, SslServerAuthenticationOptions? tls, IPAddress? address = null)
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        _serve = serve;
        _tls = tls;
        _listener.Start();
        Url = new Uri($"{(tls is null ? "http" : "https")}://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>How many connections there were.</summary>
    public int Count => Volatile.Read(ref _count);

    public static RawServer Start(Func<RawConnection, Task> serve) => new(serve, null);

    /// <summary>The same on another address of this machine.</summary>
    public static RawServer StartOn(IPAddress address, Func<RawConnection, Task> serve) => new(serve, null, address);

    public static RawServer StartTls(X509Certificate2 certificate, Func<RawConnection, Task> serve, params SslApplicationProtocol[] protocols) =>
        new(serve, new SslServerAuthenticationOptions { ServerCertificate = certificate, ApplicationProtocols = [.. protocols] });

    /// <summary>A port on which nobody listens.</summary>
    public static Uri Nobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stopping.Token);
                Interlocked.Increment(ref _count);
                _connections.Add(ServeAsync(socket));
            }
        }
        catch (Exception ex) when (ex is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        using RawConnection connection = new(socket, _stopping.Token);
        try
        {
            if (_tls is not null)
            {
                await connection.SecureAsync(_tls);
            }

            await _serve(connection);
        }
        catch (Exception ex) when (ex is System.IO.IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client had enough, or the test is over.
        }
    }
}
