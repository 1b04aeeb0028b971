using System.Collections.Generic;

namespace Whatai.Emulator.Video.Mp4;

/// <summary>Writes bits, most significant first, as in H.264 and AAC.</summary>
internal sealed class BitWriter
{
    private readonly List<byte> _bytes = [];
    private int _current;
    private int _used;

    /// <summary>Writes the lowest <paramref name="count"/> bits.</summary>
    internal BitWriter Bits(uint value, int count)
    {
        for (int i = count - 1; i >= 0; i--)
        {
            _current = (_current << 1) | (int)((value >> i) & 1);
            if (++_used == 8)
            {
                _bytes.Add((byte)_current);
                _current = 0;
                _used = 0;
            }
        }

        return this;
    }

    internal BitWriter Flag(bool value) => Bits(value ? 1u : 0u, 1);

    /// <summary>Exp-Golomb, ue(v) in H.264's tables.</summary>
    internal BitWriter Unsigned(uint value)
    {
        int length = 0;
        while ((value + 1) >> (length + 1) != 0)
        {
            length++;
        }

        return Bits(0, length).Bits(value + 1, length + 1);
    }

    /// <summary>A zero in se(v), the only value needed.</summary>
    internal BitWriter SignedZero() => Unsigned(0);

    internal BitWriter Repeat(byte value, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Bits(value, 8);
        }

        return this;
    }

    /// <summary>Pads the last byte with zeros.</summary>
    internal BitWriter Align() => _used == 0 ? this : Bits(0, 8 - _used);

    /// <summary>rbsp_trailing_bits: a one, then zeros.</summary>
    internal BitWriter TrailingBits() => Bits(1, 1).Align();

    internal byte[] ToArray() => _bytes.ToArray();
}
