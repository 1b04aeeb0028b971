using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>
/// A body that remembers how much of it was handed to a socket. Before its last byte was, nobody can have run the request: that is the
/// line between "safe to send again" and "may have been billed". It holds on every framework, where exception details differ.
/// </summary>
internal abstract class SendTrackingContent : HttpContent
{
    private volatile bool _started;
    private volatile bool _ended;

    public bool Started => _started;

    public bool Ended => _ended;

    protected abstract Task WriteAsync(Stream stream, CancellationToken cancellationToken);

    protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => WriteAllAsync(stream, CancellationToken.None);

#if !NETFRAMEWORK
    protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        WriteAllAsync(stream, cancellationToken);
#endif

    private async Task WriteAllAsync(Stream stream, CancellationToken cancellationToken)
    {
        _started = true;
        await WriteAsync(stream, cancellationToken).ConfigureAwait(false);
        _ended = true;
    }
}
