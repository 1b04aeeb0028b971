using System.Collections.Generic;
using System.Threading.Tasks;

namespace WhataiPS.Bulk;

/// <summary>
/// Calls that run side by side and are dequeued in the order of their inputs. What is kept is bounded: calls under way, and
/// answers that wait for an earlier one.
/// </summary>
internal sealed class OrderedTaskQueue<TInput, TResult>(int limit) : IBulkQueue
{
    // Behind one slow call the others may go on for this many rounds.
    private const int RoundsAhead = 8;

    private readonly Queue<(TInput Input, Task<TResult> Task)> _items = new();
    private readonly List<Task> _running = [];

    public bool IsBusy => _items.Count > 0;

    public bool HasRoom => _running.Count < limit && _items.Count < limit * RoundsAhead;

    public void Add(TInput input, Task<TResult> task)
    {
        _items.Enqueue((input, task));
        if (!task.IsCompleted)
        {
            _running.Add(task);
        }
    }

    public async Task<bool> NextAsync()
    {
        if (_running.Count > 0)
        {
            _running.Remove(await Task.WhenAny(_running).ConfigureAwait(false));
        }

        return true;
    }

    /// <summary>The answers whose turn it is.</summary>
    public IEnumerable<(TInput Input, Task<TResult> Task)> DequeueCompleted()
    {
        while (_items.Count > 0 && _items.Peek().Task.IsCompleted)
        {
            yield return _items.Dequeue();
        }

        _running.RemoveAll(static task => task.IsCompleted);
    }
}
