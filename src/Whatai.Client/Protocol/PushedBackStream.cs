using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Protocol;

/// <summary>A stream of which some was read ahead, and comes again.</summary>
internal sealed class PushedBackStream(ReadOnlyMemory<byte> ahead, Stream inner) : PassingStream(inner)
{
    private ReadOnlyMemory<byte> _ahead = ahead;

#if !NETFRAMEWORK
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _ahead.IsEmpty ? Inner.ReadAsync(buffer, cancellationToken) : new ValueTask<int>(TakeAhead(buffer.Span));
#endif

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _ahead.IsEmpty ? Inner.ReadAsync(buffer, offset, count, cancellationToken) : Task.FromResult(TakeAhead(buffer.AsSpan(offset, count)));

    private int TakeAhead(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _ahead.Length);
        _ahead.Span.Slice(0, count).CopyTo(buffer);
        _ahead = _ahead.Slice(count);
        return count;
    }
}
