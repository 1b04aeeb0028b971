using System.IO;
using WhataiPS.Resources;

namespace WhataiPS.Terminal;

/// <summary>One scan: a whole baseline picture, or one refinement of a progressive one.</summary>
internal sealed class JpegScan(JpegFrame frame, (JpegComponent Component, JpegHuffman? Dc, JpegHuffman? Ac)[] parts, JpegBits bits, int restartInterval)
{
    // Blocks that have nothing more in this band.
    private int _empty;

    public int From { get; init; }

    public int To { get; init; }

    public int High { get; init; }

    public int Low { get; init; }

    /// <summary>Decodes into the frame's coefficients.</summary>
    /// <returns>Where the next marker is looked for.</returns>
    public int Decode()
    {
        Begin();
        bool isSingle = parts.Length == 1;
        int columns = isSingle ? parts[0].Component.Columns : frame.UnitColumns;
        int rows = isSingle ? parts[0].Component.Rows : frame.UnitRows;
        for (int unit = 0; unit < columns * rows && !bits.IsOver; unit++)
        {
            if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0)
            {
                bits.Restart();
                Begin();
            }

            if (isSingle)
            {
                Block(parts[0], unit % columns, unit / columns);
            }
            else
            {
                Unit(unit % columns, unit / columns);
            }
        }

        return bits.Position;
    }

    private void Begin()
    {
        _empty = 0;
        foreach ((JpegComponent component, _, _) in parts)
        {
            component.LastDc = 0;
        }
    }

    private void Unit(int column, int row)
    {
        foreach ((JpegComponent Component, JpegHuffman? Dc, JpegHuffman? Ac) part in parts)
        {
            for (int y = 0; y < part.Component.Down; y++)
            {
                for (int x = 0; x < part.Component.Across; x++)
                {
                    Block(part, (column * part.Component.Across) + x, (row * part.Component.Down) + y);
                }
            }
        }
    }

    private void Block((JpegComponent Component, JpegHuffman? Dc, JpegHuffman? Ac) part, int column, int row)
    {
        int at = ((row * part.Component.Stride) + column) * 64;
        short[] block = part.Component.Coefficients;
        if (!frame.IsProgressive)
        {
            Dc(part.Component, Table(part.Dc), block, at);
            Baseline(Table(part.Ac), block, at);
        }
        else if (From == 0)
        {
            if (High == 0)
            {
                Dc(part.Component, Table(part.Dc), block, at);
            }
            else if (bits.Read() != 0)
            {
                block[at] |= (short)(1 << Low);
            }
        }
        else if (High == 0)
        {
            First(Table(part.Ac), block, at);
        }
        else
        {
            Refine(Table(part.Ac), block, at);
        }
    }

    private static JpegHuffman Table(JpegHuffman? table) => table ?? throw new InvalidDataException(SR.Text(nameof(SR.JpegTable)));

    private void Dc(JpegComponent component, JpegHuffman table, short[] block, int at)
    {
        component.LastDc += bits.ReadSigned(table.Read(bits) & 15);
        block[at] = (short)(component.LastDc << (frame.IsProgressive ? Low : 0));
    }

    private void Baseline(JpegHuffman table, short[] block, int at)
    {
        for (int k = 1; k < 64; k++)
        {
            int symbol = table.Read(bits);
            int size = symbol & 15;
            if (size == 0 && symbol != 0xF0)
            {
                return;
            }

            k += symbol >> 4;
            if (size > 0 && k < 64)
            {
                block[at + JpegFrame.ZigZag[k]] = (short)bits.ReadSigned(size);
            }
        }
    }

    private void First(JpegHuffman table, short[] block, int at)
    {
        if (_empty > 0)
        {
            _empty--;
            return;
        }

        for (int k = From; k <= To; k++)
        {
            int symbol = table.Read(bits);
            int run = symbol >> 4;
            int size = symbol & 15;
            if (size == 0 && run < 15)
            {
                _empty = (1 << run) + bits.Read(run) - 1;
                return;
            }

            k += run;
            if (size > 0 && k <= 63)
            {
                block[at + JpegFrame.ZigZag[k]] = (short)(bits.ReadSigned(size) * (1 << Low));
            }
        }
    }

    private void Refine(JpegHuffman table, short[] block, int at)
    {
        int k = From;
        if (_empty == 0)
        {
            for (; k <= To; k++)
            {
                int symbol = table.Read(bits);
                int run = symbol >> 4;
                int value = 0;
                if ((symbol & 15) != 0)
                {
                    value = bits.Read() != 0 ? 1 << Low : -(1 << Low);
                }
                else if (run < 15)
                {
                    _empty = (1 << run) + bits.Read(run);
                    break;
                }

                k = Skip(block, at, k, run);
                if (value != 0 && k <= To)
                {
                    block[at + JpegFrame.ZigZag[k]] = (short)value;
                }
            }
        }

        if (_empty > 0)
        {
            Skip(block, at, k, int.MaxValue);
            _empty--;
        }
    }

    // Passes by so many zeros; each coefficient between that is known gets its next bit.
    private int Skip(short[] block, int at, int k, int zeros)
    {
        for (; k <= To; k++)
        {
            int index = at + JpegFrame.ZigZag[k];
            if (block[index] == 0)
            {
                if (zeros-- == 0)
                {
                    return k;
                }
            }
            else if (bits.Read() != 0 && (block[index] & (1 << Low)) == 0)
            {
                block[index] += (short)(block[index] > 0 ? 1 << Low : -(1 << Low));
            }
        }

        return k;
    }
}
