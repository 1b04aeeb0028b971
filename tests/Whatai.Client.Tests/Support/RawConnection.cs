using System;
using System.Globalization;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Tests;

/// <summary>One connection of a <see cref="RawServer"/>.</summary>
internal sealed class RawConnection(Socket socket, CancellationToken stopping) : IDisposable
{
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);

    public CancellationToken Stopping => stopping;

    /// <summary>What ALPN agreed on, if TLS was spoken.</summary>
    public SslApplicationProtocol Protocol => _stream is SslStream tls ? tls.NegotiatedApplicationProtocol : default;

    public async Task SecureAsync(SslServerAuthenticationOptions options)
    {
        var tls = new SslStream(_stream);
        _stream = tls;
        await tls.AuthenticateAsServerAsync(options, stopping);
    }

    /// <summary>Reads one request with a Content-Length or none; null when the client has closed.</summary>
    public async Task<string?> ReadRequestAsync()
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await _stream.ReadAsync(one, stopping) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        int length = 0;
        foreach (string line in head.ToString().Split("\r\n"))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(line.AsSpan(15), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
            }
        }

        return head + Encoding.UTF8.GetString(await ReadExactlyAsync(length));
    }

    public async Task<byte[]> ReadExactlyAsync(int count)
    {
        byte[] bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, stopping);
        return bytes;
    }

    public Task WriteAsync(string text) => WriteAsync(Given.Utf8(text));

    public async Task WriteAsync(byte[] bytes)
    {
        await _stream.WriteAsync(bytes, stopping);
        await _stream.FlushAsync(stopping);
    }

    /// <summary>A whole answer on a connection that stays open.</summary>
    public async Task AnswerAsync(int status, string headers, byte[] body)
    {
        await WriteAsync(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} X\r\n{headers}Content-Length: {body.Length}\r\n\r\n"));
        await WriteAsync(body);
    }

    public Task AnswerAsync(string json) => AnswerAsync(200, "Content-Type: application/json\r\n", Given.Utf8(json));

    /// <summary>The head of a streamed answer.</summary>
    public Task BeginEventsAsync() => WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");

    public Task ChunkAsync(string text) =>
        WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n"));

    /// <summary>Breaks by RST.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    /// <summary>Nothing more until the client closes or the test is over.</summary>
    public async Task WaitForCloseAsync()
    {
        byte[] buffer = new byte[256];
        while (await _stream.ReadAsync(buffer, stopping) > 0)
        {
        }
    }

    public void Dispose() => _stream.Dispose();
}
