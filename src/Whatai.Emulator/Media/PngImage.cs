using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Text;

namespace Whatai.Emulator.Media;

/// <summary>A small PNG writer: 8 bits per channel, no alpha.</summary>
internal static class PngImage
{
    internal const string MimeType = "image/png";

    private const byte TrueColour = 2;
    private const byte None = 0;
    private const byte Sub = 1;
    private const uint AdlerModulus = 65521;

    private static readonly byte[] s_signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] s_crc = MakeCrcTable();

    /// <summary>Makes an image whose red, green and blue are the first three bytes of the SHA-256 of <paramref name="seed"/>.</summary>
    internal static byte[] Solid(int width, int height, string seed) => Solid(width, height, Hex.Hash(Encoding.UTF8.GetBytes(seed)));

    /// <summary>Makes an image of one colour.</summary>
    internal static byte[] Solid(int width, int height, byte[] colour)
    {
        return Write(
            width,
            height,
            (_, row) =>
            {
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] = colour[i % 3];
                }
            },
            [],
            None);
    }

    /// <summary>Makes an image row by row.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="paint">Fills a row, by its index: red, green and blue of each pixel.</param>
    /// <param name="texts">The file's text chunks, by their keywords.</param>
    /// <param name="filter">PNG's row filter: the difference to the previous pixel, which compresses better, or none.</param>
    internal static byte[] Write(int width, int height, Action<int, byte[]> paint, IReadOnlyList<(string Keyword, string Text)> texts, byte filter = Sub)
    {
        using var png = new MemoryStream();
        png.Write(s_signature, 0, s_signature.Length);
        using (var header = new MemoryStream())
        {
            WriteNumber(header, (uint)width);
            WriteNumber(header, (uint)height);
            header.WriteByte(8);
            header.WriteByte(TrueColour);
            header.Write(new byte[3], 0, 3); // deflate, the usual filters, not interlaced
            WriteChunk(png, "IHDR", header.ToArray());
        }

        foreach ((string keyword, string text) in texts)
        {
            // Not compressed, no language, no translated keyword.
            WriteChunk(png, "iTXt", Encoding.UTF8.GetBytes(keyword + "\0\0\0\0\0" + text));
        }

        WriteChunk(png, "IDAT", Compress(width, height, paint, filter));
        WriteChunk(png, "IEND", []);
        return png.ToArray();
    }

    /// <summary>The rows in zlib format: two header bytes, deflate, Adler-32.</summary>
    private static byte[] Compress(int width, int height, Action<int, byte[]> paint, byte filter)
    {
        using var target = new MemoryStream();
        target.WriteByte(0x78);
        target.WriteByte(0x01);
        uint a = 1;
        uint b = 0;
        byte[] row = new byte[width * 3];
        byte[] filtered = new byte[row.Length + 1];
        filtered[0] = filter;
        using (var deflate = new DeflateStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                paint(y, row);
                for (int i = 0; i < row.Length; i++)
                {
                    filtered[i + 1] = (byte)(row[i] - (i < 3 || filter == None ? 0 : row[i - 3]));
                }

                deflate.Write(filtered, 0, filtered.Length);
                foreach (byte value in filtered)
                {
                    a += value;
                    b += a;
                    if (b > int.MaxValue)
                    {
                        a %= AdlerModulus;
                        b %= AdlerModulus;
                    }
                }

                a %= AdlerModulus;
                b %= AdlerModulus;
            }
        }

        WriteNumber(target, (b << 16) | a);
        return target.ToArray();
    }

    private static void WriteChunk(MemoryStream png, string type, byte[] data)
    {
        WriteNumber(png, (uint)data.Length);
        byte[] name = Encoding.ASCII.GetBytes(type);
        png.Write(name, 0, name.Length);
        png.Write(data, 0, data.Length);
        WriteNumber(png, ~Crc(Crc(uint.MaxValue, name), data));
    }

    private static void WriteNumber(MemoryStream target, uint value)
    {
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            target.WriteByte((byte)(value >> shift));
        }
    }

    private static uint Crc(uint crc, byte[] bytes)
    {
        foreach (byte b in bytes)
        {
            crc = s_crc[(crc ^ b) & 0xFF] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
