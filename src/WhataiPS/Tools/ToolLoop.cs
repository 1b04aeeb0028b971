using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Whatai.Client;
using Whatai.Client.Conversations;
using WhataiPS.Errors;

namespace WhataiPS.Tools;

/// <summary>
/// Goes on asking while the model calls tools: each round's calls are run in order on the pipeline thread, and their results
/// go back. It is the same for every way in which the answer is written.
/// </summary>
/// <param name="tools">The session's tools.</param>
/// <param name="runner">Runs and approves the calls; null hands them back.</param>
/// <param name="maxRounds">How often to go on at most.</param>
internal sealed class ToolLoop(ToolSet tools, ToolRunner? runner, int maxRounds)
{
    /// <summary>What the request offers.</summary>
    public ToolSet Tools => tools;

    /// <summary>Asks until the model answers without calling.</summary>
    /// <param name="request">The first request.</param>
    /// <param name="ask">Asks one round.</param>
    /// <param name="findRemote">The calls of an answer that the gateway makes once they are approved.</param>
    /// <param name="problem">Why there is no answer to give out.</param>
    /// <returns>The answer, with all calls and the usage of all rounds.</returns>
    public TAnswer Run<TRequest, TAnswer>(TRequest request, Func<TRequest, TAnswer> ask, Func<TAnswer, IEnumerable<McpToolCall>> findRemote, out ErrorRecord? problem)
        where TRequest : ModelRequest
        where TAnswer : ModelAnswer
    {
        problem = null;
        var calls = new List<ToolInvocation>();
        TokenUsage? usage = null;
        var costs = new List<Cost?>();
        TimeSpan duration = TimeSpan.Zero;
        for (int round = 0; ; round++)
        {
            TAnswer answer = ask(request);
            usage = Sum(usage, answer.Usage);
            costs.Add(answer.Cost);
            duration += answer.Duration;
            IReadOnlyList<ChatToolCall> asked = [.. answer.ToolCalls ?? [], .. findRemote(answer)];
            if (asked.Count == 0 || runner is null || round == maxRounds)
            {
                answer = answer with { Usage = usage, Cost = Cost.Sum(costs), Duration = duration, ToolCalls = calls.Count == 0 ? null : calls.ToArray() };
                problem = asked.Count > 0 && runner is not null ? WhataiErrors.ToolRoundsExceeded(answer, maxRounds) : null;
                return answer;
            }

            var messages = answer.Messages.ToList();
            foreach (ToolInvocation invocation in runner.Run(asked))
            {
                calls.Add(invocation);
                messages.Add(invocation.ToMessage());
            }

            // A tool that was demanded has been called; demanding it again would never end.
            request = request with { Messages = messages, ToolChoice = null };
        }
    }

    private static TokenUsage? Sum(TokenUsage? first, TokenUsage? second) => first is null || second is null ? first ?? second : new TokenUsage
    {
        PromptTokens = first.PromptTokens + second.PromptTokens,
        CompletionTokens = first.CompletionTokens + second.CompletionTokens,
        TotalTokens = first.TotalTokens + second.TotalTokens,
        CachedTokens = first.CachedTokens + second.CachedTokens,
        CacheWriteTokens = first.CacheWriteTokens + second.CacheWriteTokens,
        ReasoningTokens = first.ReasoningTokens + second.ReasoningTokens,
        Cost = first.Cost + second.Cost,
    };
}
