using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Whatai.Client;
using Whatai.Client.Images;
using Whatai.Client.Media;

namespace WhataiPS.Media;

/// <summary>Images that are asked for.</summary>
/// <param name="Request">What to make.</param>
/// <param name="Input">What is named where the input itself is bad.</param>
/// <param name="Identify">What makes it the same again.</param>
/// <param name="Make">Makes them.</param>
internal sealed record ImageItem(ImageRequest Request, object Input, Func<byte[]> Identify, Func<Task<ImageGeneration>> Make)
{
    /// <summary>What a person is asked to agree to.</summary>
    public required Func<object?, object?, string> Action { get; init; }

    /// <summary>Makes them, and gives unfinished ones meanwhile; null where they can't come so.</summary>
    public Func<IAsyncEnumerable<ImageDelta>>? Stream { get; init; }

    /// <summary>Where they go; null for nowhere.</summary>
    public ItemFiles? Files { get; init; }
}

/// <summary>What became of one request: its images, saved or not, and what kept them from being saved. They are paid for either way.</summary>
internal sealed record ImageResult(IReadOnlyList<WhataiImage> Images, IReadOnlyList<(WhataiImage Image, Exception Problem)> Problems)
{
    public TokenUsage? Usage { get; init; }

    public Cost? Cost { get; init; }

    public int Attempts { get; init; } = 1;

    public TimeSpan Duration { get; init; }
}
