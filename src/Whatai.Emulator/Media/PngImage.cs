using System.IO;
using System.IO.Compression;
using System.Text;

namespace Whatai.Emulator.Media;

/// <summary>A small writer of PNG: one colour, 8 bits a channel, no alpha.</summary>
internal static class PngImage
{
    internal const string MimeType = "image/png";

    private const byte TrueColour = 2;

    private static readonly byte[] s_signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] s_crc = MakeCrcTable();

    /// <summary>Makes an image whose red, green and blue are the first three bytes of the SHA-256 of <paramref name="seed"/>.</summary>
    internal static byte[] Solid(int width, int height, string seed) => Solid(width, height, Hex.Hash(Encoding.UTF8.GetBytes(seed)));

    /// <summary>Makes an image of the first three bytes as red, green and blue.</summary>
    internal static byte[] Solid(int width, int height, byte[] colour)
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

        WriteChunk(png, "IDAT", Compress(Row(width, colour), height));
        WriteChunk(png, "IEND", []);
        return png.ToArray();
    }

    // Filter 0, then the pixels.
    private static byte[] Row(int width, byte[] colour)
    {
        byte[] row = new byte[1 + (width * 3)];
        for (int i = 1; i < row.Length; i++)
        {
            row[i] = colour[(i - 1) % 3];
        }

        return row;
    }

    /// <summary>The rows as zlib has them: two bytes, deflate, Adler-32.</summary>
    private static byte[] Compress(byte[] row, int count)
    {
        using var target = new MemoryStream();
        target.WriteByte(0x78);
        target.WriteByte(0x01);
        uint a = 1;
        uint b = 0;
        using (var deflate = new DeflateStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int i = 0; i < count; i++)
            {
                deflate.Write(row, 0, row.Length);
                foreach (byte value in row)
                {
                    a = (a + value) % 65521;
                    b = (b + a) % 65521;
                }
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
