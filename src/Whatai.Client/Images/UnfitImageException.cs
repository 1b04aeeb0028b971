using System;

namespace Whatai.Client.Images;

/// <summary>An image or a mask that breaks what a model is known to take. Nothing was sent.</summary>
public sealed class UnfitImageException : ArgumentException
{
    internal UnfitImageException(ImageUpload image, string message)
        : base(message)
    {
        Image = image;
    }

    /// <summary>The image, or the mask.</summary>
    public ImageUpload Image { get; }
}
