using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Http;

namespace Whatai.Client.Tests;

/// <summary>The client's own handler, made to count the connections that it opens.</summary>
internal static class Connections
{
    public static SocketsHttpHandler Counting(ConnectionOptions options, Counter counter)
    {
        var handler = (SocketsHttpHandler)HandlerFactory.Create(options);
        handler.ConnectCallback = (context, token) =>
        {
            counter.Add();
            return ConnectAsync(context, token);
        };
        return handler;
    }

    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal sealed class Counter
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Add() => Interlocked.Increment(ref _count);
    }
}
