using System;
using System.Collections.Generic;
using System.Linq;

namespace Whatai.Client.Models;

/// <summary>
/// What a model serves for, by the endpoint types that the site gives with it, else by the words of its name. A guess for who chooses from a list;
/// nothing is refused by it.
/// </summary>
public sealed class ModelUse
{
    private readonly string[] _endpointTypes;
    private readonly string[] _names;
    private readonly string[] _excluded;

    private ModelUse(string[] endpointTypes, string[] names, string[] excluded)
    {
        _endpointTypes = endpointTypes;
        _names = names;
        _excluded = excluded;
    }

    /// <summary>Makes images.</summary>
    public static ModelUse Images { get; } = new(["image"], ["image", "dall-e", "nano-banana", "flux", "recraft", "midjourney", "seedream", "ideogram", "stable-diffusion", "sd3", "cogview", "kolors", "hidream"], []);

    /// <summary>Makes videos.</summary>
    public static ModelUse Videos { get; } = new(["video"], ["video", "seedance", "sora", "veo", "kling", "hailuo", "runway", "luma", "pika", "vidu", "wan2", "wanx"], ["image"]);

    /// <summary>Speaks.</summary>
    public static ModelUse Speech { get; } = new(["speech", "tts"], ["tts", "speech"], ["transcri"]);

    /// <summary>Writes down what is said.</summary>
    public static ModelUse Transcription { get; } = new(["transcription"], ["whisper", "transcri", "asr", "sensevoice"], ["tts"]);

    /// <summary>The models that serve for it; all of them where none seems to, since sites name models as they like.</summary>
    /// <param name="models">The models.</param>
    /// <returns>Those that fit, in the same order.</returns>
    public IReadOnlyList<WhataiModel> Choose(IReadOnlyList<WhataiModel> models)
    {
        WhataiModel[] fitting = [.. models.Where(Fits)];
        return fitting.Length > 0 ? fitting : models;
    }

    private bool Fits(WhataiModel model) =>
        model.Endpoints.Any(type => HasOneOf(type, _endpointTypes)) || (HasOneOf(model.Id, _names) && !HasOneOf(model.Id, _excluded));

    private static bool HasOneOf(string text, string[] words) => words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
