using System.Collections;
using System.Collections.Generic;
using System.Linq;
using Whatai.Client.Images;

namespace WhataiPS.Binding;

/// <summary>nano-banana's ratios (seed document 004).</summary>
internal sealed class AspectRatioCompleter() : FixedCompleter(["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"]);

/// <summary>nano-banana-2's sizes.</summary>
internal sealed class ImageSizeCompleter() : FixedCompleter(["1K", "2K", "4K"]);

/// <summary>gpt-image's and dall-e's sizes: those of the model, where one is given whose sizes are known.</summary>
internal sealed class PixelSizeCompleter() : FixedCompleter([.. ImageModels.All.SelectMany(static model => model.Sizes).Distinct()])
{
    private protected override IReadOnlyList<string> For(IDictionary fakeBoundParameters) =>
        fakeBoundParameters["Model"] is string name && ImageModels.Find(name) is { Sizes.Count: > 0 } model ? model.Sizes : Values;
}

/// <summary>gpt-image's and dall-e-3's qualities.</summary>
internal sealed class ImageQualityCompleter() : FixedCompleter(["auto", "low", "medium", "high", "standard", "hd"]);

/// <summary>gpt-image's backgrounds.</summary>
internal sealed class BackgroundCompleter() : FixedCompleter(["auto", "transparent", "opaque"]);

/// <summary>gpt-image's moderation.</summary>
internal sealed class ModerationCompleter() : FixedCompleter(["auto", "low"]);

/// <summary>gpt-image's file formats.</summary>
internal sealed class ImageFormatCompleter() : FixedCompleter(["png", "jpeg", "webp"]);

/// <summary>How an image comes.</summary>
internal sealed class ImageResponseFormatCompleter() : FixedCompleter(["url", "b64_json"]);

/// <summary>dall-e-3's styles.</summary>
internal sealed class ImageStyleCompleter() : FixedCompleter(["vivid", "natural"]);

/// <summary>gpt-image's fidelity to what is edited.</summary>
internal sealed class InputFidelityCompleter() : FixedCompleter(["low", "high"]);
