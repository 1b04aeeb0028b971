using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Tests;

/// <summary>A body that never ends: a beginning, then the same again and again. It counts what is taken of it.</summary>
internal sealed class EndlessStream(byte[] beginning, byte[] again) : Stream
{
    private const int Block = 64 * 1024;

    public EndlessStream(string beginning, string again)
        : this(Given.Utf8(beginning), Given.Utf8(string.Concat(Enumerable.Repeat(again, 1 + (Block / again.Length)))))
    {
    }

    /// <summary>How many bytes were taken.</summary>
    public long Taken { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Taken;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int count = 0;
        while (count < buffer.Length)
        {
            ReadOnlySpan<byte> part = Taken < beginning.Length ? beginning.AsSpan((int)Taken) : again.AsSpan((int)((Taken - beginning.Length) % again.Length));
            part = part.Slice(0, Math.Min(part.Length, buffer.Length - count));
            part.CopyTo(buffer.Slice(count));
            count += part.Length;
            Taken += part.Length;
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
