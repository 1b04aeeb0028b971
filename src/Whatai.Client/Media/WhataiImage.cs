using System;
using System.Globalization;

namespace Whatai.Client.Media;

/// <summary>An image of an answer, of whichever API: as bytes, at an address, or in a file. What is not known is null.</summary>
public sealed record WhataiImage
{
    /// <summary>What it was made of: the piped object, else the prompt or the images; null where an answer brought it along.</summary>
    public object? Input { get; init; }

    /// <summary>What it was asked to show.</summary>
    public string? Prompt { get; init; }

    /// <summary>The model that was asked.</summary>
    public string? Model { get; init; }

    /// <summary>The file that it was written to, in full.</summary>
    public string? Path { get; init; }

    /// <summary>Where the image is hosted; null where its bytes came along. Hosted images may vanish within a day.</summary>
    public Uri? Url { get; init; }

    /// <summary>The kind of file, such as <c>png</c>.</summary>
    public string? Format => MediaType is null ? null : MediaTypes.Extension(MediaType).TrimStart('.');

    /// <summary>Such as <c>1024x1536</c>.</summary>
    public string? Size => Width is null ? null : string.Format(CultureInfo.InvariantCulture, "{0}x{1}", Width, Height);

    /// <summary>In pixels, told by the bytes.</summary>
    public int? Width { get; init; }

    /// <summary>In pixels, told by the bytes.</summary>
    public int? Height { get; init; }

    /// <summary>The MIME type, told by the bytes.</summary>
    public string? MediaType { get; init; }

    /// <summary>What the model made of the prompt, where it says so.</summary>
    public string? RevisedPrompt { get; init; }

    /// <summary>When it was made, by the server's clock.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>What the whole call took; images of one call share it.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>What the whole call cost; images of one call share it. Null where it is not known.</summary>
    public Cost? Cost { get; init; }

    /// <summary>The gateway's id of the request, for its support.</summary>
    public string? RequestId { get; init; }

    /// <summary>The image file; null where only an address came, and where it was written to <see cref="Path"/>.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>The server's JSON, in which the data of images is left out; null for images that came within a chat answer.</summary>
    public string? RawJson { get; init; }

    /// <summary>Path, address, or type and size.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Path ?? Url?.ToString() ?? $"{MediaType ?? "unknown type"}, {Bytes?.Length ?? 0} bytes";
}
