using System.Collections.Generic;
using System.Text.Json;

namespace Whatai.Client.Chat;

/// <summary>A chat request. What is null is not sent, so that the gateway's own default holds.</summary>
public sealed record ChatRequest
{
    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>The conversation so far. At least one message.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>0 to 2; higher is more random.</summary>
    public double? Temperature { get; init; }

    /// <summary>0 to 1; the share of probability to sample from.</summary>
    public double? TopP { get; init; }

    /// <summary>How many answers, 1 to 128 (<c>n</c>).</summary>
    public int? Count { get; init; }

    /// <summary>Up to 4 texts that end the answer.</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>The longest answer, in tokens (<c>max_tokens</c>).</summary>
    public int? MaxTokens { get; init; }

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

    /// <summary>Asks for the same answer again where the model can (<c>seed</c>; seed document 004 misspells it <c>seen</c>).</summary>
    public long? Seed { get; init; }

    /// <summary>How much to think: <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, or what else the model knows.</summary>
    public string? ReasoningEffort { get; init; }

    /// <summary><c>response_format</c> as JSON.</summary>
    public JsonElement? ResponseFormat { get; init; }

    /// <summary><c>tools</c> as JSON.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary><c>tool_choice</c> as JSON.</summary>
    public JsonElement? ToolChoice { get; init; }

    /// <summary>What to note on the answer as its input; not sent.</summary>
    public object? Input { get; init; }
}
