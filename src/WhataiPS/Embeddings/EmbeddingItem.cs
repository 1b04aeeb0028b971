using System.Threading.Tasks;
using Whatai.Client.Embeddings;

namespace WhataiPS.Embeddings;

/// <summary>A text on its way to a vector.</summary>
internal sealed class EmbeddingItem(string text, object? input)
{
    public string Text { get; } = text;

    public object? Input { get; } = input;

    /// <summary>Its key in the journal, where there is one.</summary>
    public string? Key { get; set; }

    /// <summary>The request that it is in; null while it waits for others.</summary>
    public Task<bool>? Request { get; set; }

    /// <summary>What became of it.</summary>
    public EmbeddingOutcome? Outcome { get; set; }

    /// <summary>Whether it can be written.</summary>
    public bool IsDone => Request?.IsCompleted ?? Outcome is not null;
}
