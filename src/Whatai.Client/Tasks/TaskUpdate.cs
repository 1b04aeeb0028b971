namespace Whatai.Client.Tasks;

/// <summary>What was learned of one task.</summary>
/// <typeparam name="TTask">The kind of task.</typeparam>
/// <param name="Index">The task's place among those that are watched, from 0.</param>
/// <param name="Task">The task as it is known last.</param>
public sealed record TaskUpdate<TTask>(int Index, TTask Task)
    where TTask : class
{
    /// <summary>How the task stands, the same for all kinds of tasks.</summary>
    public required TaskState State { get; init; }

    /// <summary>Whether nothing more comes about this task.</summary>
    public bool IsOver { get; init; }

    /// <summary>Why a look failed. If the task is over by that, it is not known how it stands.</summary>
    public WhataiException? Failure { get; init; }

    /// <summary>Whether it is over because the watch took its longest time.</summary>
    public bool TimedOut { get; init; }

    /// <summary>The id and the state.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{State.Id} {State.StatusText}";
}
