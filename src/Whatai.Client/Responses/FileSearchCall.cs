using System.Collections.Generic;

namespace Whatai.Client.Responses;

/// <summary>A search in the files of vector stores.</summary>
public sealed record FileSearchCall
{
    /// <summary>The server's id.</summary>
    public string? Id { get; init; }

    /// <summary><c>in_progress</c>, <c>searching</c>, <c>completed</c>, <c>incomplete</c> or <c>failed</c>.</summary>
    public string? Status { get; init; }

    /// <summary>All that was searched for.</summary>
    public IReadOnlyList<string> Queries { get; init => field = ItemList.Of(value); } = ItemList.Of<string>([]);

    /// <summary>What was found, the best first, where the request asked for it (<c>include</c>).</summary>
    public IReadOnlyList<FileSearchResult> Results { get; init => field = ItemList.Of(value); } = ItemList.Of<FileSearchResult>([]);

    /// <summary>What was searched for.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Queries.Count > 0 ? string.Join("; ", Queries) : Status ?? string.Empty;
}

/// <summary>A passage that a file search found.</summary>
public sealed record FileSearchResult
{
    /// <summary>The file's id.</summary>
    public string? FileId { get; init; }

    /// <summary>The file's name.</summary>
    public string? FileName { get; init; }

    /// <summary>How well it fits, 0 to 1; null where the server does not say.</summary>
    public double? Score { get; init; }

    /// <summary>The passage.</summary>
    public string? Text { get; init; }

    /// <summary>The file's name.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => FileName ?? FileId ?? string.Empty;
}
