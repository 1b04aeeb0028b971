using Whatai.Client.Conversations;

namespace Whatai.Client.Chat;

/// <summary>How a chat model is to search the web (<c>web_search_options</c>).</summary>
public sealed record ChatWebSearch
{
    /// <summary>How much of what is found the model reads: <c>low</c>, <c>medium</c> or <c>high</c>; null is medium.</summary>
    public string? ContextSize { get; init; }

    /// <summary>Where the person is, roughly.</summary>
    public SearchLocation? Location { get; init; }
}
