using System.Threading.Tasks;
using Whatai.Client.Batches;

namespace WhataiPS.Bulk;

/// <summary>An input on its way to its result.</summary>
/// <param name="content">What is sent of it.</param>
/// <param name="input">The input, as it was given.</param>
internal sealed class BatchItem<TContent, TResult>(TContent content, object? input)
    where TResult : class
{
    public TContent Content { get; } = content;

    public object? Input { get; } = input;

    /// <summary>Its key in the journal, where there is one.</summary>
    public RequestKey? Key { get; init; }

    /// <summary>The request that it is in; null while it waits for others.</summary>
    public Task<bool>? Request { get; set; }

    /// <summary>What became of it.</summary>
    public BatchOutcome<TResult>? Outcome { get; set; }

    /// <summary>Whether it can be written.</summary>
    public bool IsDone => Request?.IsCompleted ?? Outcome is not null;
}
