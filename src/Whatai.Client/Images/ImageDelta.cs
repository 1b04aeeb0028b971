using Whatai.Client.Media;

namespace Whatai.Client.Images;

/// <summary>A piece of a stream of images: an unfinished one, or at the end all that were made.</summary>
public sealed record ImageDelta
{
    /// <summary>An unfinished image, as bytes; null on the last piece.</summary>
    public WhataiImage? Image { get; init; }

    /// <summary>Its number, from 0; null on the last piece, and where the server does not say it.</summary>
    public int? PartialIndex { get; init; }

    /// <summary>On the last piece, what was made.</summary>
    public ImageGeneration? Generation { get; init; }
}
