using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>
/// Reads a body into one array. Answers with images may be large: one of known length is read into place, once enough of it has come to
/// believe the length, and another is gathered in blocks, so that it is never held more than twice.
/// </summary>
internal static class BodyBuffer
{
    private const int SmallBlock = 16 * 1024;
    private const int FirstBlock = 64 * 1024;

    // Which part of the length must have come.
    private const int Belief = 8;
    private const int LargeBlock = 1024 * 1024;

    public static async Task<byte[]> ReadAsync(Stream stream, long? expected, int limit, CancellationToken cancellationToken)
    {
        var full = new List<byte[]>();
        long known = Math.Min(Math.Min(expected ?? 0, limit), int.MaxValue / 2);
        byte[] block = new byte[known > 0 ? (int)Math.Min(known, FirstBlock) : Math.Min(limit, SmallBlock)];
        long total = 0;
        int used = 0;
        byte[]? next = null;
        while (total < limit)
        {
            if (used == block.Length && next is null && known > total && total >= known / Belief)
            {
                (block, used) = (Joined(full, block, used, (int)known), (int)total);
                full.Clear();
            }
            else if (used == block.Length)
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

    private static byte[] Joined(List<byte[]> full, byte[] last, int used, int length)
    {
        if (full.Count == 0 && used == last.Length && used == length)
        {
            return last;
        }

        byte[] whole = new byte[length];
        int at = 0;
        for (int i = 0; i < full.Count; i++)
        {
            Buffer.BlockCopy(full[i], 0, whole, at, full[i].Length);
            at += full[i].Length;
            full[i] = [];
        }

        Buffer.BlockCopy(last, 0, whole, at, used);
        return whole;
    }
}
