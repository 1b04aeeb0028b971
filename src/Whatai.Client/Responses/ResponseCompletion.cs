using System.Collections.Generic;
using Whatai.Client.Conversations;

namespace Whatai.Client.Responses;

/// <summary>An answer of the Responses API.</summary>
public sealed record ResponseCompletion : ModelAnswer
{
    /// <summary>
    /// <c>completed</c>, <c>incomplete</c>, <c>cancelled</c>, or <c>queued</c> and <c>in_progress</c> for one that is made in the background.
    /// </summary>
    public string? Status { get; init; }

    /// <summary>Why the answer is incomplete, as the server says it: <c>max_output_tokens</c> or <c>content_filter</c>.</summary>
    public string? IncompleteReason { get; init; }

    /// <summary>The response that this one went on from.</summary>
    public string? PreviousResponseId { get; init; }

    /// <summary>What the model did on the web, in order.</summary>
    public IReadOnlyList<WebSearchCall> WebSearches { get; init; } = [];
}
