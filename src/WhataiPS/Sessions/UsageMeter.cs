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

    /// <summary>Tokens, and what they cost, that became known when the call was long over.</summary>
    public void AddTokens(string model, TokenUsage? usage, Cost? cost = null) => Change(model, cost, before => before with
    {
        CompletionTokens = before.CompletionTokens + (usage?.CompletionTokens ?? 0),
        TotalTokens = before.TotalTokens + (usage?.TotalTokens ?? 0),
    });

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
