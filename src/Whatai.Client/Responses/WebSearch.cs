using Whatai.Client.Conversations;

namespace Whatai.Client.Responses;

/// <summary>The hosted tool that searches the web.</summary>
public sealed record WebSearch
{
    /// <summary>The tool's name on the wire: <c>web_search_preview</c>, as the seeds have it, or <c>web_search</c> for newer models.</summary>
    public string Type { get; init; } = "web_search_preview";

    /// <summary>How much of what is found the model reads: <c>low</c>, <c>medium</c> or <c>high</c>; null is medium.</summary>
    public string? ContextSize { get; init; }

    /// <summary>Where the person is, roughly.</summary>
    public SearchLocation? Location { get; init; }

    /// <summary>The tool's name.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Type;
}
