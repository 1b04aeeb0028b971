using System.IO;
using WhataiPS.Resources;

namespace WhataiPS.Terminal;

/// <summary>A small file can claim to be a huge picture: more than the caller allows is not decoded.</summary>
internal sealed class ImageTooLargeException(int width, int height, int maximumMegapixels)
    : IOException(SR.ImageTooLarge(width, height, maximumMegapixels));
