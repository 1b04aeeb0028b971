using Whatai.Client.Conversations;
using Whatai.Client.Media;

namespace Whatai.Client.Gemini;

/// <summary>A piece of a streamed Gemini answer. The last one carries <see cref="ModelDelta{TAnswer}.Completion"/>.</summary>
public sealed record GeminiDelta : ModelDelta<GeminiCompletion>
{
    /// <summary>A new image.</summary>
    public WhataiImage? Image { get; init; }
}
