using System;
using System.Globalization;

namespace Whatai.Emulator.Media;

/// <summary>A hosted file. What follows its bytes is computed, so that a large file costs no memory.</summary>
internal sealed record StoredFile(string Name, string MimeType, byte[] Bytes, long Length)
{
    // HTTP dates have whole seconds.
    internal DateTime LastModified { get; } = new(DateTime.UtcNow.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc);

    internal string ETag { get; } = string.Format(CultureInfo.InvariantCulture, "\"{0}-{1:x}\"", Hex.Sha256(Bytes).Substring(0, 16), Length);

    /// <summary>Copies a range.</summary>
    internal void Read(long from, byte[] target, int count)
    {
        int stored = (int)Math.Min(count, Math.Max(0, Bytes.Length - from));
        if (stored > 0)
        {
            Buffer.BlockCopy(Bytes, (int)from, target, 0, stored);
        }

        for (int i = stored; i < count; i++)
        {
            long at = from + i;
            target[i] = (byte)((at * 167) ^ (at >> 8) ^ (at >> 17));
        }
    }
}
