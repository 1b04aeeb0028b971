using System.Collections.Generic;
using Whatai.Client.Conversations;

namespace Whatai.Client.Messages;

/// <summary>An answer of Claude's own API.</summary>
public sealed record MessageCompletion : ModelAnswer
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

    /// <summary>Why the answer ended, in the API's word: <c>end_turn</c>, <c>max_tokens</c>, <c>stop_sequence</c>, <c>tool_use</c>, <c>pause_turn</c>, <c>refusal</c>, or what else it says.</summary>
    public string? NativeFinishReason { get; init; }

    /// <summary>The text of <see cref="MessageRequest.Stop"/> that ended the answer.</summary>
    public string? StopSequence { get; init; }

    /// <summary>What a refusal is about, in the API's word; null where the model did not refuse, or does not say.</summary>
    public string? RefusalCategory { get; init; }

    /// <summary>What the model did on the web, in order.</summary>
    public IReadOnlyList<WebSearchCall> WebSearches { get; init => field = ItemList.Of(value); } = ItemList.Of<WebSearchCall>([]);
}
