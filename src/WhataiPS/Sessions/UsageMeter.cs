using System;
using System.Collections.Generic;
using System.Linq;
using Whatai.Client;
using Whatai.Client.Conversations;

namespace WhataiPS.Sessions;

/// <summary>Counts what the process spends, by model, and by currency where a model is paid for in several; any runspace may add.</summary>
internal sealed class UsageMeter
{
    private readonly object _gate = new();
    // Of each model one for each currency.
    private readonly Dictionary<string, List<WhataiUsage>> _models = new(StringComparer.Ordinal);
    // What was counted of each task.
    private readonly Dictionary<string, TaskUsage> _tasks = new(StringComparer.Ordinal);

    public IReadOnlyList<WhataiUsage> Models
    {
        get
        {
            lock (_gate)
            {
                return [.. _models.Values.SelectMany(static usages => usages).OrderBy(static usage => usage.Model, StringComparer.Ordinal)];
            }
        }
    }

    public void Add(string model, ModelAnswer answer) =>
        Add(model, answer.Usage, answer.Attempts, answer.Choices.Sum(choice => choice.Message.Images.Count), answer.Duration, answer.Cost);

    public void Add(string model, TokenUsage? usage, int attempts, int images, TimeSpan duration, Cost? cost = null) => Change(model, cost ?? Cost.Told(usage), before => before with
    {
        Requests = before.Requests + 1,
        Retries = before.Retries + attempts - 1,
        PromptTokens = before.PromptTokens + (usage?.PromptTokens ?? 0),
        CompletionTokens = before.CompletionTokens + (usage?.CompletionTokens ?? 0),
        TotalTokens = before.TotalTokens + (usage?.TotalTokens ?? 0),
        CachedTokens = before.CachedTokens + (usage?.CachedTokens ?? 0),
        CacheWriteTokens = before.CacheWriteTokens + (usage?.CacheWriteTokens ?? 0),
        ReasoningTokens = before.ReasoningTokens + (usage?.ReasoningTokens ?? 0),
        Images = before.Images + images,
        Duration = before.Duration + duration,
    });

    /// <summary>A task that this process has started.</summary>
    public void AddTask(string id, TaskUsage task)
    {
        Add(task.Model, task.Usage, attempts: 1, task.Images, TimeSpan.Zero, task.Cost);
        lock (_gate)
        {
            _tasks[id] = task;
        }
    }

    /// <summary>What is known of a task now: tokens and costs that came since it was looked at last, and costs that are paid back.</summary>
    /// <param name="id">The task.</param>
    /// <param name="now">What it took in all.</param>
    /// <param name="isOurs">Whether it counts also where another process has started it.</param>
    public void UpdateTask(string id, TaskUsage now, bool isOurs)
    {
        TaskUsage? known;
        lock (_gate)
        {
            if (!_tasks.TryGetValue(id, out known) && !isOurs)
            {
                return;
            }

            _tasks[id] = now;
        }

        if (known?.Cost is Cost paid && paid != now.Cost)
        {
            Change(known.Model, paid with { Amount = -paid.Amount }, static before => before);
        }

        Change(now.Model, now.Cost == known?.Cost ? null : now.Cost, before => before with
        {
            CompletionTokens = before.CompletionTokens + (now.Usage?.CompletionTokens - (known?.Usage?.CompletionTokens ?? 0) ?? 0),
            TotalTokens = before.TotalTokens + (now.Usage?.TotalTokens - (known?.Usage?.TotalTokens ?? 0) ?? 0),
            Images = before.Images + Math.Max(0, now.Images - (known?.Images ?? 0)),
        });
    }

    public void AddFailure(string model, WhataiException failure) => Change(model, null, before => before with
    {
        Failures = before.Failures + 1,
        Retries = before.Retries + Math.Max(0, failure.Attempts - 1),
    });

    public void Reset(Func<string, bool> isMeant)
    {
        lock (_gate)
        {
            foreach (string model in _models.Keys.Where(isMeant).ToArray())
            {
                _models.Remove(model);
            }
        }
    }

    private void Change(string model, Cost? cost, Func<WhataiUsage, WhataiUsage> change)
    {
        lock (_gate)
        {
            if (!_models.TryGetValue(model, out List<WhataiUsage>? usages))
            {
                _models[model] = usages = [];
            }

            int at = usages.FindIndex(usage => cost is null || usage.Currency is null || usage.Currency == cost.Currency);
            WhataiUsage after = change(at < 0 ? new WhataiUsage { Model = model } : usages[at]);
            after = cost is null ? after : after with { Cost = (after.Cost ?? 0) + cost.Amount, Currency = cost.Currency };
            if (at < 0)
            {
                usages.Add(after);
            }
            else
            {
                usages[at] = after;
            }
        }
    }
}

/// <summary>What a task took, as far as it is known.</summary>
internal sealed record TaskUsage(string Model, TokenUsage? Usage, Cost? Cost, int Images = 0);
