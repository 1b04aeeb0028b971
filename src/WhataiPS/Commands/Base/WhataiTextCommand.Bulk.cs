using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading.Tasks;
using Whatai.Client.Conversations;
using WhataiPS.Binding;
using WhataiPS.Bulk;
using WhataiPS.Sessions;

namespace WhataiPS.Commands;

/// <content>Many prompts. What is shown as it comes is asked one after the other, and is not kept.</content>
public abstract partial class WhataiTextCommand<TAnswer, TDelta>
{
    /// <inheritdoc/>
    [Parameter(ParameterSetName = WholeSet)]
    [ValidateRange(1, 256)]
    public override int ThrottleLimit { get; set; } = 1;

    /// <inheritdoc/>
    [Parameter(ParameterSetName = WholeSet)]
    [ValidateNotNullOrEmpty]
    public override string? Journal { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = WholeSet)]
    [ArgumentCompleter(typeof(ShardCompleter))]
    [ValidateNotNullOrEmpty]
    public override string? Shard { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = WholeSet)]
    public override SwitchParameter JournalOnly { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = WholeSet)]
    public override SwitchParameter Durable { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = WholeSet)]
    public override UnknownOutcome OnUnknown { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = WholeSet)]
    [ValidateNotNullOrEmpty]
    public override string? SummaryVariable { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = WholeSet)]
    [ValidateRange(1, int.MaxValue)]
    public override int? ExpectedCount { get; set; }

    // The session is the pipeline thread's.
    private readonly RecentResponses _recent = WhataiSession.Current.Responses;

    /// <summary>Whether several models are asked the same.</summary>
    private protected bool IsComparison => Model is { Length: > 1 };

    /// <summary>The model where none is given.</summary>
    private protected abstract string UsualModel { get; }

    /// <summary>The models to ask.</summary>
    private protected string[] Models => Model ?? [UsualModel];

    private protected override string? AwaitedModel => string.Join(", ", Models);

    /// <summary>Has the models of a comparison answer side by side, and expects an answer of each. To be called before the calls of the run are made.</summary>
    private protected void BeginComparison(bool isOneByOne)
    {
        if (!IsComparison)
        {
            return;
        }

        ExpectedCount = ExpectedCount is int count ? (int)Math.Min(int.MaxValue, (long)count * Model!.Length) : null;
        if (!isOneByOne && !Stream && !Live && !MyInvocation.BoundParameters.ContainsKey(nameof(ThrottleLimit)))
        {
            ThrottleLimit = Math.Min(Model!.Length, 8);
        }
    }

    /// <summary>The calls of the run. An answer is kept as the server's JSON.</summary>
    /// <param name="api">The API.</param>
    /// <param name="describe">The request's model, its messages and its input.</param>
    /// <param name="shouldCall">Whether to ask.</param>
    /// <param name="finish">Writes an answer.</param>
    /// <param name="isUsable">Whether an answer can be used; what can't be is not kept, so that the next run asks again.</param>
    /// <param name="mostCost">The most that a request may cost; null where that is not known of any.</param>
    private protected BulkCalls<TRequest, TAnswer> CreateCalls<TRequest>(
        ConversationClient<TRequest, TAnswer, TDelta> api,
        Func<TRequest, (string Model, IReadOnlyList<ChatMessage> Messages, object? Input)> describe,
        Func<TRequest, bool> shouldCall,
        Action<TRequest, TAnswer> finish,
        Func<TAnswer, bool> isUsable,
        Func<TRequest, decimal>? mostCost = null) => new(this)
    {
        Identify = request => api.WriteRequest(request, CallOptions),
        Model = request => describe(request).Model,
        Input = request => describe(request).Input,
        ShouldCall = shouldCall,
        Call = async (request, keep) =>
        {
            TAnswer answer = await CompleteAsync(api, request, pending => keep(() => Entry(api, pending))).ConfigureAwait(false);
            if (isUsable(answer))
            {
                keep(() => Entry(api, answer) with { Cost = Gateway.Prices.CostOf(describe(request).Model, answer.Usage) });
            }

            return answer;
        },
        Restore = async (request, kept, keep) =>
        {
            if (!api.IsPending(kept))
            {
                return kept;
            }

            TAnswer answer = await api.WaitAsync(kept, request, CallOptions, StopWaitingToken).ConfigureAwait(false);
            keep(() => Entry(api, answer));
            return answer;
        },
        // One that is still made is none where nothing is to be asked.
        Read = (request, entry) => api.ReadAnswer(entry.Response, describe(request).Messages) is TAnswer answer && !(JournalOnly && api.IsPending(answer))
            ? answer with { Input = describe(request).Input, RequestId = entry.RequestId, Duration = entry.Duration, Attempts = 0 }
            : null,
        Usage = static answer => answer.Usage,
        Guard = (request, work) => WriteErrorOnFailure(describe(request).Input, describe(request).Model, work),
        IsUsable = isUsable,
        Price = (request, answer) => NoteUsage(describe(request).Model, answer),
        Cost = static answer => answer.Cost,
        MostCost = mostCost,
        Spent = (request, answer) => Gateway.Prices.CostOf(describe(request).Model, answer.Usage),
        Write = (request, answer, _) => finish(request, answer),
    };

    /// <summary>Asks, and waits where the answer is made in the background.</summary>
    /// <param name="api">The API.</param>
    /// <param name="request">What to ask.</param>
    /// <param name="wait">Hears of an answer that is waited for: who is stopped meanwhile can go on to wait for it.</param>
    private protected async Task<TAnswer> CompleteAsync<TRequest>(ConversationClient<TRequest, TAnswer, TDelta> api, TRequest request, Action<TAnswer>? wait = null)
    {
        TAnswer answer = await api.CompleteAsync(request, CallOptions, StopToken).ConfigureAwait(false);
        if (!api.IsPending(answer))
        {
            return answer;
        }

        _recent.Note(answer);
        wait?.Invoke(answer);
        // The answer is kept by the server, and ends later than a stop waits.
        return await api.WaitAsync(answer, request, CallOptions, StopWaitingToken).ConfigureAwait(false);
    }

    private static JournalEntry Entry<TRequest>(ConversationClient<TRequest, TAnswer, TDelta> api, TAnswer answer) => new(api.WriteAnswer(answer), answer.RequestId, answer.Duration);
}
