using System;
using System.IO;
using WhataiPS.Resources;

namespace WhataiPS.Terminal;

/// <summary>Makes pixels of a JPEG's coefficients: the inverse cosine transform, then the colours.</summary>
internal static class JpegPixels
{
    private static readonly float[] s_cosines = Cosines();

    public static Picture Write(JpegFrame frame, int[][] quantization, int adobe)
    {
        byte[][] planes = Array.ConvertAll(frame.Components, component => Plane(component, quantization[component.Table] ?? throw new InvalidDataException(SR.Text(nameof(SR.JpegTable)))));
        byte[] pixels = new byte[frame.Width * frame.Height * 4];
        bool isRgb = adobe == 0 || (adobe < 0 && frame.Components.Length == 3 && frame.Components[0].Id == 'R');
        for (int y = 0; y < frame.Height; y++)
        {
            for (int x = 0; x < frame.Width; x++)
            {
                Put(pixels.AsSpan(((y * frame.Width) + x) * 4, 4), Sample(0, x, y), frame.Components.Length, isRgb, x, y);
            }
        }

        return new Picture(frame.Width, frame.Height, pixels);

        int Sample(int index, int x, int y)
        {
            JpegComponent component = frame.Components[index];
            return planes[index][(y * component.Down / frame.Down * component.Stride * 8) + (x * component.Across / frame.Across)];
        }

        void Put(Span<byte> target, int first, int count, bool rgb, int x, int y)
        {
            int second = count == 1 ? 128 : Sample(1, x, y);
            int third = count == 1 ? 128 : Sample(2, x, y);
            if (rgb && count == 3)
            {
                (target[0], target[1], target[2]) = ((byte)first, (byte)second, (byte)third);
            }
            else
            {
                target[0] = Clamp(first + (1.402f * (third - 128)));
                target[1] = Clamp(first - (0.344136f * (second - 128)) - (0.714136f * (third - 128)));
                target[2] = Clamp(first + (1.772f * (second - 128)));
            }

            target[3] = 255;
        }
    }

    private static byte[] Plane(JpegComponent component, int[] quantization)
    {
        int width = component.Stride * 8;
        byte[] plane = new byte[component.Coefficients.Length];
        float[] values = new float[64];
        float[] half = new float[64];
        for (int block = 0; block < component.Coefficients.Length / 64; block++)
        {
            for (int i = 0; i < 64; i++)
            {
                values[i] = component.Coefficients[(block * 64) + i] * quantization[i];
            }

            Transform(values, half);
            Transform(half, values);
            int at = (block / component.Stride * 8 * width) + (block % component.Stride * 8);
            for (int i = 0; i < 64; i++)
            {
                plane[at + (i / 8 * width) + (i % 8)] = Clamp(values[i] + 128);
            }
        }

        return plane;
    }

    // One direction, turned on its side, so that twice makes the whole.
    private static void Transform(float[] from, float[] to)
    {
        for (int row = 0; row < 8; row++)
        {
            for (int x = 0; x < 8; x++)
            {
                float sum = 0;
                for (int u = 0; u < 8; u++)
                {
                    sum += from[(row * 8) + u] * s_cosines[(x * 8) + u];
                }

                to[(x * 8) + row] = sum;
            }
        }
    }

    private static float[] Cosines()
    {
        float[] cosines = new float[64];
        for (int x = 0; x < 8; x++)
        {
            for (int u = 0; u < 8; u++)
            {
                cosines[(x * 8) + u] = (float)(Math.Cos(((2 * x) + 1) * u * Math.PI / 16) * (u == 0 ? Math.Sqrt(0.125) : 0.5));
            }
        }

        return cosines;
    }

    private static byte Clamp(float value) => value <= 0 ? (byte)0 : value >= 255 ? (byte)255 : (byte)(value + 0.5f);
}
