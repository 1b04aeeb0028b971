using System;
using System.Collections.Generic;
using Whatai.Client;
using Whatai.Client.Batches;
using WhataiPS.Bulk;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <summary>What the cmdlets share that send many inputs in one request, and give a result for each.</summary>
/// <typeparam name="TContent">What is sent of an input.</typeparam>
/// <typeparam name="TResult">What is given for it.</typeparam>
public abstract class WhataiBatchCommand<TContent, TResult> : WhataiBulkCommand
    where TResult : class
{
    private BatchQueue<TContent, TResult> _queue = null!;
    private BulkProgress _progress = null!;
    private BulkRun _run = null!;
    private readonly Dictionary<string, Cost?> _costs = new(StringComparer.Ordinal);
    private Action<TResult> _write = null!;
    private string _model = string.Empty;

    /// <summary>Makes ready to send.</summary>
    /// <param name="model">The model that is asked.</param>
    /// <param name="queue">Sends the inputs.</param>
    /// <param name="write">Writes a result whose turn it is.</param>
    /// <param name="expected">How many inputs will come, where that is known.</param>
    private protected void BeginBatches(string model, BatchQueue<TContent, TResult> queue, Action<TResult> write, int? expected = null)
    {
        _model = model;
        _queue = queue;
        _write = write;
        _progress = new BulkProgress(MyInvocation.MyCommand.Name, ExpectedHere(ExpectedCount ?? expected)) { Limits = LimitWait };
        _run = new BulkRun(queue, _progress, Await, WriteProgress, WriteCompleted);
    }

    /// <inheritdoc cref="BatchQueue{TContent, TResult}.Add"/>
    private protected void Add(BatchItem<TContent, TResult> item, int tokens = 0, bool isAlone = false)
    {
        BeginCall();
        _queue.Add(item, tokens, isAlone);
        _run.Continue();
    }

    /// <summary>Sends what waits, and waits until one of the requests under way is over; false where there are none.</summary>
    private protected bool WaitForOne()
    {
        _queue.Send();
        if (!_queue.IsBusy)
        {
            return false;
        }

        Await(_queue.NextAsync());
        WriteCompleted();
        return true;
    }

    /// <summary>What a request of this run cost; null where that is not known.</summary>
    private protected Cost? CostOfRequest(string? requestId) => requestId is not null && _costs.TryGetValue(requestId, out Cost? cost) ? cost : null;

    /// <summary>Counts an input that is not sent.</summary>
    private protected void CountFailed() => _progress.Failed();

    /// <summary>Waits for all that is under way.</summary>
    private protected void EndBatches()
    {
        _queue.Send();
        _run.Complete();
        WriteCostLimit();
        WriteSummary(_progress);
    }

    private void WriteCompleted()
    {
        foreach (BatchAnswer answer in _queue.TakeAnswers())
        {
            Cost? cost = CostOf(_model, answer.Usage);
            if (answer.RequestId is string id)
            {
                _costs[id] = cost;
            }

            WhataiSession.Current.Usage.Add(_model, answer.Usage, answer.Attempts, 0, answer.Duration, cost);
            _progress.Paid(answer.Usage, cost);
            _progress.Answered(answer.Count);
        }

        WriteJournalProblem();

        // Inputs that failed together are one error.
        WhataiException? failure = null;
        var failed = new List<object?>();
        foreach (BatchItem<TContent, TResult> item in _queue.DequeueCompleted())
        {
            WriteErrorOnFailure(item.Input, () =>
            {
                if (item.Request is not null)
                {
                    Await(item.Request);
                }

                BatchOutcome<TResult> outcome = item.Outcome!;
                if (failure is not null && !ReferenceEquals(failure, outcome.Failure))
                {
                    Report(failure, failed);
                }

                failure = outcome.Failure;
                if (failure is not null)
                {
                    if (!ReferenceEquals(failure, LimitWait?.Failure))
                    {
                        _progress.Failed();
                    }

                    failed.Add(item.Input);
                }
                else if (outcome.Result is TResult result)
                {
                    // An input that was not to be sent has no result.
                    if (item.Request is null)
                    {
                        _progress.Found();
                    }

                    _write(result);
                }
            });
        }

        if (failure is not null)
        {
            Report(failure, failed);
        }
    }

    private void Report(WhataiException failure, List<object?> inputs)
    {
        object? input = inputs.Count == 1 ? inputs[0] : inputs.ToArray();
        inputs.Clear();
        WriteErrorOnFailure(input, () => throw failure, ex => WhataiSession.Current.Usage.AddFailure(_model, ex));
    }
}
