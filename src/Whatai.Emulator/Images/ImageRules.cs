using System;
using System.Collections.Generic;
using System.Linq;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Media;

namespace Whatai.Emulator.Images;

/// <summary>The members and values that the images routes accept for each family of models, and the sizes of the images.</summary>
internal sealed record ImageRules
{
    private static readonly string[] s_factors = ["1K", "2K", "", "4K"];

    private static readonly ImageRules s_nanoBanana = new() { Members = ["aspect_ratio", "response_format", "image"], Sizes = [] };

    private static readonly ImageRules s_nanoBanana2 = s_nanoBanana with { Members = [.. s_nanoBanana.Members, "image_size"] };

    private static readonly ImageRules s_gptImage = new()
    {
        Members = ["size", "quality", "background", "moderation", "output_format", "output_compression", "n", "user", "input_fidelity", "stream", "partial_images"],
        Sizes = ["1024x1024", "1536x1024", "1024x1536", "auto"],
        Qualities = ["low", "medium", "high", "auto"],
        AlwaysBase64 = true,
    };

    private static readonly ImageRules s_dallE3 = new()
    {
        Members = ["size", "quality", "style", "response_format", "n", "user"],
        Sizes = ["1024x1024", "1792x1024", "1024x1792"],
        Qualities = ["hd", "standard"],
        MaxCount = 1,
        RevisesPrompt = true,
    };

    private static readonly ImageRules s_dallE2 = new() { Members = ["size", "response_format", "n", "user"], Sizes = ["256x256", "512x512", "1024x1024"], IsDallE2 = true };

    private static readonly ImageRules s_flux = new() { Members = ["aspect_ratio", "seed", "n"], Sizes = [] };

    private static readonly ImageRules s_any = new();

    /// <summary>The accepted optional members; null accepts all.</summary>
    internal IReadOnlyList<string>? Members { get; init; }

    /// <summary>The accepted sizes; null accepts any.</summary>
    internal IReadOnlyList<string>? Sizes { get; init; }

    internal IReadOnlyList<string>? Qualities { get; init; }

    internal int MaxCount { get; init; } = 10;

    internal bool AlwaysBase64 { get; init; }

    internal bool RevisesPrompt { get; init; }

    /// <summary>Accepts only one square PNG of less than 4 MB for edits.</summary>
    internal bool IsDallE2 { get; init; }

    internal static ImageRules Of(string model)
        => Is(model, "nano-banana-2") ? s_nanoBanana2
        : Is(model, "nano-banana") ? s_nanoBanana
        : Is(model, "gpt-image") ? s_gptImage
        : Is(model, "dall-e-3") ? s_dallE3
        : Is(model, "dall-e-2") ? s_dallE2
        : Is(model, "flux") ? s_flux
        : s_any;

    /// <summary>The size of the images in pixels.</summary>
    /// <exception cref="ApiErrorException">The size, the ratio or the resolution is not supported.</exception>
    internal (int Width, int Height) SizeOf(string? size, string? ratio, string? resolution)
    {
        (int width, int height) = size is null or "auto" ? Ratio(ratio ?? AspectRatios.Default) : Pixels(size);
        int factor = 1 + Array.IndexOf(s_factors, resolution ?? s_factors[0]);
        return factor > 0
            ? (width * factor, height * factor)
            : throw Unsupported("image_size", resolution!, s_factors.Where(f => f.Length > 0));
    }

    private static bool Is(string model, string family) => model.StartsWith(family, StringComparison.OrdinalIgnoreCase);

    // Empty counts as absent, as in a form with an empty field.
    private static (int Width, int Height) Ratio(string ratio)
        => AspectRatios.Find(ratio.Length == 0 ? AspectRatios.Default : ratio) ?? throw Unsupported("aspect_ratio", ratio, AspectRatios.Names);

    private (int Width, int Height) Pixels(string size)
    {
        string[] sides = size.Split('x');
        return (Sizes is null || Sizes.Contains(size)) && sides.Length == 2
            && int.TryParse(sides[0], out int width) && int.TryParse(sides[1], out int height) && width is >= 16 and <= 4096 && height is >= 16 and <= 4096
            ? (width, height)
            : throw Unsupported("size", size, Sizes ?? ["WIDTHxHEIGHT, 16 to 4096"]);
    }

    internal static ApiErrorException Unsupported(string member, string value, IEnumerable<string> supported)
        => ApiErrorException.BadParameter(member, $"Invalid value: '{value}'. Supported values are: {string.Join(", ", supported.Select(v => $"'{v}'"))}.");
}
