using System.Collections.Generic;

namespace Whatai.Client.Video;

/// <summary>Which tasks of the last seven days a list is of. What is null does not matter.</summary>
public sealed record VideoFilter
{
    /// <summary>One of <see cref="VideoStatus"/>.</summary>
    public string? Status { get; init; }

    /// <summary>The model's id.</summary>
    public string? Model { get; init; }

    /// <summary>The tasks' ids.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary><c>default</c> or <c>flex</c>.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>The page, from 1.</summary>
    public int PageNumber { get; init; } = 1;

    /// <summary>Tasks a page, 1 to 500.</summary>
    public int PageSize { get; init; } = 100;
}

/// <summary>A page of tasks, the newest first.</summary>
/// <param name="Items">The tasks.</param>
/// <param name="Total">How many there are on all pages.</param>
public sealed record VideoPage(IReadOnlyList<VideoTask> Items, long Total)
{
    /// <summary>How many there are.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Items.Count} of {Total}";
}
