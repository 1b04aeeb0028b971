using System;
using System.Collections.Generic;
using System.Linq;
using Whatai.Client.Conversations;

namespace Whatai.Client.Gemini;

/// <summary>
/// A request in Gemini's own form. <see cref="ModelRequest.MaxTokens"/> goes as <c>maxOutputTokens</c>. Safety settings and what else
/// the API knows go by <see cref="Http.CallOptions.ExtraBody"/>.
/// </summary>
public sealed record GeminiRequest : ModelRequest
{
    /// <summary>How many answers, 1 to 8 (<c>candidateCount</c>); many models give one only.</summary>
    public int? Count { get; init; }

    /// <summary>Up to 5 texts that end the answer (<c>stopSequences</c>).</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>−2 to 2; above 0 favours new words.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>−2 to 2; above 0 discourages repetition.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>Asks for the same answer again where the model can.</summary>
    public long? Seed { get; init; }

    /// <summary>0 to 20: how many of the likeliest tokens to tell of in each place of the answer, and how likely each token was; null tells nothing.</summary>
    public int? LogProbs { get; init; }

    /// <summary>How many of the likeliest tokens to sample from.</summary>
    public int? TopK { get; init; }

    /// <summary>The most tokens to think with: 0 turns thinking off, −1 leaves it to the model. For Gemini 2.5.</summary>
    public int? ThinkingBudget { get; init; }

    /// <summary>How much to think: <c>minimal</c>, <c>low</c>, <c>medium</c> or <c>high</c>, as the model allows. For Gemini 3; not together with a budget.</summary>
    public string? ThinkingLevel { get; init; }

    /// <summary>Whether a summary of what the model thought comes with the answer.</summary>
    public bool? IncludeThoughts { get; init; }

    /// <summary>What the answer is made of: <c>TEXT</c>, <c>IMAGE</c>, <c>AUDIO</c>.</summary>
    public IReadOnlyList<string>? ResponseModalities { get; init; }

    /// <summary>The voice of a spoken answer, such as <c>Kore</c>; the modalities are <c>AUDIO</c> then, where no others are given.</summary>
    public string? Voice { get; init; }

    /// <summary>The shape of an image, such as <c>3:4</c>.</summary>
    public string? AspectRatio { get; init; }

    /// <summary>The size of an image: <c>1K</c>, <c>2K</c> or <c>4K</c>, as the model allows.</summary>
    public string? ImageSize { get; init; }

    /// <summary>How finely images, videos and documents are read: <c>low</c>, <c>medium</c> or <c>high</c>; finer takes more tokens.</summary>
    public string? MediaResolution { get; init; }

    /// <summary>Whether the model may read the pages whose addresses the prompt names.</summary>
    public bool UrlContext { get; init; }

    /// <summary>Whether the model may search with Google.</summary>
    public bool GoogleSearch { get; init; }

    /// <summary>Whether the model may write code that the server runs.</summary>
    public bool CodeExecution { get; init; }

    /// <inheritdoc/>
    internal override bool AsksForImages => AspectRatio is not null || ImageSize is not null
        || ResponseModalities?.Any(static modality => modality.Equals("IMAGE", StringComparison.OrdinalIgnoreCase)) == true;
}
