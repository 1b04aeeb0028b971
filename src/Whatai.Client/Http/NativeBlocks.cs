using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Whatai.Client.Http;

/// <summary>Bytes that are gathered until their number is known, outside the collected heap.</summary>
internal sealed class NativeBlocks : IDisposable
{
    private const int BlockSize = 1024 * 1024;

    private readonly List<IntPtr> _blocks = [];

    /// <summary>How many bytes there are.</summary>
    public long Length { get; private set; }

    public void Append(byte[] bytes, int count)
    {
        for (int from = 0; from < count;)
        {
            int used = (int)(Length % BlockSize);
            if (used == 0)
            {
                _blocks.Add(Marshal.AllocHGlobal(BlockSize));
            }

            int length = Math.Min(count - from, BlockSize - used);
            Marshal.Copy(bytes, from, IntPtr.Add(_blocks[_blocks.Count - 1], used), length);
            from += length;
            Length += length;
        }
    }

    /// <summary>Copies all to an array's beginning, and has nothing afterwards.</summary>
    /// <returns>How many bytes there were.</returns>
    public int MoveTo(byte[] target)
    {
        int length = (int)Length;
        for (int i = 0; i < _blocks.Count; i++)
        {
            Marshal.Copy(_blocks[i], target, i * BlockSize, Math.Min(BlockSize, length - (i * BlockSize)));
        }

        Dispose();
        return length;
    }

    public void Dispose()
    {
        foreach (IntPtr block in _blocks)
        {
            Marshal.FreeHGlobal(block);
        }

        _blocks.Clear();
        Length = 0;
    }
}
