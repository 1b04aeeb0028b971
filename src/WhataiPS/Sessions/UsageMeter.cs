using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Whatai.Client;
using Whatai.Client.Conversations;

namespace WhataiPS.Sessions;

/// <summary>Counts what the process spends, by model; any runspace may add.</summary>
internal sealed class UsageMeter
{
    private readonly ConcurrentDictionary<string, WhataiUsage> _models = new(StringComparer.Ordinal);

    public IEnumerable<WhataiUsage> Models => _models.Values.OrderBy(usage => usage.Model, StringComparer.Ordinal);

    public void Add(string model, ModelAnswer answer) =>
        Add(model, answer.Usage, answer.Attempts, answer.Choices.Sum(choice => choice.Message.Images.Count), answer.Duration);

    public void Add(string model, TokenUsage? usage, int attempts, int images, TimeSpan duration) => Change(model, before => before with
    {
        Requests = before.Requests + 1,
        Retries = before.Retries + attempts - 1,
        PromptTokens = before.PromptTokens + (usage?.PromptTokens ?? 0),
        CompletionTokens = before.CompletionTokens + (usage?.CompletionTokens ?? 0),
        TotalTokens = before.TotalTokens + (usage?.TotalTokens ?? 0),
        CachedTokens = before.CachedTokens + (usage?.CachedTokens ?? 0),
        CacheWriteTokens = before.CacheWriteTokens + (usage?.CacheWriteTokens ?? 0),
        ReasoningTokens = before.ReasoningTokens + (usage?.ReasoningTokens ?? 0),
        Cost = usage?.Cost is decimal cost ? (before.Cost ?? 0) + cost : before.Cost,
        Images = before.Images + images,
        Duration = before.Duration + duration,
    });

    /// <summary>Tokens that became known when the call was long over.</summary>
    public void AddTokens(string model, TokenUsage? usage) => Change(model, before => before with
    {
        CompletionTokens = before.CompletionTokens + (usage?.CompletionTokens ?? 0),
        TotalTokens = before.TotalTokens + (usage?.TotalTokens ?? 0),
    });

    public void AddFailure(string model, WhataiException failure) => Change(model, before => before with
    {
        Failures = before.Failures + 1,
        Retries = before.Retries + Math.Max(0, failure.Attempts - 1),
    });

    public void Reset(Func<string, bool> isMeant)
    {
        foreach (string model in _models.Keys.Where(isMeant).ToList())
        {
            _models.TryRemove(model, out _);
        }
    }

    private void Change(string model, Func<WhataiUsage, WhataiUsage> change) =>
        _models.AddOrUpdate(model, name => change(new WhataiUsage { Model = name }), (_, before) => change(before));
}
