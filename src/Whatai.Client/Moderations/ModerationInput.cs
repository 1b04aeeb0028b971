using System.Collections.Generic;

namespace Whatai.Client.Moderations;

/// <summary>What is judged as one: a text, images, or a text with its images.</summary>
/// <param name="Text">The text; null for images alone.</param>
/// <param name="ImageUrls">The images: addresses, or data URIs.</param>
public sealed record ModerationInput(string? Text, IReadOnlyList<string>? ImageUrls = null)
{
    /// <summary>Whether it is a text without images, of which a request takes many.</summary>
    public bool IsText => ImageUrls is not { Count: > 0 };

    /// <summary>The text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text ?? $"{ImageUrls?.Count ?? 0} image(s)";
}
