using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Whatai.Client;
using Whatai.Client.Embeddings;
using Whatai.Client.Http;
using WhataiPS.Bulk;

namespace WhataiPS.Embeddings;

/// <summary>Puts texts together in as few requests as the limits allow, runs these side by side, and returns the vectors in the order of the texts.</summary>
internal sealed class EmbeddingBulk(WhataiClient client, EmbeddingRequest template, CallOptions options, CancellationToken cancellationToken) : IBulkQueue
{
    private readonly Queue<EmbeddingItem> _items = new();
    private readonly List<Task> _running = [];
    private readonly ConcurrentQueue<EmbeddingBatch> _answers = new();
    private List<EmbeddingItem> _next = [];
    private int _nextTokens;
    private volatile int _batchSize = EmbeddingLimits.MostInputs;

    /// <summary>How many requests run side by side.</summary>
    public int ThrottleLimit { get; init; } = 1;

    /// <summary>The most texts of a request. Becomes less when the gateway shows that it takes less.</summary>
    public int BatchSize
    {
        get => _batchSize;
        init => _batchSize = value;
    }

    /// <summary>Where vectors are kept; null for nowhere.</summary>
    public JournaledEmbeddings? Journal { get; init; }

    /// <summary>Whether to send a request with this many texts.</summary>
    public required Func<int, bool> ShouldSend { get; init; }

    public bool HasRoom => _running.Count < ThrottleLimit;

    public bool IsBusy => _running.Count > 0;

    public void Add(string text, object? input)
    {
        var item = new EmbeddingItem(text, input) { Key = Journal?.Key(template, text, options) };
        _items.Enqueue(item);
        if (Journal?.Find(item.Key!, input) is Embedding kept)
        {
            item.Outcome = new EmbeddingOutcome(kept, null);
            return;
        }

        int tokens = EmbeddingLimits.EstimateTokens(text);
        if (_nextTokens + tokens > EmbeddingLimits.MostTokens)
        {
            Send();
        }

        _next.Add(item);
        _nextTokens += tokens;
        if (_next.Count >= _batchSize)
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

        List<EmbeddingItem> items = _next;
        _next = [];
        _nextTokens = 0;
        if (!ShouldSend(items.Count))
        {
            items.ForEach(static item => item.Outcome = new EmbeddingOutcome(null, null));
            return;
        }

        Task<bool> request = RunAsync(items);
        foreach (EmbeddingItem item in items)
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

    /// <summary>The texts whose turn it is.</summary>
    public IEnumerable<EmbeddingItem> DequeueCompleted()
    {
        while (_items.Count > 0 && _items.Peek().IsDone)
        {
            yield return _items.Dequeue();
        }

        _running.RemoveAll(static task => task.IsCompleted);
    }

    /// <summary>The requests that were answered since this was asked last.</summary>
    public IEnumerable<EmbeddingBatch> TakeAnswers()
    {
        while (_answers.TryDequeue(out EmbeddingBatch? answer))
        {
            yield return answer;
        }
    }

    private async Task<bool> RunAsync(List<EmbeddingItem> items)
    {
        int most = 0;
        EmbeddingRequest request = template with { Inputs = items.ConvertAll(static item => item.Text) };
        EmbeddingOutcome[] outcomes = await client.Embeddings.EmbedEachAsync(
            request,
            options,
            answer =>
            {
                most = Math.Max(most, answer.Embeddings.Length);
                _answers.Enqueue(answer);
            },
            cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < outcomes.Length; i++)
        {
            EmbeddingOutcome outcome = outcomes[i];
            items[i].Outcome = outcome.Embedding is null ? outcome : outcome with { Embedding = outcome.Embedding with { Input = items[i].Input } };
            if (Journal is not null && items[i].Outcome!.Embedding is Embedding vector)
            {
                Journal.Append(items[i].Key!, vector);
            }
        }

        Journal?.Sync();
        if (most < items.Count && outcomes.All(static outcome => outcome.Failure is null))
        {
            // It was the number that was refused, not a text.
            _batchSize = Math.Min(_batchSize, most);
        }

        return true;
    }
}
