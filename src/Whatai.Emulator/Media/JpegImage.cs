using System;
using System.Collections.Generic;
using System.IO;

namespace Whatai.Emulator.Media;

/// <summary>
/// A small baseline JPEG writer: three components without subsampling. Its codes all have one length, which makes the files larger and the
/// writer short.
/// </summary>
internal static class JpegImage
{
    internal const string MimeType = "image/jpeg";

    private const int Side = 8;
    private const int Step = 8; // of every coefficient
    private const int DcSymbols = 12;
    private const int DcBits = 4;
    private const int AcBits = 8;
    private const byte EndOfBlock = 0x00;
    private const byte SixteenZeros = 0xF0;

    private static readonly double[,] s_cosines = Cosines();
    private static readonly (int X, int Y)[] s_zigzag = Zigzag();
    private static readonly byte[] s_acSymbols = AcSymbols();

    /// <inheritdoc cref="PngImage.Write"/>
    internal static byte[] Write(int width, int height, Action<int, byte[]> paint)
    {
        using var jpeg = new MemoryStream();
        WriteBytes(jpeg, 0xFF, 0xD8);
        WriteSegment(jpeg, 0xE0, [(byte)'J', (byte)'F', (byte)'I', (byte)'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        byte[] steps = new byte[1 + (Side * Side)];
        steps.AsSpan(1).Fill(Step);
        WriteSegment(jpeg, 0xDB, steps);
        WriteSegment(jpeg, 0xC0, [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
        WriteSegment(jpeg, 0xC4, Codes(0x00, DcBits, Numbers(DcSymbols)));
        WriteSegment(jpeg, 0xC4, Codes(0x10, AcBits, s_acSymbols));
        WriteSegment(jpeg, 0xDA, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
        WriteScan(new Scan(jpeg), width, height, paint);
        WriteBytes(jpeg, 0xFF, 0xD9);
        return jpeg.ToArray();
    }

    private static void WriteScan(Scan scan, int width, int height, Action<int, byte[]> paint)
    {
        byte[][] rows = new byte[Side][];
        int[] last = new int[3];
        double[,] block = new double[Side, Side];
        for (int top = 0; top < height; top += Side)
        {
            for (int y = 0; y < Side; y++)
            {
                rows[y] = top + y < height ? new byte[width * 3] : rows[y - 1];
                if (top + y < height)
                {
                    paint(top + y, rows[y]);
                }
            }

            for (int left = 0; left < width; left += Side)
            {
                for (int component = 0; component < 3; component++)
                {
                    for (int y = 0; y < Side; y++)
                    {
                        for (int x = 0; x < Side; x++)
                        {
                            block[y, x] = Component(rows[y], Math.Min(left + x, width - 1) * 3, component) - 128;
                        }
                    }

                    last[component] = WriteBlock(scan, Transform(block), last[component]);
                }
            }
        }

        scan.End();
    }

    // Y, Cb and Cr.
    private static double Component(byte[] row, int at, int component) => component switch
    {
        0 => (0.299 * row[at]) + (0.587 * row[at + 1]) + (0.114 * row[at + 2]),
        1 => 128 - (0.168736 * row[at]) - (0.331264 * row[at + 1]) + (0.5 * row[at + 2]),
        _ => 128 + (0.5 * row[at]) - (0.418688 * row[at + 1]) - (0.081312 * row[at + 2]),
    };

    private static double[,] Transform(double[,] block)
    {
        double[,] half = new double[Side, Side];
        double[,] whole = new double[Side, Side];
        for (int y = 0; y < Side; y++)
        {
            for (int u = 0; u < Side; u++)
            {
                for (int x = 0; x < Side; x++)
                {
                    half[y, u] += block[y, x] * s_cosines[u, x];
                }
            }
        }

        for (int v = 0; v < Side; v++)
        {
            for (int u = 0; u < Side; u++)
            {
                for (int y = 0; y < Side; y++)
                {
                    whole[v, u] += half[y, u] * s_cosines[v, y];
                }
            }
        }

        return whole;
    }

    private static int WriteBlock(Scan scan, double[,] coefficients, int last)
    {
        int dc = (int)Math.Round(coefficients[0, 0] / Step);
        int size = Size(dc - last);
        scan.Write(size, DcBits);
        scan.Write(Bits(dc - last, size), size);
        int zeros = 0;
        for (int i = 1; i < s_zigzag.Length; i++)
        {
            int value = (int)Math.Round(coefficients[s_zigzag[i].Y, s_zigzag[i].X] / Step);
            if (value == 0)
            {
                zeros++;
                continue;
            }

            for (; zeros > 15; zeros -= 16)
            {
                scan.Write(Array.IndexOf(s_acSymbols, SixteenZeros), AcBits);
            }

            size = Size(value);
            scan.Write(Array.IndexOf(s_acSymbols, (byte)((zeros << 4) | size)), AcBits);
            scan.Write(Bits(value, size), size);
            zeros = 0;
        }

        if (zeros > 0)
        {
            scan.Write(Array.IndexOf(s_acSymbols, EndOfBlock), AcBits);
        }

        return dc;
    }

    private static int Size(int value)
    {
        int size = 0;
        for (int left = Math.Abs(value); left > 0; left >>= 1)
        {
            size++;
        }

        return size;
    }

    // Negative numbers are written as their ones' complement.
    private static int Bits(int value, int size) => value < 0 ? value + (1 << size) - 1 : value;

    private static byte[] Codes(byte id, int bits, byte[] symbols)
    {
        byte[] counts = new byte[16];
        counts[bits - 1] = (byte)symbols.Length;
        return [id, .. counts, .. symbols];
    }

    private static byte[] Numbers(int count)
    {
        byte[] numbers = new byte[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = (byte)i;
        }

        return numbers;
    }

    private static byte[] AcSymbols()
    {
        var symbols = new List<byte> { EndOfBlock, SixteenZeros };
        for (int zeros = 0; zeros < 16; zeros++)
        {
            for (int size = 1; size <= 10; size++)
            {
                symbols.Add((byte)((zeros << 4) | size));
            }
        }

        return [.. symbols];
    }

    private static double[,] Cosines()
    {
        double[,] cosines = new double[Side, Side];
        for (int u = 0; u < Side; u++)
        {
            for (int x = 0; x < Side; x++)
            {
                cosines[u, x] = Math.Cos(((2 * x) + 1) * u * Math.PI / (2 * Side)) * (u == 0 ? Math.Sqrt(0.5) : 1) / 2;
            }
        }

        return cosines;
    }

    private static (int X, int Y)[] Zigzag()
    {
        var order = new List<(int X, int Y)>();
        for (int sum = 0; sum < (2 * Side) - 1; sum++)
        {
            for (int i = 0; i <= sum; i++)
            {
                (int x, int y) = sum % 2 == 0 ? (i, sum - i) : (sum - i, i);
                if (x < Side && y < Side)
                {
                    order.Add((x, y));
                }
            }
        }

        return [.. order];
    }

    private static void WriteSegment(Stream target, byte marker, byte[] content)
    {
        int length = content.Length + 2;
        WriteBytes(target, 0xFF, marker, (byte)(length >> 8), (byte)length);
        target.Write(content, 0, content.Length);
    }

    private static void WriteBytes(Stream target, params byte[] bytes) => target.Write(bytes, 0, bytes.Length);

    /// <summary>Writes bits, the highest first; a zero follows every byte of ones.</summary>
    private sealed class Scan(Stream target)
    {
        private int _byte;
        private int _count;

        internal void Write(int value, int bits)
        {
            for (int i = bits - 1; i >= 0; i--)
            {
                _byte = (_byte << 1) | ((value >> i) & 1);
                if (++_count == 8)
                {
                    target.WriteByte((byte)_byte);
                    if (_byte == 0xFF)
                    {
                        target.WriteByte(0);
                    }

                    (_byte, _count) = (0, 0);
                }
            }
        }

        internal void End() => Write(0x7F, (8 - _count) % 8);
    }
}
