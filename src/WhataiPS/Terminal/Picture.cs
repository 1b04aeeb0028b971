using System;

namespace WhataiPS.Terminal;

/// <summary>A decoded image: red, green, blue and opacity of each pixel, row by row.</summary>
internal sealed class Picture(int width, int height, byte[] pixels)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>Four bytes a pixel.</summary>
    public byte[] Pixels { get; } = pixels;

    /// <summary>The picture in another size, each pixel the mean of those that it stands for; opacity weighs.</summary>
    public Picture Resized(int width, int height)
    {
        byte[] target = new byte[width * height * 4];
        for (int y = 0; y < height; y++)
        {
            (int top, int bottom) = Span(y, height, Height);
            for (int x = 0; x < width; x++)
            {
                (int left, int right) = Span(x, width, Width);
                Mean(left, top, right, bottom, target.AsSpan(((y * width) + x) * 4, 4));
            }
        }

        return new Picture(width, height, target);
    }

    private static (int From, int To) Span(int at, int count, int length)
    {
        int from = (int)((long)at * length / count);
        return (from, Math.Max(from + 1, (int)((long)(at + 1) * length / count)));
    }

    private void Mean(int left, int top, int right, int bottom, Span<byte> target)
    {
        long red = 0;
        long green = 0;
        long blue = 0;
        long alpha = 0;
        for (int y = top; y < bottom; y++)
        {
            for (int i = ((y * Width) + left) * 4, end = ((y * Width) + right) * 4; i < end; i += 4)
            {
                int weight = Pixels[i + 3];
                red += Pixels[i] * weight;
                green += Pixels[i + 1] * weight;
                blue += Pixels[i + 2] * weight;
                alpha += weight;
            }
        }

        if (alpha > 0)
        {
            target[0] = (byte)(red / alpha);
            target[1] = (byte)(green / alpha);
            target[2] = (byte)(blue / alpha);
            target[3] = (byte)(alpha / ((long)(right - left) * (bottom - top)));
        }
    }
}
