using System;
using System.IO;
using System.Linq;
using WhataiPS.Resources;

namespace WhataiPS.Terminal;

/// <summary>One channel of a JPEG, as blocks of coefficients.</summary>
internal sealed class JpegComponent(int id, int across, int down, int table)
{
    public int Id { get; } = id;

    /// <summary>How many blocks lie side by side in a unit.</summary>
    public int Across { get; } = across;

    /// <summary>How many blocks lie one below the other in a unit.</summary>
    public int Down { get; } = down;

    public int Table { get; } = table;

    /// <summary>Blocks of the picture itself, as a scan of this channel alone counts them.</summary>
    public int Columns { get; set; }

    public int Rows { get; set; }

    /// <summary>Blocks in memory, filled up to whole units.</summary>
    public int Stride { get; set; }

    public short[] Coefficients { get; set; } = [];

    public int LastDc { get; set; }
}

/// <summary>What the head of a JPEG's picture says, and its coefficients.</summary>
internal sealed class JpegFrame
{
    public static readonly int[] ZigZag =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    private JpegFrame(int width, int height, JpegComponent[] components, bool isProgressive)
    {
        (Width, Height, Components, IsProgressive) = (width, height, components, isProgressive);
        Across = components.Max(component => component.Across);
        Down = components.Max(component => component.Down);
        UnitColumns = (width + (8 * Across) - 1) / (8 * Across);
        UnitRows = (height + (8 * Down) - 1) / (8 * Down);
        foreach (JpegComponent component in components)
        {
            int columns = (width * component.Across + Across - 1) / Across;
            int rows = (height * component.Down + Down - 1) / Down;
            component.Columns = (columns + 7) / 8;
            component.Rows = (rows + 7) / 8;
            component.Stride = UnitColumns * component.Across;
            component.Coefficients = new short[component.Stride * UnitRows * component.Down * 64];
        }
    }

    public int Width { get; }

    public int Height { get; }

    public JpegComponent[] Components { get; }

    public bool IsProgressive { get; }

    public int Across { get; }

    public int Down { get; }

    public int UnitColumns { get; }

    public int UnitRows { get; }

    public static JpegFrame Read(byte[] file, int at, bool isProgressive)
    {
        int height = (file[at + 1] << 8) | file[at + 2];
        int width = (file[at + 3] << 8) | file[at + 4];
        int count = file[at + 5];
        PictureLimits.ThrowIfTooLarge(width, height);
        if (file[at] != 8 || count is not (1 or 3))
        {
            throw new InvalidDataException(count == 4 ? SR.Text(nameof(SR.JpegCmyk)) : SR.Text(nameof(SR.JpegChannels)));
        }

        var components = new JpegComponent[count];
        for (int i = 0; i < count; i++)
        {
            int sampling = file[at + 7 + (i * 3)];
            components[i] = new JpegComponent(file[at + 6 + (i * 3)], sampling >> 4, sampling & 15, file[at + 8 + (i * 3)] & 3);
            if (components[i].Across is < 1 or > 4 || components[i].Down is < 1 or > 4)
            {
                throw new InvalidDataException(SR.Text(nameof(SR.JpegSampling)));
            }
        }

        return new JpegFrame(width, height, components, isProgressive);
    }

    public JpegComponent Find(int id) => Array.Find(Components, component => component.Id == id) ?? throw new InvalidDataException(SR.Text(nameof(SR.JpegChannelMissing)));
}
