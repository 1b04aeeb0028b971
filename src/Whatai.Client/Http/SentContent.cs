using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>
/// A body that remembers whether any of it was handed to a socket. That is the line between "safe to send again" and
/// "may have been read and billed"; it holds on every framework, where exception details differ.
/// </summary>
internal abstract class SentContent : HttpContent
{
    private volatile bool _started;

    public bool Started => _started;

    protected abstract Task WriteAsync(Stream stream, CancellationToken cancellationToken);

    protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        _started = true;
        return WriteAsync(stream, CancellationToken.None);
    }

#if !NETFRAMEWORK
    protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _started = true;
        return WriteAsync(stream, cancellationToken);
    }
#endif
}
