using System.Collections.Generic;
using Whatai.Client.Conversations;

namespace Whatai.Client.Gemini;

/// <summary>An answer of the Gemini API.</summary>
public sealed record GeminiCompletion : ModelAnswer
{
    /// <inheritdoc/>
    public override object? Input { get; init; }

    /// <inheritdoc/>
    public override string? Model { get; init; }

    /// <inheritdoc/>
    public override string Text => base.Text;

    /// <inheritdoc/>
    public override string? Reasoning => base.Reasoning;

    /// <inheritdoc/>
    public override string? Refusal => base.Refusal;

    /// <inheritdoc/>
    public override object? Object { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<ChatToolCall>? ToolCalls
    {
        get => base.ToolCalls;
        init => base.ToolCalls = value;
    }

    /// <inheritdoc/>
    public override string? FinishReason => base.FinishReason;

    /// <summary>Why the first answer ended, in Gemini's word, such as <c>MAX_TOKENS</c> or <c>SAFETY</c>.</summary>
    public string? NativeFinishReason { get; init; }

    /// <summary>What was searched for on the way to the first answer; empty where nothing was.</summary>
    public IReadOnlyList<WebSearchCall> WebSearches { get; init => field = ItemList.Of(value); } = ItemList.Of<WebSearchCall>([]);

    /// <summary>The code that the server ran on the way to the first answer, in order.</summary>
    public IReadOnlyList<CodeExecution> CodeExecutions { get; init => field = ItemList.Of(value); } = ItemList.Of<CodeExecution>([]);
}
