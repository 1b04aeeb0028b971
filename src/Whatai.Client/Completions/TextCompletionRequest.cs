using System.Collections.Generic;

namespace Whatai.Client.Completions;

/// <summary>A request of the legacy completions API. What is null is not sent.</summary>
public sealed record TextCompletionRequest
{
    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>The texts to go on with; each gets its own answers. At least one.</summary>
    public required IReadOnlyList<string> Prompts { get; init; }

    /// <summary>What comes after the answer.</summary>
    public string? Suffix { get; init; }

    /// <summary>The longest answer, in tokens. The gateway's default is 16.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>0 to 2; higher is more random.</summary>
    public double? Temperature { get; init; }

    /// <summary>0 to 1; the share of probability to sample from.</summary>
    public double? TopP { get; init; }

    /// <summary>How many answers for each prompt (<c>n</c>).</summary>
    public int? Count { get; init; }

    /// <summary>How many answers to make, of which the best are given; at least <see cref="Count"/>, and not streamed.</summary>
    public int? BestOf { get; init; }

    /// <summary>Whether the answer begins with the prompt.</summary>
    public bool? Echo { get; init; }

    /// <summary>0 to 5: how many of the likeliest tokens to tell of in each place of the answer, and how likely each token was; null tells nothing.</summary>
    public int? LogProbs { get; init; }

    /// <summary>Up to 4 texts that end the answer.</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>−2 to 2; above 0 favours new topics.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>−2 to 2; above 0 discourages repetition.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>Token ids and their bias, −100 to 100.</summary>
    public IReadOnlyDictionary<string, int>? LogitBias { get; init; }

    /// <summary>The end user's id, for the gateway's abuse control.</summary>
    public string? User { get; init; }

    /// <summary>Asks for the same answer again where the model can.</summary>
    public long? Seed { get; init; }

    /// <summary>What to note on the answer as its input; not sent.</summary>
    public object? Input { get; init; }
}
