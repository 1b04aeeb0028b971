using System;
using System.Threading;

namespace Whatai.Client.Http;

/// <summary>What is known of one call, retries included, for those who watch. It ends once, and is told then.</summary>
internal sealed class CallRecord
{
    private readonly CallLog? _log;
    private readonly CallTelemetry? _telemetry;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private int _ended;

    private CallRecord(ApiRequest request, CallLog? log, TimeProvider clock)
    {
        Method = request.Method.Method;
        Operation = CallOperation.Of(request.Path);
        Model = request.Model;
        _log = log;
        _telemetry = Model is null ? null : CallTelemetry.Begin(Operation, Model);
        _clock = clock;
        _start = clock.GetTimestamp();
        Time = clock.GetUtcNow();
    }

    public DateTimeOffset Time { get; }

    public string Method { get; }

    public CallOperation Operation { get; }

    public string? Model { get; }

    /// <summary>Where it went last.</summary>
    public CallContext? Context { get; set; }

    public TimeSpan Duration { get; private set; }

    public WhataiException? Failure { get; private set; }

    public bool IsCancelled { get; private set; }

    /// <summary>What the answer says of itself; nothing where it is of no conversation.</summary>
    public string? AnswerId { get; private set; }

    public string? AnswerModel { get; private set; }

    public string? FinishReason { get; private set; }

    /// <summary>What it took, as far as the answer says so.</summary>
    public TokenUsage? Usage { get; set; }

    /// <summary>Whether anybody watches a call. Where nobody does, it costs nothing.</summary>
    public static bool IsWatched(ApiRequest request, CallLog? log) => log is not null || (request.Model is not null && CallTelemetry.HasListeners);

    /// <summary>Begins a record. The span is the current one of the caller's asynchronous method.</summary>
    public static CallRecord Begin(ApiRequest request, CallLog? log, TimeProvider clock) => new(request, log, clock);

    /// <summary>Notes what came.</summary>
    public void Answered(string? id, string? model, string? finishReason)
    {
        AnswerId = id;
        AnswerModel = model;
        FinishReason = finishReason;
    }

    /// <summary>The call failed.</summary>
    public void Fail(Exception failure)
    {
        Failure = failure as WhataiException;
        IsCancelled = failure is OperationCanceledException;
        End();
    }

    /// <summary>The call is over.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        Duration = _clock.GetElapsedTime(_start);
        _telemetry?.End(this);
        _log?.Append(this);
    }
}
