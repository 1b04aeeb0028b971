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

    /// <summary>The part of <see cref="CompletionTokens"/> spent on reasoning.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>Prompt and completion tokens, such as <c>9 + 12 = 21</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "{0} + {1} = {2}", PromptTokens, CompletionTokens, TotalTokens);
}
