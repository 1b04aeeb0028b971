#if !NETFRAMEWORK
using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>
/// An HTTP/1.1 connection that carries no request behind one that said <c>Connection: close</c>, as RFC 9112 wants of a client. The
/// framework's pool goes by the answer alone, and would use the connection again if the server does not say so as well.
/// </summary>
internal sealed class ClosingConnectionStream(Stream inner) : DuplexStream(inner)
{
    private bool _isInRequest;
    private bool _closes;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _isInRequest &= count == 0;
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isInRequest)
        {
            if (_closes)
            {
                throw new ConnectionRetiredException();
            }

            _isInRequest = true;
            ReadOnlySpan<byte> head = buffer.Span;
            int end = head.IndexOf("\r\n\r\n"u8);
            _closes = head.Slice(0, end < 0 ? head.Length : end + 2).IndexOf("\r\nConnection: close\r\n"u8) >= 0;
        }

        return base.WriteAsync(buffer, cancellationToken);
    }
}
#endif
