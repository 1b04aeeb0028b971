using System.Collections.Generic;

namespace Whatai.Client.Videos;

/// <summary>Which tasks of the last seven days a list is of. What is null does not matter.</summary>
public sealed record VideoFilter
{
    /// <summary>One of <see cref="VideoRoute"/> that has a list: Seedance or OpenAI.</summary>
    public string Route { get; init; } = VideoRoute.Seedance;

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

    /// <summary>The <see cref="VideoPage.Next"/> of the page before, on the route OpenAI, which has no numbers of pages; null for the first.</summary>
    public string? After { get; init; }

    /// <summary>Tasks a page, 1 to 500; on the route OpenAI to 100, and fewer come where status or model leave some out.</summary>
    public int PageSize { get; init; } = 100;
}

/// <summary>A page of tasks, the newest first.</summary>
/// <param name="Items">The tasks.</param>
/// <param name="Total">How many there are on all pages; those of this page where the route does not tell.</param>
public sealed record VideoPage(IReadOnlyList<VideoTask> Items, long Total)
{
    /// <summary>What asks for the next page on the route OpenAI; null behind the last one, and on other routes.</summary>
    public string? Next { get; init; }

    /// <summary>How many there are.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Items.Count} of {Total}";
}
