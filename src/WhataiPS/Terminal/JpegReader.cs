using System;
using System.IO;
using WhataiPS.Resources;

namespace WhataiPS.Terminal;

/// <summary>
/// Decodes JPEG: baseline and progressive, 8 bits, Huffman, grey or YCbCr or RGB (ITU-T T.81, JFIF). Not CMYK, not arithmetic
/// coding, not lossless: those are told of as what can't be shown.
/// </summary>
internal sealed class JpegReader
{
    private const int Restart0 = 0xD0;

    private readonly byte[] _file;
    private readonly int[][] _quantization = new int[4][];
    private readonly JpegHuffman?[] _dc = new JpegHuffman?[4];
    private readonly JpegHuffman?[] _ac = new JpegHuffman?[4];
    private JpegFrame? _frame;
    private int _restartInterval;
    private int _adobe = -1;

    private JpegReader(byte[] file) => _file = file;

    /// <exception cref="InvalidDataException">It is broken, or of a kind that is not decoded.</exception>
    public static Picture Read(byte[] file)
    {
        try
        {
            return new JpegReader(file).Read();
        }
        catch (IndexOutOfRangeException ex)
        {
            throw new InvalidDataException(SR.Text(nameof(SR.JpegBroken)), ex);
        }
    }

    private Picture Read()
    {
        int at = 2;
        while (at + 4 <= _file.Length)
        {
            if (_file[at] != 0xFF)
            {
                at++; // what no decoder needs
                continue;
            }

            int marker = _file[at + 1];
            if (marker is 0xFF or 0 or 0x01 or (>= Restart0 and <= Restart0 + 7))
            {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }

            if (marker == 0xD9)
            {
                break;
            }

            int length = (_file[at + 2] << 8) | _file[at + 3];
            int start = at + 4;
            int end = at + 2 + length;
            if (end > _file.Length)
            {
                break;
            }

            at = marker == 0xDA ? ReadScan(start, end) : ReadSegment(marker, start, end);
        }

        return JpegPixels.Write(_frame ?? throw new InvalidDataException(SR.Text(nameof(SR.JpegEmpty))), _quantization, _adobe);
    }

    private int ReadSegment(int marker, int start, int end)
    {
        switch (marker)
        {
            case 0xC0 or 0xC1 or 0xC2:
                _frame = JpegFrame.Read(_file, start, isProgressive: marker == 0xC2);
                break;
            case 0xC3 or (>= 0xC5 and <= 0xC7) or (>= 0xC9 and <= 0xCB) or (>= 0xCD and <= 0xCF):
                throw new InvalidDataException(SR.Text(nameof(SR.JpegCoding)));
            case 0xC4:
                ReadHuffman(start, end);
                break;
            case 0xDB:
                ReadQuantization(start, end);
                break;
            case 0xDD:
                _restartInterval = (_file[start] << 8) | _file[start + 1];
                break;
            case 0xEE when end - start >= 12 && _file[start] == 'A' && _file[start + 1] == 'd':
                _adobe = _file[start + 11];
                break;
        }

        return end;
    }

    private void ReadQuantization(int at, int end)
    {
        while (at < end)
        {
            int head = _file[at++];
            int[] table = new int[64];
            for (int i = 0; i < 64; i++)
            {
                bool isWide = head >> 4 != 0;
                table[JpegFrame.ZigZag[i]] = isWide ? (_file[at] << 8) | _file[at + 1] : _file[at];
                at += isWide ? 2 : 1;
            }

            _quantization[head & 3] = table;
        }
    }

    private void ReadHuffman(int at, int end)
    {
        while (at + 17 <= end)
        {
            int head = _file[at];
            int count = 0;
            for (int i = 1; i <= 16; i++)
            {
                count += _file[at + i];
            }

            (head >> 4 == 0 ? _dc : _ac)[head & 3] = new JpegHuffman(_file.AsSpan(at + 1, 16), _file.AsSpan(at + 17, count));
            at += 17 + count;
        }
    }

    private int ReadScan(int at, int end)
    {
        JpegFrame frame = _frame ?? throw new InvalidDataException(SR.Text(nameof(SR.JpegScanEarly)));
        int count = _file[at++];
        var parts = new (JpegComponent Component, JpegHuffman? Dc, JpegHuffman? Ac)[count];
        for (int i = 0; i < count; i++, at += 2)
        {
            parts[i] = (frame.Find(_file[at]), _dc[(_file[at + 1] >> 4) & 3], _ac[_file[at + 1] & 3]);
        }

        var scan = new JpegScan(frame, parts, new JpegBits(_file, end), _restartInterval)
        {
            From = _file[at],
            To = Math.Min(63, (int)_file[at + 1]),
            High = _file[at + 2] >> 4,
            Low = _file[at + 2] & 15,
        };
        return scan.Decode();
    }
}
