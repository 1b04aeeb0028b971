using System.Collections.Generic;
using System.Globalization;

namespace Whatai.Client.Moderations;

/// <summary>A category that an input falls into.</summary>
public sealed record ModerationCategory
{
    /// <summary>The category, as the API names it, such as <c>self-harm/instructions</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How sure the model is, 0 to 1; null where the server did not say.</summary>
    public double? Score { get; init; }

    /// <summary>What it was judged by: <c>text</c>, <c>image</c>, or both; empty where the server did not say.</summary>
    public IReadOnlyList<string> AppliedTo { get; init => field = ItemList.Of(value); } = ItemList.Of<string>([]);

    /// <summary>The name and the score.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Score is double score ? string.Format(CultureInfo.InvariantCulture, "{0} ({1:0.00})", Name, score) : Name;
}
