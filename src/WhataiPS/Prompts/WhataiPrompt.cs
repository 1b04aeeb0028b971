using System.Collections.Generic;
using Whatai.Client;

namespace WhataiPS.Prompts;

/// <summary>A prompt that was saved as a file, to be asked again by its name.</summary>
public sealed record WhataiPrompt
{
    /// <summary>The name to give as <c>-Prompt</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The models to ask; empty where it does not say.</summary>
    public IReadOnlyList<string> Model { get; init => field = ItemList.Of(value); } = ItemList.Of<string>([]);

    /// <summary>The instructions.</summary>
    public string? SystemMessage { get; init; }

    /// <summary>0 to 2; higher is more random.</summary>
    public double? Temperature { get; init; }

    /// <summary>0 to 1; the share of probability to sample from.</summary>
    public double? TopP { get; init; }

    /// <summary>The longest answer, in tokens.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>What the answer must be, as -Schema takes it.</summary>
    public object? Schema { get; init; }

    /// <summary>The places to fill, with what fills them where nothing is given; null for what must be given.</summary>
    public IReadOnlyDictionary<string, string?> Variable { get; init => field = NamedValues.Of(value); } = NamedValues.Of(new Dictionary<string, string?>());

    /// <summary>The message, with its places.</summary>
    public required string Text { get; init; }

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Settings that other programs use, and this module does not.</summary>
    internal IReadOnlyList<string> Unused { get; init; } = [];

    /// <summary>The name.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Name;
}
