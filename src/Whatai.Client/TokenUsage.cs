using System.Globalization;

namespace Whatai.Client;

/// <summary>Tokens that one answer took, as the server counted them.</summary>
public sealed record TokenUsage
{
    /// <summary>Tokens of the request (<c>prompt_tokens</c> or <c>input_tokens</c>).</summary>
    public long PromptTokens { get; init; }

    /// <summary>Tokens of the answer (<c>completion_tokens</c> or <c>output_tokens</c>).</summary>
    public long CompletionTokens { get; init; }

    /// <summary>The server's total; the sum where it gave none.</summary>
    public long TotalTokens { get; init; }

    /// <summary>The part of <see cref="PromptTokens"/> that came from a cache.</summary>
    public long CachedTokens { get; init; }

    /// <summary>The part of <see cref="PromptTokens"/> that was written to a cache, which some gateways bill dearer.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>The part of <see cref="CacheWriteTokens"/> that the cache keeps for an hour, which is billed dearer again.</summary>
    public long LongCacheWriteTokens { get; init; }

    /// <summary>The part of <see cref="PromptTokens"/> that is images, where the server told.</summary>
    public long ImagePromptTokens { get; init; }

    /// <summary>The part of <see cref="PromptTokens"/> that is sound, where the server told.</summary>
    public long AudioPromptTokens { get; init; }

    /// <summary>The part of <see cref="CompletionTokens"/> that is sound, where the server told.</summary>
    public long AudioCompletionTokens { get; init; }

    /// <summary>The part of <see cref="CompletionTokens"/> spent on reasoning.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>
    /// What the answer cost as the gateway itself says, in US dollars (OpenRouter's <c>cost</c>, xAI's <c>cost_in_usd_ticks</c>, LiteLLM's header
    /// <c>x-litellm-response-cost</c>); null where it says nothing.
    /// </summary>
    public decimal? Cost { get; init; }

    /// <summary>Prompt and completion tokens, such as <c>9 + 12 = 21</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "{0} + {1} = {2}", PromptTokens, CompletionTokens, TotalTokens);
}
