using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Whatai.Emulator.Media;

/// <summary>A small WebP writer: lossless, every channel of every pixel as eight bits, so that files are large and the writer short.</summary>
internal static class WebpImage
{
    internal const string MimeType = "image/webp";

    private const byte Signature = 0x2F;

    /// <inheritdoc cref="PngImage.Write"/>
    internal static byte[] Write(int width, int height, Action<int, byte[]> paint)
    {
        var bits = new BitStream();
        bits.Write(Signature, 8);
        bits.Write(width - 1, 14);
        bits.Write(height - 1, 14);
        bits.Write(0, 1); // no alpha
        bits.Write(0, 3); // version
        bits.Write(0, 3); // no transforms, no colour cache, one group of codes
        for (int channel = 0; channel < 3; channel++)
        {
            WriteByteCodes(bits);
        }

        bits.Write(0b101, 3); // alpha: one code, of eight bits,
        bits.Write(0xFF, 8);
        bits.Write(0b0001, 4); // and for distances one that is never used
        byte[] row = new byte[width * 3];
        for (int y = 0; y < height; y++)
        {
            paint(y, row);
            for (int x = 0; x < row.Length; x += 3)
            {
                bits.Write(Reversed(row[x + 1]) | (Reversed(row[x]) << 8) | (Reversed(row[x + 2]) << 16), 24);
            }
        }

        byte[] data = bits.ToArray();
        using var file = new MemoryStream();
        using (var writer = new BinaryWriter(file, Encoding.ASCII, leaveOpen: true))
        {
            int padding = data.Length % 2;
            writer.Write(Encoding.ASCII.GetBytes("RIFF"));
            writer.Write(4 + 8 + data.Length + padding);
            writer.Write(Encoding.ASCII.GetBytes("WEBPVP8L"));
            writer.Write(data.Length);
            writer.Write(data);
            writer.Write(new byte[padding]);
        }

        return file.ToArray();
    }

    /// <summary>Says that the codes of the first 256 symbols have eight bits each.</summary>
    private static void WriteByteCodes(BitStream bits)
    {
        // The lengths themselves are written in a code of which only the length eight, the twelfth in their order, is used.
        bits.Write(0, 1);
        bits.Write(12 - 4, 4);
        for (int i = 0; i < 11; i++)
        {
            bits.Write(0, 3);
        }

        bits.Write(1, 3);
        bits.Write(1, 1); // the number of symbols follows, in eight bits
        bits.Write((8 - 2) / 2, 3);
        bits.Write(256 - 2, 8);
    }

    // Codes are written from their highest bit on, numbers from their lowest.
    private static int Reversed(byte value)
    {
        int reversed = 0;
        for (int i = 0; i < 8; i++)
        {
            reversed |= ((value >> i) & 1) << (7 - i);
        }

        return reversed;
    }

    private sealed class BitStream
    {
        private readonly List<byte> _bytes = [];
        private long _pending;
        private int _count;

        internal void Write(int value, int bits)
        {
            _pending |= (long)value << _count;
            for (_count += bits; _count >= 8; _count -= 8)
            {
                _bytes.Add((byte)_pending);
                _pending >>= 8;
            }
        }

        internal byte[] ToArray()
        {
            Write(0, (8 - _count) % 8);
            return [.. _bytes];
        }
    }
}
