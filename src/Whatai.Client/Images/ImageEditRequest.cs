using System.Collections.Generic;

namespace Whatai.Client.Images;

/// <summary>A request to change images, sent as a form with files. What is null is not sent.</summary>
public sealed record ImageEditRequest
{
    /// <summary>The model, what is to become of the images, and how.</summary>
    public required ImageRequest Image { get; init; }

    /// <summary>The images to change. At least one.</summary>
    public required IReadOnlyList<ImageUpload> Images { get; init; }

    /// <summary>A PNG of the first image's size; where it is transparent, the image may change.</summary>
    public ImageUpload? Mask { get; init; }

    /// <summary><c>low</c> or <c>high</c>: how closely faces and the like are kept (gpt-image).</summary>
    public string? InputFidelity { get; init; }
}

/// <summary>A file that goes with a request.</summary>
public sealed record ImageUpload
{
    /// <summary>The name that the gateway is told.</summary>
    public required string Name { get; init; }

    /// <summary>The file to read it from; null where <see cref="Bytes"/> has it.</summary>
    public string? Path { get; init; }

    /// <summary>The file itself; null where it lies in <see cref="Path"/>, and is read while it is sent.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>What the caller gave for it, to be named in errors.</summary>
    public object? Input { get; init; }

    /// <summary>The name.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Path ?? Name;
}
