using System;
using System.Buffers;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>
/// Reads a body into one array. Answers with images may be large: one of known length is read into place, once enough of it has come to
/// believe the length, and another is gathered outside the collected heap, which takes back at once what is no longer needed. So a body is
/// never held more than twice, and leaves no garbage of its size.
/// </summary>
internal static class BodyBuffer
{
    private const int BufferSize = 64 * 1024;

    // Which part of the length must have come.
    private const int Belief = 8;

    public static async Task<byte[]> ReadAsync(Stream stream, long? expected, int limit, CancellationToken cancellationToken)
    {
        long known = Math.Min(Math.Min(expected ?? 0, limit), int.MaxValue / 2);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        byte[] target = buffer;
        using var gathered = new NativeBlocks();
        int used = 0;
        while (gathered.Length + used < limit)
        {
            if (used == buffer.Length && target == buffer)
            {
                gathered.Append(target, used);
                used = 0;
                if (known > gathered.Length && gathered.Length >= known / Belief)
                {
                    target = NewArray((int)known);
                    used = gathered.MoveTo(target);
                }
            }

            // Mostly there is nothing behind an array of the length that was told.
            bool isFull = used == target.Length;
            byte[] next = isFull ? buffer : target;
            int at = isFull ? 0 : used;
            int count = await ReadAsync(stream, next, at, (int)Math.Min(next.Length - at, limit - gathered.Length - used), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            if (isFull)
            {
                gathered.Append(target, used);
            }

            (target, used) = (next, at + count);
        }

        byte[] body = target;
        if (gathered.Length > 0 || used != target.Length || target == buffer)
        {
            body = NewArray((int)gathered.Length + used);
            Buffer.BlockCopy(target, 0, body, gathered.MoveTo(body), used);
        }

        // Only now: a read that failed may still write to it.
        ArrayPool<byte>.Shared.Return(buffer);
        return body;
    }

#if NETFRAMEWORK
    private static Task<int> ReadAsync(Stream stream, byte[] buffer, int from, int count, CancellationToken cancellationToken) => stream.ReadAsync(buffer, from, count, cancellationToken);
#else
    private static ValueTask<int> ReadAsync(Stream stream, byte[] buffer, int from, int count, CancellationToken cancellationToken) => stream.ReadAsync(buffer.AsMemory(from, count), cancellationToken);
#endif

    private static byte[] NewArray(int length) =>
#if NETFRAMEWORK
        new byte[length];
#else
        GC.AllocateUninitializedArray<byte>(length);
#endif
}
