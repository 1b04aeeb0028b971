using System;
using System.IO;
using System.Threading;
using SkiaSharp;

namespace Whatai.Imaging;

/// <summary>Decodes PNG, JPEG, WEBP, GIF (its first frame) and BMP.</summary>
public static class ImageDecoder
{
    private const int BytesPerPixel = 4;

    /// <summary>Decodes a picture in the size in which it is wanted, turned as its EXIF data say.</summary>
    /// <param name="file">The file.</param>
    /// <param name="fit">Gives the wanted size, at most the picture's own, which it is told. What it throws is thrown on, before anything is decoded.</param>
    /// <param name="cancellationToken">Ends the decoding at the next read of the file.</param>
    /// <returns>The size, and red, green, blue and opacity of each pixel, row by row, in sRGB.</returns>
    /// <exception cref="EndOfStreamException">The file is cut.</exception>
    /// <exception cref="InvalidDataException">The file is broken.</exception>
    /// <exception cref="InsufficientMemoryException">There is no memory for so many pixels.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (int Width, int Height, byte[] Pixels) Decode(byte[] file, Func<int, int, (int Width, int Height)> fit, CancellationToken cancellationToken)
    {
        using var stream = new SKManagedStream(new CancelableStream(file, cancellationToken), disposeManagedStream: true);
        using SKCodec codec = SKCodec.Create(stream, out _) ?? throw Failure(SKCodecResult.InvalidInput, cancellationToken);
        bool isSideways = IsSideways(codec.EncodedOrigin);
        (int width, int height) = isSideways ? fit(codec.Info.Height, codec.Info.Width) : fit(codec.Info.Width, codec.Info.Height);
        SKSizeI size = isSideways ? new SKSizeI(height, width) : new SKSizeI(width, height);
        using SKBitmap decoded = Decode(codec, size, cancellationToken);
        using SKBitmap scaled = decoded.Info.Size == size ? decoded : Scale(decoded, size);
        cancellationToken.ThrowIfCancellationRequested();
        return (width, height, Upright(scaled, codec.EncodedOrigin));
    }

    private static SKBitmap Decode(SKCodec codec, SKSizeI size, CancellationToken cancellationToken)
    {
        // JPEG decodes into eighths of its size, which saves most of the time and memory. Never into less than is wanted.
        float scale = Math.Max((float)size.Width / codec.Info.Width, (float)size.Height / codec.Info.Height);
        SKSizeI nearest = codec.GetScaledDimensions((float)Math.Ceiling(scale * 8) / 8);
        // Colours are weighed by their opacity where pixels are to be mixed.
        SKBitmap bitmap = Allocate(nearest, nearest == size ? SKAlphaType.Unpremul : SKAlphaType.Premul);
        try
        {
            SKCodecResult result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
            return result == SKCodecResult.Success ? bitmap : throw Failure(result, cancellationToken);
        }
        catch
        {
            bitmap.Dispose();
            throw;
        }
    }

    private static SKBitmap Scale(SKBitmap source, SKSizeI size)
    {
        SKBitmap target = Allocate(size, SKAlphaType.Unpremul);
        using SKPixmap from = source.PeekPixels();
        using SKPixmap to = target.PeekPixels();
        from.ScalePixels(to, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return target;
    }

    private static SKBitmap Allocate(SKSizeI size, SKAlphaType alpha)
    {
        using var colors = SKColorSpace.CreateSrgb();
        var bitmap = new SKBitmap();
        if (bitmap.TryAllocPixels(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, alpha, colors)))
        {
            return bitmap;
        }

        bitmap.Dispose();
        throw new InsufficientMemoryException();
    }

    // From the first row and column as they are in the file to where the viewer sees them.
    private static byte[] Upright(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        ReadOnlySpan<byte> pixels = bitmap.GetPixelSpan();
        if (origin == SKEncodedOrigin.TopLeft)
        {
            return pixels.ToArray();
        }

        (int width, int height) = IsSideways(origin) ? (bitmap.Height, bitmap.Width) : (bitmap.Width, bitmap.Height);
        bool isMirrored = origin is SKEncodedOrigin.TopRight or SKEncodedOrigin.BottomRight or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom;
        bool isUpsideDown = origin is SKEncodedOrigin.BottomRight or SKEncodedOrigin.BottomLeft or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        byte[] target = new byte[pixels.Length];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int across = isMirrored ? width - 1 - x : x;
                int down = isUpsideDown ? height - 1 - y : y;
                int at = IsSideways(origin) ? (across * bitmap.Width) + down : (down * bitmap.Width) + across;
                pixels.Slice(at * BytesPerPixel, BytesPerPixel).CopyTo(target.AsSpan(((y * width) + x) * BytesPerPixel));
            }
        }

        return target;
    }

    private static bool IsSideways(SKEncodedOrigin origin) => origin >= SKEncodedOrigin.LeftTop;

    private static Exception Failure(SKCodecResult result, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? new OperationCanceledException(cancellationToken)
        : result == SKCodecResult.IncompleteInput ? new EndOfStreamException()
        : new InvalidDataException(result.ToString());
}
