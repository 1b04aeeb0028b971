using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>
/// Reads a body into one array. Answers with images may be large: one of known length is read into place, and another is
/// gathered in blocks, so that it is never held more than twice.
/// </summary>
internal static class BodyBuffer
{
    private const int SmallBlock = 16 * 1024;
    private const int LargeBlock = 1024 * 1024;

    public static async Task<byte[]> ReadAsync(Stream stream, long? expected, int limit, CancellationToken cancellationToken)
    {
        var full = new List<byte[]>();
        long known = Math.Min(expected ?? 0, limit);
        byte[] block = new byte[known > 0 ? (int)Math.Min(known, int.MaxValue / 2) : Math.Min(limit, SmallBlock)];
        long total = 0;
        int used = 0;
        byte[]? next = null;
        while (total < limit)
        {
            if (used == block.Length)
            {
                // Mostly there is nothing behind; then no further block is needed.
                next ??= new byte[Math.Min(limit - total, full.Count == 0 ? SmallBlock : LargeBlock)];
            }

            byte[] target = next ?? block;
            int offset = next is null ? used : 0;
            int count = await stream.ReadAsync(target, offset, (int)Math.Min(target.Length - offset, limit - total), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            total += count;
            if (next is null)
            {
                used += count;
            }
            else
            {
                full.Add(block);
                (block, used, next) = (next, count, null);
            }
        }

        return Joined(full, block, used, (int)total);
    }

    private static byte[] Joined(List<byte[]> full, byte[] last, int used, int total)
    {
        if (full.Count == 0 && used == last.Length)
        {
            return last;
        }

        byte[] whole = new byte[total];
        int at = 0;
        foreach (byte[] block in full)
        {
            Buffer.BlockCopy(block, 0, whole, at, block.Length);
            at += block.Length;
        }

        Buffer.BlockCopy(last, 0, whole, at, used);
        return whole;
    }
}
