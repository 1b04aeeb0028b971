using System.Collections.Generic;

namespace Whatai.Client.Images;

/// <summary>A request to make images. What is null is not sent. Which model takes what, <see cref="ImageModels"/> says.</summary>
public sealed record ImageRequest
{
    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>What the image shows.</summary>
    public required string Prompt { get; init; }

    /// <summary>Width to height, such as <c>16:9</c> (nano-banana, flux).</summary>
    public string? AspectRatio { get; init; }

    /// <summary><c>1K</c>, <c>2K</c> or <c>4K</c> (nano-banana-2).</summary>
    public string? ImageSize { get; init; }

    /// <summary>In pixels, such as <c>1536x1024</c>, or <c>auto</c> (gpt-image, dall-e).</summary>
    public string? Size { get; init; }

    /// <summary><c>low</c>, <c>medium</c>, <c>high</c>, <c>auto</c> (gpt-image); <c>hd</c>, <c>standard</c> (dall-e-3).</summary>
    public string? Quality { get; init; }

    /// <summary><c>vivid</c> or <c>natural</c> (dall-e-3).</summary>
    public string? Style { get; init; }

    /// <summary><c>transparent</c>, <c>opaque</c> or <c>auto</c> (gpt-image).</summary>
    public string? Background { get; init; }

    /// <summary><c>low</c> or <c>auto</c> (gpt-image).</summary>
    public string? Moderation { get; init; }

    /// <summary><c>png</c>, <c>jpeg</c> or <c>webp</c> (gpt-image).</summary>
    public string? OutputFormat { get; init; }

    /// <summary>0 to 100, for jpeg and webp (gpt-image).</summary>
    public int? OutputCompression { get; init; }

    /// <summary>How many images (<c>n</c>), 1 to 10.</summary>
    public int? Count { get; init; }

    /// <summary>Asks for the same image again (flux).</summary>
    public long? Seed { get; init; }

    /// <summary><c>url</c> or <c>b64_json</c> (nano-banana, dall-e).</summary>
    public string? ResponseFormat { get; init; }

    /// <summary>How many unfinished images a stream brings before each whole one, 0 to 3 (gpt-image).</summary>
    public int? PartialImages { get; init; }

    /// <summary>Whether the answer is to come in events.</summary>
    internal bool Stream { get; init; }

    /// <summary>The route; null takes the one that serves the model.</summary>
    public ImageRoute? Route { get; init; }

    /// <summary>The end user's id, for the gateway's abuse control.</summary>
    public string? User { get; init; }

    /// <summary>Images to go by or to change, each an address, a data URI, or its bytes in base64 (<c>image</c>; nano-banana, and where a conversation makes the image).</summary>
    public IReadOnlyList<string> ReferenceImages { get; init; } = [];
}
