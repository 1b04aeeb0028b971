using System;
using System.IO;
using WhataiPS.Resources;

namespace WhataiPS.Terminal;

/// <summary>A Huffman table of a JPEG.</summary>
internal sealed class JpegHuffman
{
    private readonly int[] _firstCode = new int[18];
    private readonly int[] _firstIndex = new int[18];
    private readonly int[] _counts = new int[18];
    private readonly byte[] _values;

    public JpegHuffman(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
    {
        _values = values.ToArray();
        int code = 0;
        int index = 0;
        for (int length = 1; length <= 16; length++)
        {
            _firstCode[length] = code;
            _firstIndex[length] = index;
            _counts[length] = counts[length - 1];
            code = (code + counts[length - 1]) << 1;
            index += counts[length - 1];
        }
    }

    public int Read(JpegBits bits)
    {
        int code = 0;
        for (int length = 1; length <= 16; length++)
        {
            code = (code << 1) | bits.Read();
            int offset = code - _firstCode[length];
            if (offset >= 0 && offset < _counts[length])
            {
                return _values[_firstIndex[length] + offset];
            }
        }

        throw new InvalidDataException(SR.Text(nameof(SR.JpegCode)));
    }
}
