using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Whatai.Client.Media;
using WhataiPS.Resources;

namespace WhataiPS.Terminal;

/// <summary>Makes what a terminal shows of an image file.</summary>
internal sealed class ImageRenderer(TerminalProtocol protocol, int columns, int rows, int maximumMegapixels)
{
    private const int PixelsPerMegapixel = 1024 * 1024;

    // What a cell measures where nobody says so; sixels are counted in pixels.
    private const int CellWidth = 10;
    private const int CellHeight = 20;

    // kitty scales what it gets; a dense screen has twice the pixels in a cell.
    private const int DenseCellWidth = 2 * CellWidth;

    /// <summary>The text to write: a line each for half blocks, else one.</summary>
    /// <exception cref="ImageTooLargeException">It has more pixels than are allowed.</exception>
    /// <exception cref="InvalidDataException">It is no image, or a broken one.</exception>
    /// <exception cref="NotSupportedException">Its format or this platform has no decoder.</exception>
    public IEnumerable<string> Render(byte[] file, CancellationToken cancellationToken)
    {
        string? type = MediaTypes.Detect(file);
        if (type?.StartsWith("image/", StringComparison.Ordinal) != true)
        {
            throw new InvalidDataException(SR.NotAnImage);
        }

        (int Width, int Height)? size = ImageHeader.ReadSize(file);
        if (size is not null)
        {
            ThrowIfTooLarge(size.Value.Width, size.Value.Height);
        }

        if (protocol == TerminalProtocol.ITerm)
        {
            (int width, int height) = size ?? (1600, 900);
            return [InlineImages.ITerm(file, FitColumns(width, height))];
        }

        if (protocol == TerminalProtocol.Kitty && type == "image/png" && size is not null)
        {
            return [InlineImages.KittyPng(file, FitColumns(size.Value.Width, size.Value.Height))];
        }

        if (type is not ("image/png" or "image/jpeg" or "image/webp" or "image/gif" or "image/bmp"))
        {
            throw new NotSupportedException(SR.NoDecoder(type));
        }

        int fitted = 0;
        Bitmap bitmap = ImagingLibrary.Decode(file, Fit, cancellationToken);
        return protocol switch
        {
            TerminalProtocol.Kitty => [InlineImages.KittyPixels(bitmap, fitted)],
            TerminalProtocol.Sixel => [SixelEncoder.Encode(bitmap, cancellationToken)],
            _ => HalfBlocks.Lines(bitmap),
        };

        // The header that the decoder reads is the one that counts.
        (int Width, int Height) Fit(int width, int height)
        {
            ThrowIfTooLarge(width, height);
            fitted = FitColumns(width, height);
            int target = protocol switch
            {
                TerminalProtocol.Kitty => Math.Min(width, fitted * DenseCellWidth),
                TerminalProtocol.Sixel => Math.Min(width, fitted * CellWidth),
                // A column is a pixel, and a line two.
                _ => fitted,
            };
            return (target, Math.Max(1, (int)Math.Round((double)target * height / width)));
        }
    }

    private void ThrowIfTooLarge(int width, int height)
    {
        if ((long)width * height > (long)maximumMegapixels * PixelsPerMegapixel)
        {
            throw new ImageTooLargeException(width, height, maximumMegapixels);
        }
    }

    // How many columns: no more than there are, none that the picture does not fill, and so that its lines fit. A cell is twice as
    // high as it is wide.
    private int FitColumns(int width, int height)
    {
        int pixelsOfColumn = protocol == TerminalProtocol.Blocks ? 1 : CellWidth;
        int most = Math.Min(columns, (int)Math.Ceiling((double)width / pixelsOfColumn));
        double lines = (double)most * height / width * CellWidth / CellHeight;
        return Math.Max(1, lines > rows ? (int)(most * rows / lines) : most);
    }
}
