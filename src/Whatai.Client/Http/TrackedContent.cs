using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>
/// A body that remembers whether any of it was handed to a socket. That is the line between "safe to send again" and
/// "may have been read and billed"; it holds on every framework, where exception details differ.
/// </summary>
internal sealed class TrackedContent : HttpContent
{
    private readonly byte[] _body;
    private volatile bool _started;

    public TrackedContent(byte[] body, string contentType)
    {
        _body = body;
        Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
    }

    public bool Started => _started;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        _started = true;
        return stream.WriteAsync(_body, 0, _body.Length);
    }

#if !NETFRAMEWORK
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, System.Threading.CancellationToken cancellationToken)
    {
        _started = true;
        return stream.WriteAsync(_body, 0, _body.Length, cancellationToken);
    }
#endif

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
