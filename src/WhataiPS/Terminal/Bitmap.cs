namespace WhataiPS.Terminal;

/// <summary>A decoded image: red, green, blue and opacity of each pixel, row by row.</summary>
internal sealed class Bitmap(int width, int height, byte[] pixels)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>Four bytes a pixel.</summary>
    public byte[] Pixels { get; } = pixels;
}
