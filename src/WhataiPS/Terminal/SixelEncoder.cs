using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Threading;

namespace WhataiPS.Terminal;

/// <summary>Writes a picture as DEC's sixels: bands of six rows, colour by colour, with runs shortened.</summary>
internal static class SixelEncoder
{
    private const int BandHeight = 6;
    private const int MaximumColours = 256;

    public static string Encode(Bitmap bitmap, CancellationToken cancellationToken)
    {
        (IReadOnlyList<(int Red, int Green, int Blue)> colours, int[] indexes) = MedianCutQuantizer.Quantize(bitmap, MaximumColours, cancellationToken);
        // What is not drawn keeps the terminal's background; pixels are square.
        var text = new StringBuilder("\u001bP0;1;0q").Append(Invariant($"\"1;1;{bitmap.Width};{bitmap.Height}"));
        for (int i = 0; i < colours.Count; i++)
        {
            (int red, int green, int blue) = colours[i];
            text.Append(Invariant($"#{i};2;{Percent(red)};{Percent(green)};{Percent(blue)}"));
        }

        for (int top = 0; top < bitmap.Height; top += BandHeight)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteBand(text, bitmap, indexes, top);
        }

        return text.Append("\u001b\\").ToString();
    }

    private static void WriteBand(StringBuilder text, Bitmap bitmap, int[] indexes, int top)
    {
        int rows = Math.Min(BandHeight, bitmap.Height - top);
        var bands = new SortedDictionary<int, byte[]>();
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < bitmap.Width; x++)
            {
                int index = indexes[((top + y) * bitmap.Width) + x];
                if (index < 0)
                {
                    continue;
                }

                if (!bands.TryGetValue(index, out byte[]? band))
                {
                    bands[index] = band = new byte[bitmap.Width];
                }

                band[x] |= (byte)(1 << y);
            }
        }

        bool first = true;
        foreach (KeyValuePair<int, byte[]> band in bands)
        {
            // Back to the start of the band for the next colour.
            text.Append(first ? string.Empty : "$").Append('#').Append(band.Key);
            WriteRuns(text, band.Value);
            first = false;
        }

        text.Append('-');
    }

    private static void WriteRuns(StringBuilder text, byte[] band)
    {
        int end = band.Length;
        while (end > 0 && band[end - 1] == 0)
        {
            end--;
        }

        for (int x = 0; x < end;)
        {
            int run = 1;
            while (x + run < end && band[x + run] == band[x])
            {
                run++;
            }

            char sixel = (char)('?' + band[x]);
            text.Append(run > 3 ? Invariant($"!{run}{sixel}") : new string(sixel, run));
            x += run;
        }
    }

    private static int Percent(int value) => ((value * 100) + 127) / 255;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
