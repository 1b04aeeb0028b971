using System.Collections.Generic;

namespace Whatai.Client.Conversations;

/// <summary>One thing that the model did on the web: a search, a page that it opened, or a look for something in a page.</summary>
public sealed record WebSearchCall
{
    /// <summary>The server's id.</summary>
    public string? Id { get; init; }

    /// <summary><c>in_progress</c>, <c>searching</c>, <c>completed</c> or <c>failed</c>.</summary>
    public string? Status { get; init; }

    /// <summary><c>search</c>, <c>open_page</c> or <c>find_in_page</c>; null while it has only begun.</summary>
    public string? Action { get; init; }

    /// <summary>What was searched for; the first, where there were several.</summary>
    public string? Query { get; init; }

    /// <summary>All that was searched for.</summary>
    public IReadOnlyList<string> Queries { get; init => field = ItemList.Of(value); } = ItemList.Of<string>([]);

    /// <summary>The page that was opened or looked through.</summary>
    public string? Url { get; init; }

    /// <summary>What was looked for in the page.</summary>
    public string? Pattern { get; init; }

    /// <summary>The addresses that a search found, where the gateway was asked to name them (<c>include</c>).</summary>
    public IReadOnlyList<string> Sources { get; init => field = ItemList.Of(value); } = ItemList.Of<string>([]);

    /// <summary>What was searched for, opened or looked for.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Query ?? (Pattern is null ? Url : $"{Pattern} @ {Url}") ?? Status ?? string.Empty;
}
