using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using Xunit;

namespace Whatai.Emulator.Tests;

/// <summary>Parses a PNG of one colour, and checks every byte of it.</summary>
public sealed record PngFile(int Width, int Height, byte[] Colour)
{
    public static PngFile Read(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        int at = 8;
        byte[] header = Chunk(png, "IHDR", ref at);
        byte[] data = Chunk(png, "IDAT", ref at);
        Assert.Empty(Chunk(png, "IEND", ref at));
        Assert.Equal(png.Length, at);
        int width = BinaryPrimitives.ReadInt32BigEndian(header);
        int height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        Assert.Equal([8, 2, 0, 0, 0], header[8..]);

        byte[] rows = Inflate(data);
        Assert.Equal(height * (1 + (width * 3)), rows.Length);
        Assert.Equal(Adler(rows), BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(data.Length - 4)));
        byte[] colour = rows[1..4];
        byte[] row = [0, .. Enumerable.Repeat(colour, width).SelectMany(c => c)];
        Assert.All(rows.Chunk(row.Length), r => Assert.True(r.AsSpan().SequenceEqual(row)));
        return new PngFile(width, height, colour);
    }

    private static byte[] Chunk(byte[] png, string type, ref int at)
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
        byte[] named = png[(at + 4)..(at + 8 + length)];
        Assert.Equal(type, Encoding.ASCII.GetString(named, 0, 4));
        Assert.Equal(Crc(named), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
        at += 12 + length;
        return named[4..];
    }

    private static byte[] Inflate(byte[] zlib)
    {
        using var reader = new ZLibStream(new MemoryStream(zlib), CompressionMode.Decompress);
        using var all = new MemoryStream();
        reader.CopyTo(all);
        return all.ToArray();
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }

    private static uint Adler(byte[] bytes)
    {
        uint a = 1, b = 0;
        foreach (byte value in bytes)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        return (b << 16) | a;
    }
}
