using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Whatai.Client.Batches;

namespace WhataiPS.Bulk;

/// <summary>Puts inputs together in as few requests as the limits allow, runs these side by side, and returns the results in the order of the inputs.</summary>
/// <param name="send">Sends inputs in one request, or in more where the gateway refuses it, and says of each request what it took.</param>
internal sealed class BatchQueue<TContent, TResult>(
    Func<IReadOnlyList<TContent>, Action<BatchAnswer>, Task<BatchOutcome<TResult>[]>> send) : IBulkQueue
    where TResult : class
{
    private readonly Queue<BatchItem<TContent, TResult>> _items = new();
    private readonly List<Task> _running = [];
    private readonly ConcurrentQueue<BatchAnswer> _answers = new();
    private List<BatchItem<TContent, TResult>> _next = [];
    private int _nextTokens;
    private volatile int _batchSize = 1;

    /// <summary>How many requests run side by side.</summary>
    public int ThrottleLimit { get; init; } = 1;

    /// <summary>The most inputs of a request. Becomes less when the gateway shows that it takes less.</summary>
    public required int BatchSize
    {
        get => _batchSize;
        init => _batchSize = value;
    }

    /// <summary>The most tokens of a request, as estimated.</summary>
    public int MostTokens { get; init; } = int.MaxValue;

    /// <summary>Whether to send a request with this many inputs.</summary>
    public required Func<int, bool> ShouldSend { get; init; }

    /// <summary>Takes what became of the items of a request, on any thread, before it is their turn.</summary>
    public Action<IReadOnlyList<BatchItem<TContent, TResult>>>? OnCompleted { get; init; }

    /// <summary>Runs a request, and says before it goes out that it does; null where nobody keeps that.</summary>
    public Func<IReadOnlyCollection<BatchItem<TContent, TResult>>, Func<Task<bool>>, Task<bool>>? Around { get; init; }

    public bool HasRoom => _running.Count < ThrottleLimit;

    public bool IsBusy => _running.Count > 0;

    /// <summary>Adds an input; one whose outcome is known already is not sent.</summary>
    /// <param name="item">The input.</param>
    /// <param name="tokens">Its tokens, as estimated.</param>
    /// <param name="isAlone">Whether it goes in a request of its own.</param>
    public void Add(BatchItem<TContent, TResult> item, int tokens = 0, bool isAlone = false)
    {
        _items.Enqueue(item);
        if (item.Outcome is not null)
        {
            return;
        }

        if (isAlone || tokens > MostTokens - _nextTokens)
        {
            Send();
        }

        _next.Add(item);
        _nextTokens += tokens;
        if (isAlone || _next.Count >= _batchSize)
        {
            Send();
        }
    }

    /// <summary>Sends what waits for others: no more come.</summary>
    public void Send()
    {
        if (_next.Count == 0)
        {
            return;
        }

        List<BatchItem<TContent, TResult>> items = _next;
        _next = [];
        _nextTokens = 0;
        if (!ShouldSend(items.Count))
        {
            items.ForEach(static item => item.Outcome = new BatchOutcome<TResult>(null, null));
            return;
        }

        Task<bool> request = Around is null ? RunAsync(items) : Around(items, () => RunAsync(items));
        foreach (BatchItem<TContent, TResult> item in items)
        {
            item.Request = request;
        }

        _running.Add(request);
    }

    public async Task<bool> NextAsync()
    {
        if (_running.Count > 0)
        {
            await Task.WhenAny(_running).ConfigureAwait(false);
            _running.RemoveAll(static task => task.IsCompleted);
        }

        return true;
    }

    /// <summary>The inputs whose turn it is.</summary>
    public IEnumerable<BatchItem<TContent, TResult>> DequeueCompleted()
    {
        while (_items.Count > 0 && _items.Peek().IsDone)
        {
            yield return _items.Dequeue();
        }

        _running.RemoveAll(static task => task.IsCompleted);
    }

    /// <summary>The requests that were answered since this was asked last.</summary>
    public IEnumerable<BatchAnswer> TakeAnswers()
    {
        while (_answers.TryDequeue(out BatchAnswer? answer))
        {
            yield return answer;
        }
    }

    private async Task<bool> RunAsync(List<BatchItem<TContent, TResult>> items)
    {
        int most = 0;
        BatchOutcome<TResult>[] outcomes = await send(
            items.ConvertAll(static item => item.Content),
            answer =>
            {
                most = Math.Max(most, answer.Count);
                _answers.Enqueue(answer);
            }).ConfigureAwait(false);
        for (int i = 0; i < outcomes.Length; i++)
        {
            items[i].Outcome = outcomes[i];
        }

        OnCompleted?.Invoke(items);
        if (most < items.Count && outcomes.All(static outcome => outcome.Failure is null))
        {
            // It was the number that was refused, not an input.
            _batchSize = Math.Min(_batchSize, most);
        }

        return true;
    }
}
