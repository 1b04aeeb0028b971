using Whatai.Client.Chat;
using Whatai.Client.Images;

namespace Whatai.Client.Gemini;

/// <summary>A piece of a streamed Gemini answer. The last one carries <see cref="Completion"/>.</summary>
public sealed record GeminiDelta : ModelDelta
{
    /// <summary>A new image.</summary>
    public WhataiImage? Image { get; init; }

    /// <inheritdoc cref="ModelDelta.Completion"/>
    public new GeminiCompletion? Completion
    {
        get => (GeminiCompletion?)base.Completion;
        init => base.Completion = value;
    }
}
