using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Emulator.Http;

/// <summary>Writes bytes to the socket, whole or, for some faults, in awkward pieces.</summary>
internal sealed class WireWriter(Stream stream, CancellationToken aborted)
{
    // Long enough for the packet to be sent and read alone, and few enough to keep a long answer fast.
    private const int SplitPauseMilliseconds = 5;
    private const int MaxSplits = 40;

    // Without an occasional pause the client's system would coalesce the single bytes.
    private const int DripPauseEvery = 32;

    private int _splits;

    internal ResponseQuirks Quirks { get; set; }

    internal Task WriteAsync(byte[] bytes, int offset, int count)
    {
        aborted.ThrowIfCancellationRequested();
        return (Quirks & (ResponseQuirks.Drip | ResponseQuirks.SplitUtf8)) switch
        {
            ResponseQuirks.None => stream.WriteBytesAsync(bytes, offset, count, aborted),
            ResponseQuirks.SplitUtf8 => SplitAsync(bytes, offset, count),
            _ => DripAsync(bytes, offset, count),
        };
    }

    private async Task DripAsync(byte[] bytes, int offset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await stream.WriteBytesAsync(bytes, offset + i, 1, aborted).ConfigureAwait(false);
            if (i % DripPauseEvery == DripPauseEvery - 1)
            {
                await Task.Delay(1, aborted).ConfigureAwait(false);
            }
        }
    }

    private async Task SplitAsync(byte[] bytes, int offset, int count)
    {
        int from = offset;
        for (int i = offset; i < offset + count - 1 && _splits < MaxSplits; i++)
        {
            // A lead byte: its continuation bytes go into the next packet.
            if (bytes[i] >= 0xC0)
            {
                await stream.WriteBytesAsync(bytes, from, i + 1 - from, aborted).ConfigureAwait(false);
                await Task.Delay(SplitPauseMilliseconds, aborted).ConfigureAwait(false);
                from = i + 1;
                _splits++;
            }
        }

        await stream.WriteBytesAsync(bytes, from, offset + count - from, aborted).ConfigureAwait(false);
    }
}
