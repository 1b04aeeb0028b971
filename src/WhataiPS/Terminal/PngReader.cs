using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using WhataiPS.Resources;

namespace WhataiPS.Terminal;

/// <summary>Decodes PNG: all colour types and depths, palettes, transparency, interlaced or not (ISO/IEC 15948).</summary>
internal sealed class PngReader
{
    private const int Grey = 0;
    private const int Colour = 2;
    private const int Palette = 3;
    private const int GreyAlpha = 4;
    private const int ColourAlpha = 6;

    // Adam7: where each pass begins and how far its pixels lie apart.
    private static readonly (int X, int Y, int StepX, int StepY)[] s_passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private readonly int _width;
    private readonly int _height;
    private readonly int _depth;
    private readonly int _type;
    private readonly bool _interlaced;
    private readonly byte[] _palette = [];
    private readonly byte[] _transparent = [];
    private readonly byte[] _pixels;

    private PngReader(byte[] file)
    {
        var data = new List<ArraySegment<byte>>();
        for (int at = 8; at + 12 <= file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            if (length < 0 || length > file.Length - at - 12)
            {
                throw new InvalidDataException(SR.Text(nameof(SR.PngChunk)));
            }

            ReadOnlySpan<byte> type = file.AsSpan(at + 4, 4);
            ReadOnlySpan<byte> content = file.AsSpan(at + 8, length);
            if (type.SequenceEqual("IHDR"u8) && length == 13)
            {
                (_width, _height) = (BinaryPrimitives.ReadInt32BigEndian(content), BinaryPrimitives.ReadInt32BigEndian(content.Slice(4)));
                (_depth, _type, _interlaced) = (content[8], content[9], content[12] == 1);
            }
            else if (type.SequenceEqual("PLTE"u8))
            {
                _palette = content.ToArray();
            }
            else if (type.SequenceEqual("tRNS"u8))
            {
                _transparent = content.ToArray();
            }
            else if (type.SequenceEqual("IDAT"u8))
            {
                data.Add(new ArraySegment<byte>(file, at + 8, length));
            }

            at += 12 + length;
        }

        PictureLimits.ThrowIfTooLarge(_width, _height);
        if (!IsLawful(_type, _depth) || data.Count == 0)
        {
            throw new InvalidDataException(SR.Text(nameof(SR.PngHead)));
        }

        _pixels = new byte[_width * _height * 4];
        using Stream rows = Inflate(data);
        Read(rows);
    }

    private int Channels => _type switch { Grey or Palette => 1, GreyAlpha => 2, Colour => 3, _ => 4 };

    /// <exception cref="InvalidDataException">It is broken.</exception>
    public static Picture Read(byte[] file)
    {
        var reader = new PngReader(file);
        return new Picture(reader._width, reader._height, reader._pixels);
    }

    private static bool IsLawful(int type, int depth) => type switch
    {
        Grey => depth is 1 or 2 or 4 or 8 or 16,
        Palette => depth is 1 or 2 or 4 or 8,
        Colour or GreyAlpha or ColourAlpha => depth is 8 or 16,
        _ => false,
    };

    // zlib's two bytes, then deflate; its check sum is left to the eye.
    private static DeflateStream Inflate(List<ArraySegment<byte>> data)
    {
        byte[] all = new byte[data.Sum(piece => piece.Count)];
        int at = 0;
        foreach (ArraySegment<byte> piece in data)
        {
            Buffer.BlockCopy(piece.Array!, piece.Offset, all, at, piece.Count);
            at += piece.Count;
        }

        return new DeflateStream(new MemoryStream(all, Math.Min(2, all.Length), Math.Max(0, all.Length - 2)), CompressionMode.Decompress);
    }

    private void Read(Stream rows)
    {
        if (!_interlaced)
        {
            ReadPass(rows, _width, _height, 0, 0, 1, 1);
            return;
        }

        foreach ((int x, int y, int stepX, int stepY) in s_passes)
        {
            int width = (_width - x + stepX - 1) / stepX;
            int height = (_height - y + stepY - 1) / stepY;
            if (width > 0 && height > 0)
            {
                ReadPass(rows, width, height, x, y, stepX, stepY);
            }
        }
    }

    private void ReadPass(Stream rows, int width, int height, int left, int top, int stepX, int stepY)
    {
        int bits = Channels * _depth;
        int length = ((width * bits) + 7) / 8;
        int back = Math.Max(1, bits / 8);
        byte[] before = new byte[length];
        byte[] row = new byte[length];
        for (int y = 0; y < height; y++)
        {
            int filter = rows.ReadByte();
            Fill(rows, row);
            Unfilter(filter, row, before, back);
            for (int x = 0; x < width; x++)
            {
                Put(row, x, (((top + (y * stepY)) * _width) + left + (x * stepX)) * 4);
            }

            (before, row) = (row, before);
        }
    }

    private static void Fill(Stream rows, byte[] row)
    {
        for (int have = 0, count; have < row.Length; have += count)
        {
            count = rows.Read(row, have, row.Length - have);
            if (count == 0)
            {
                throw new InvalidDataException(SR.Text(nameof(SR.PngEnd)));
            }
        }
    }

    private static void Unfilter(int filter, byte[] row, byte[] above, int back)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int left = i >= back ? row[i - back] : 0;
            int corner = i >= back ? above[i - back] : 0;
            row[i] += (byte)(filter switch
            {
                0 => 0,
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                4 => Paeth(left, above[i], corner),
                _ => throw new InvalidDataException(SR.Text(nameof(SR.PngFilter))),
            });
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        int estimate = left + above - corner;
        int toLeft = Math.Abs(estimate - left);
        int toAbove = Math.Abs(estimate - above);
        int toCorner = Math.Abs(estimate - corner);
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }

    private void Put(byte[] row, int x, int target)
    {
        switch (_type)
        {
            case Palette:
                PutPalette(Sample(row, x), target);
                break;
            case Grey or GreyAlpha:
                int grey = Sample(row, x * Channels);
                byte shade = Byte(grey);
                Put(target, shade, shade, shade, _type == GreyAlpha ? Byte(Sample(row, (x * 2) + 1)) : Opacity(grey, grey, grey));
                break;
            default:
                int at = x * Channels;
                int red = Sample(row, at);
                int green = Sample(row, at + 1);
                int blue = Sample(row, at + 2);
                Put(target, Byte(red), Byte(green), Byte(blue), _type == ColourAlpha ? Byte(Sample(row, at + 3)) : Opacity(red, green, blue));
                break;
        }
    }

    private void PutPalette(int index, int target)
    {
        if ((index * 3) + 2 >= _palette.Length)
        {
            throw new InvalidDataException(SR.Text(nameof(SR.PngColour)));
        }

        Put(target, _palette[index * 3], _palette[(index * 3) + 1], _palette[(index * 3) + 2], index < _transparent.Length ? _transparent[index] : (byte)255);
    }

    private void Put(int target, byte red, byte green, byte blue, byte alpha)
    {
        _pixels[target] = red;
        _pixels[target + 1] = green;
        _pixels[target + 2] = blue;
        _pixels[target + 3] = alpha;
    }

    private int Sample(byte[] row, int index) => _depth switch
    {
        8 => row[index],
        16 => (row[index * 2] << 8) | row[(index * 2) + 1],
        _ => (row[index * _depth / 8] >> (8 - _depth - (index * _depth % 8))) & ((1 << _depth) - 1),
    };

    private byte Byte(int sample) => _depth switch
    {
        8 => (byte)sample,
        16 => (byte)(((sample * 255L) + 32767) / 65535),
        _ => (byte)(sample * 255 / ((1 << _depth) - 1)),
    };

    // One colour may stand for transparency.
    private byte Opacity(int red, int green, int blue) => _type switch
    {
        Grey when _transparent.Length >= 2 => (byte)(red == Key(0) ? 0 : 255),
        Colour when _transparent.Length >= 6 => (byte)(red == Key(0) && green == Key(1) && blue == Key(2) ? 0 : 255),
        _ => 255,
    };

    private int Key(int index) => (_transparent[index * 2] << 8) | _transparent[(index * 2) + 1];
}
