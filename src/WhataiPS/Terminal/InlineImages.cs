using System;
using System.Globalization;
using System.Text;

namespace WhataiPS.Terminal;

/// <summary>The protocols that send the file itself, or its pixels.</summary>
internal static class InlineImages
{
    // kitty's documents: at most 4096 bytes a piece, all but the last a multiple of four.
    private const int Piece = 4096;
    private const int Png = 100;
    private const int Rgba = 32;

    /// <summary>kitty's graphics protocol with a PNG as it is.</summary>
    public static string KittyPng(byte[] file, int columns) => Kitty(file, string.Format(CultureInfo.InvariantCulture, "f={0}", Png), columns);

    /// <summary>kitty's graphics protocol with decoded pixels.</summary>
    public static string KittyPixels(Bitmap bitmap, int columns) =>
        Kitty(bitmap.Pixels, string.Format(CultureInfo.InvariantCulture, "f={0},s={1},v={2}", Rgba, bitmap.Width, bitmap.Height), columns);

    /// <summary>iTerm2's inline images: any file that the system knows.</summary>
    public static string ITerm(byte[] file, int columns) => string.Format(
        CultureInfo.InvariantCulture, "\u001b]1337;File=inline=1;size={0};width={1};preserveAspectRatio=1:{2}\u0007", file.Length, columns, Convert.ToBase64String(file));

    private static string Kitty(byte[] content, string format, int columns)
    {
        string data = Convert.ToBase64String(content);
        var text = new StringBuilder(data.Length + (data.Length / Piece * 16) + 64);
        for (int at = 0; at < data.Length; at += Piece)
        {
            int count = Math.Min(Piece, data.Length - at);
            bool more = at + count < data.Length;
            text.Append("\u001b_G");
            if (at == 0)
            {
                // Shown at once, in so many columns; the terminal must not answer, since nobody would read it.
                text.Append("a=T,q=2,t=d,").Append(format).Append(",c=").Append(columns.ToString(CultureInfo.InvariantCulture)).Append(',');
            }

            text.Append(more ? "m=1;" : "m=0;").Append(data, at, count).Append("\u001b\\");
        }

        return text.ToString();
    }
}
