using Whatai.Client.Conversations;
using Whatai.Client.Media;

namespace Whatai.Client.Gemini;

/// <summary>A piece of a streamed Gemini answer. The last one carries <see cref="ModelDelta{TAnswer}.Completion"/>.</summary>
public sealed record GeminiDelta : ModelDelta<GeminiCompletion>
{
    /// <inheritdoc/>
    public override string Text { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string? Reasoning { get; init; }

    /// <summary>A new image.</summary>
    public WhataiImage? Image { get; init; }
}
