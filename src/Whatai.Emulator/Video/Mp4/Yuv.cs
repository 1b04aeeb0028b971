using System;

namespace Whatai.Emulator.Video.Mp4;

/// <summary>A colour in YUV: BT.601, limited range.</summary>
internal readonly record struct Yuv(byte Y, byte U, byte V)
{
    // Limited range reserves the extremes.
    internal static Yuv FromBytes(byte a, byte b, byte c) => new((byte)(48 + (a % 160)), (byte)(64 + (b % 128)), (byte)(64 + (c % 128)));

    /// <summary>Red, green and blue.</summary>
    internal byte[] ToRgb()
    {
        double y = 1.164383 * (Y - 16);
        double u = U - 128;
        double v = V - 128;
        return [Clamp(y + (1.596027 * v)), Clamp(y - (0.391762 * u) - (0.812968 * v)), Clamp(y + (2.017232 * u))];
    }

    private static byte Clamp(double value) => (byte)Math.Max(0, Math.Min(255, Math.Round(value)));
}
