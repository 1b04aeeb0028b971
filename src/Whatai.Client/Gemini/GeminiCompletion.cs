using System.Collections.Generic;
using Whatai.Client.Conversations;

namespace Whatai.Client.Gemini;

/// <summary>An answer of the Gemini API.</summary>
public sealed record GeminiCompletion : ModelAnswer
{
    /// <summary>Why the first answer ended, in Gemini's word, such as <c>MAX_TOKENS</c> or <c>SAFETY</c>.</summary>
    public string? NativeFinishReason { get; init; }

    /// <summary>What was searched for on the way to the first answer; empty where nothing was.</summary>
    public IReadOnlyList<WebSearchCall> WebSearches { get; init; } = [];

    /// <summary>The code that the server ran on the way to the first answer, in order.</summary>
    public IReadOnlyList<CodeExecution> CodeExecutions { get; init; } = [];
}
