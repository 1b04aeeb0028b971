using System.Collections.Generic;
using Whatai.Client.Conversations;

namespace Whatai.Client.Chat;

/// <summary>A chat request. <see cref="ModelRequest.MaxTokens"/> goes as <c>max_tokens</c>.</summary>
public sealed record ChatRequest : ModelRequest
{
    /// <summary>How many answers, 1 to 128 (<c>n</c>).</summary>
    public int? Count { get; init; }

    /// <summary>Up to 4 texts that end the answer.</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>The longest answer with its reasoning, in tokens, as newer models want it (<c>max_completion_tokens</c>).</summary>
    public int? MaxCompletionTokens { get; init; }

    /// <summary>−2 to 2; above 0 favours new topics.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>−2 to 2; above 0 discourages repetition.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>Token ids and their bias, −100 to 100.</summary>
    public IReadOnlyDictionary<string, int>? LogitBias { get; init; }

    /// <summary>The end user's id, for the gateway's abuse control.</summary>
    public string? User { get; init; }

    /// <summary>An id of the end user for whom is asked, hashed, of at most 64 characters, for the gateway's abuse control. It takes the place of <see cref="User"/>.</summary>
    public string? SafetyIdentifier { get; init; }

    /// <summary>What requests have in common that begin alike, so that the server finds the beginning in its cache.</summary>
    public string? PromptCacheKey { get; init; }

    /// <summary><c>auto</c>, <c>default</c>, <c>flex</c>, <c>priority</c>, or what else the gateway knows.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>How much to write: <c>low</c>, <c>medium</c> or <c>high</c>.</summary>
    public string? Verbosity { get; init; }

    /// <summary>Asks for the same answer again where the model can (<c>seed</c>; seed document 004 misspells it <c>seen</c>).</summary>
    public long? Seed { get; init; }

    /// <summary>0 to 20: how many of the likeliest tokens to tell of in each place of the answer, and how likely each token was; null tells nothing.</summary>
    public int? LogProbs { get; init; }

    /// <summary>The voice of a spoken answer; null for text alone. It makes the modalities <c>text</c> and <c>audio</c>.</summary>
    public string? Voice { get; init; }

    /// <summary>The format of a spoken answer: <c>wav</c>, <c>mp3</c>, <c>flac</c>, <c>opus</c>, <c>aac</c> or <c>pcm16</c>, which alone is streamed.</summary>
    public string AudioFormat { get; init; } = "wav";

    /// <summary>Lets a model that can search the web do so; null does not.</summary>
    public ChatWebSearch? WebSearch { get; init; }

    /// <summary>Text that most of the answer is expected to be, such as a file that is to be changed a little: it comes faster then.</summary>
    public string? Prediction { get; init; }

    /// <summary>How much to think: <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, or what else the model knows.</summary>
    public string? ReasoningEffort { get; init; }
}
