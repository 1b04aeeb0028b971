using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client.Errors;

namespace Whatai.Client.Http;

/// <summary>
/// A body that is read no further than memory is to hold: all of it where it is kept, a single event of a stream, and no more than honest
/// compression makes of what came.
/// </summary>
/// <param name="inner">The body, decompressed.</param>
/// <param name="content">What it is the body of.</param>
/// <param name="most">The most bytes of a body that is kept; 0 for no limit.</param>
/// <param name="context">Which call it is.</param>
internal sealed class BoundedStream(Stream inner, HttpContent content, long most, CallContext context) : ReadOnlyStream(inner)
{
    /// <summary>The most bytes of one event.</summary>
    public const long LargestEvent = 64 * 1024 * 1024;

    /// <summary>Honest text is compressed ten times over, and a page of blanks a hundred times.</summary>
    public const int LargestRatio = 200;

    // A large buffer is not filled beyond the limit.
    private const int LargestRead = 1024 * 1024;

    // Below it a ratio harms nobody.
    private const long SmallestBomb = 16 * 1024 * 1024;

    private long _count;
    private long _eventStart;

    /// <summary>Whether all of the body stays in memory.</summary>
    public bool IsKept { get; set; }

    /// <summary>Whether it is read event by event.</summary>
    public bool HasEvents { get; set; }

    /// <summary>An event came to its end.</summary>
    public void EndEvent() => _eventStart = _count;

#if !NETFRAMEWORK
    public override ValueTask<int> ReadAsync(System.Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<int> read = Inner.ReadAsync(buffer.Length > LargestRead ? buffer.Slice(0, LargestRead) : buffer, cancellationToken);
        return read.IsCompletedSuccessfully ? new(Counted(read.Result)) : AwaitedAsync(read);
    }

    private async ValueTask<int> AwaitedAsync(ValueTask<int> read) => Counted(await read.ConfigureAwait(false));
#endif

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Counted(await Inner.ReadAsync(buffer, offset, System.Math.Min(count, LargestRead), cancellationToken).ConfigureAwait(false));

    private int Counted(int count)
    {
        _count += count;
        if (most > 0 && _count > SmallestBomb && content is DecodedContent coded && _count / LargestRatio > coded.Received)
        {
            throw ApiFailures.Inflated(LargestRatio, context);
        }

        if (IsKept && most > 0 && _count > most)
        {
            throw ApiFailures.TooLarge(most, context);
        }

        if (HasEvents && _count - _eventStart > LargestEvent)
        {
            throw ApiFailures.EventTooLarge(LargestEvent, context);
        }

        return count;
    }
}
