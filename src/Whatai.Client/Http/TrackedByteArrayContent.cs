using System.IO;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>A body that is in memory.</summary>
internal sealed class TrackedByteArrayContent : SendTrackingContent
{
    private readonly byte[] _body;

    public TrackedByteArrayContent(byte[] body, string contentType)
    {
        _body = body;
        Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
    }

    protected override Task WriteAsync(Stream stream, CancellationToken cancellationToken) =>
        stream.WriteAsync(_body, 0, _body.Length, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
