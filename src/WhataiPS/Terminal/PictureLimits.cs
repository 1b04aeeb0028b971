using System.IO;
using WhataiPS.Resources;

namespace WhataiPS.Terminal;

/// <summary>A small file can claim to be a huge picture; no terminal shows so much.</summary>
internal static class PictureLimits
{
    // 8K square, twice what the largest model of the seeds makes: 256 MB of pixels.
    private const long MostPixels = 64L * 1024 * 1024;

    /// <exception cref="InvalidDataException">It is empty, or too large.</exception>
    public static void ThrowIfTooLarge(int width, int height)
    {
        if (width <= 0 || height <= 0 || (long)width * height > MostPixels)
        {
            throw new InvalidDataException(SR.Format(nameof(SR.PictureSize), width, height));
        }
    }
}
