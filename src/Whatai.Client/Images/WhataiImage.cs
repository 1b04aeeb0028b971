using System;

namespace Whatai.Client.Images;

/// <summary>An image that an answer brought, as bytes or as an address.</summary>
public sealed record WhataiImage
{
    /// <summary>Where the image is hosted; null where its bytes came along. Hosted images may vanish within a day.</summary>
    public Uri? Url { get; init; }

    /// <summary>The image file; null where only an address came.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>The MIME type, told by the bytes; null where only an address came.</summary>
    public string? MediaType { get; init; }

    /// <summary>Address, or type and size.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Url?.ToString() ?? $"{MediaType ?? "unknown type"}, {Bytes?.Length ?? 0} bytes";
}
