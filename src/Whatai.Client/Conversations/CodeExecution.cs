using System.Collections.Generic;
using Whatai.Client.Media;

namespace Whatai.Client.Conversations;

/// <summary>Code that the model wrote and the server ran on the way to the answer.</summary>
public sealed record CodeExecution
{
    /// <summary>The server's id; null where it has none.</summary>
    public string? Id { get; init; }

    /// <summary>How it stands, in the server's word: <c>completed</c>, <c>failed</c> or such, or Google's <c>OUTCOME_OK</c>.</summary>
    public string? Status { get; init; }

    /// <summary>The language, such as <c>PYTHON</c>; null where the server does not say.</summary>
    public string? Language { get; init; }

    /// <summary>The code.</summary>
    public string? Code { get; init; }

    /// <summary>What it printed; null where nothing came of it, or the request did not ask for it (<c>include</c>).</summary>
    public string? Output { get; init; }

    /// <summary>The images that it made.</summary>
    public IReadOnlyList<WhataiImage> Images { get; init => field = ItemList.Of(value); } = ItemList.Of<WhataiImage>([]);

    /// <summary>The container that it ran in, where its files are.</summary>
    public string? ContainerId { get; init; }

    /// <summary>The first line of the code.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Code?.TrimStart().Split(['\n'], 2)[0].TrimEnd() is { Length: > 0 } line ? line : Status ?? string.Empty;
}
