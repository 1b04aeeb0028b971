using System.Collections.Generic;

namespace Whatai.Client.Conversations;

/// <summary>One of the answers that were asked for.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Message">The answer.</param>
/// <param name="FinishReason">
/// Why it ended, in the words of the chat API, whatever the API was: <c>stop</c>, <c>length</c>, <c>tool_calls</c>,
/// <c>content_filter</c>, or what else the gateway says.
/// </param>
public sealed record ChatChoice(int Index, ChatMessage Message, string? FinishReason)
{
    /// <summary>How likely its tokens were, in their order; empty where that was not asked for.</summary>
    public IReadOnlyList<TokenLogProb> LogProbs { get; init => field = ItemList.Of(value); } = ItemList.Of<TokenLogProb>([]);

    /// <summary>The answer's text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Message.Content ?? string.Empty;
}
