using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>A body whose every read must bring something within the idle time.</summary>
internal sealed class DeadlineStream(Stream inner, CallDeadline deadline) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

#if !NETFRAMEWORK
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<int> read = inner.ReadAsync(buffer, deadline.Token);
        return read.IsCompleted ? read : Awaited(read);
    }

    private async ValueTask<int> Awaited(ValueTask<int> read)
    {
        deadline.ExpectData();
        int count = await read.ConfigureAwait(false);
        deadline.DataCame();
        return count;
    }
#endif

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        deadline.ExpectData();
        int read = await inner.ReadAsync(buffer, offset, count, deadline.Token).ConfigureAwait(false);
        deadline.DataCame();
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
