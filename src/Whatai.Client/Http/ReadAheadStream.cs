#if !NETFRAMEWORK
using System;
using System.Buffers;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>
/// A connection that is read in large pieces. The framework takes 4 KB at a time off it where the answer is chunked, so that a fast stream
/// spends more on reading the socket than on its events.
/// </summary>
internal sealed class ReadAheadStream(Stream inner) : DuplexStream(inner)
{
    private const int Size = 32 * 1024;

    // Only while something is in it: an idle connection holds no memory.
    private byte[]? _ahead;
    private int _start;
    private int _end;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _ahead is not null ? new(Take(buffer.Span))
        // One of nothing waits until there is something.
        : buffer.Length is 0 or >= Size ? Inner.ReadAsync(buffer, cancellationToken)
        : FillAsync(buffer, cancellationToken);

    private async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        byte[] ahead = ArrayPool<byte>.Shared.Rent(Size);
        // Where it fails, the pool does not get it back: the read may still write to it.
        int count = await Inner.ReadAsync(ahead, cancellationToken).ConfigureAwait(false);
        (_ahead, _start, _end) = (ahead, 0, count);
        return Take(buffer.Span);
    }

    private int Take(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _end - _start);
        _ahead.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        if (_start == _end)
        {
            ArrayPool<byte>.Shared.Return(_ahead!);
            _ahead = null;
        }

        return count;
    }
}
#endif
