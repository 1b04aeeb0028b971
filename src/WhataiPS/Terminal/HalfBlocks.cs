using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace WhataiPS.Terminal;

/// <summary>Draws a picture in characters: each is an upper half block, whose foreground is one pixel and whose background is the one below.</summary>
internal static class HalfBlocks
{
    private const string Reset = "\u001b[0m";
    private const int Opaque = 128;

    /// <summary>The picture's lines. It must be as wide as there shall be characters, and twice as high as lines.</summary>
    public static IEnumerable<string> Lines(Bitmap bitmap)
    {
        for (int y = 0; y < bitmap.Height; y += 2)
        {
            var line = new StringBuilder();
            (int Upper, int Lower) last = (-1, -1);
            for (int x = 0; x < bitmap.Width; x++)
            {
                int upper = Colour(bitmap, x, y);
                int lower = y + 1 < bitmap.Height ? Colour(bitmap, x, y + 1) : -1;
                Append(line, upper, lower, ref last);
            }

            yield return line.Append(Reset).ToString();
        }
    }

    // What is transparent shows the terminal's own background.
    private static void Append(StringBuilder line, int upper, int lower, ref (int Upper, int Lower) last)
    {
        if (upper < 0 && lower < 0)
        {
            line.Append(last == (-1, -1) ? string.Empty : Reset).Append(' ');
            last = (-1, -1);
            return;
        }

        if ((upper, lower) != last)
        {
            bool clears = (upper < 0 && last.Upper >= 0) || (lower < 0 && last.Lower >= 0);
            line.Append(clears ? Reset : string.Empty);
            if (upper < 0)
            {
                Sgr(line, 38, lower);
            }
            else
            {
                Sgr(line, 38, upper);
                if (lower >= 0)
                {
                    Sgr(line, 48, lower);
                }
            }

            last = (upper, lower);
        }

        line.Append(upper < 0 ? '▄' : '▀');
    }

    private static void Sgr(StringBuilder line, int what, int colour) => line
        .Append("\u001b[").Append(what).Append(";2;")
        .Append(((colour >> 16) & 255).ToString(CultureInfo.InvariantCulture)).Append(';')
        .Append(((colour >> 8) & 255).ToString(CultureInfo.InvariantCulture)).Append(';')
        .Append((colour & 255).ToString(CultureInfo.InvariantCulture)).Append('m');

    private static int Colour(Bitmap bitmap, int x, int y)
    {
        int at = ((y * bitmap.Width) + x) * 4;
        byte[] pixels = bitmap.Pixels;
        return pixels[at + 3] < Opaque ? -1 : (pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2];
    }
}
