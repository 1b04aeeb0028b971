using System.IO;
using System.Threading;

namespace Whatai.Imaging;

/// <summary>A file in memory that ends at once when it is cancelled: a codec can't be stopped in any other way.</summary>
internal sealed class CancelableStream(byte[] content, CancellationToken cancellationToken) : MemoryStream(content, writable: false)
{
    public override int Read(byte[] buffer, int offset, int count) =>
        cancellationToken.IsCancellationRequested ? 0 : base.Read(buffer, offset, count);
}
