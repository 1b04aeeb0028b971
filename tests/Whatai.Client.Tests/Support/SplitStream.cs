using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Tests;

/// <summary>Gives its bytes in the pieces that it is told, one piece a read.</summary>
internal sealed class SplitStream : Stream
{
    private readonly byte[] _bytes;
    private readonly Func<int, int> _nextCut;
    private int _at;

    private SplitStream(byte[] bytes, Func<int, int> nextCut)
    {
        _bytes = bytes;
        _nextCut = nextCut;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Two pieces.</summary>
    public static SplitStream At(byte[] bytes, int cut) => new(bytes, at => at < cut ? cut : bytes.Length);

    /// <summary>Pieces of the same size.</summary>
    public static SplitStream Every(byte[] bytes, int size) => new(bytes, at => at + size);

    public override int Read(byte[] buffer, int offset, int count) => Next(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Next(buffer.AsSpan(offset, count)));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Next(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Next(Span<byte> buffer)
    {
        int end = Math.Min(Math.Min(_nextCut(_at), _bytes.Length), _at + buffer.Length);
        int count = end - _at;
        _bytes.AsSpan(_at, count).CopyTo(buffer);
        _at = end;
        return count;
    }
}
