using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Whatai.Client.Http;

/// <summary>
/// Where all requests with one key to one host wait their turn, from whichever connection and runspace of the process: until a limit that is
/// known has room, and until one that the gateway was seen to have, for all models or for one, has room again.
/// </summary>
internal sealed class RateGate(TimeProvider clock)
{
    // Bytes of JSON for a token, until there were answers that tell.
    private const double FirstTokensPerByte = 0.25;
    private const double LearningRate = 0.2;

    private readonly object _lock = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private readonly SlotLog _log = new();
    private readonly RequestBudget _budget = new();
    private readonly ConcurrencyBudget _concurrency = new();
    private readonly Dictionary<string, RequestBudget> _byModel = new(StringComparer.Ordinal);
    private TimeSpan _quietUntil = TimeSpan.MinValue;
    private double _tokensPerByte = FirstTokensPerByte;
    private ITimer? _timer;
    private TimeSpan _timerAt = TimeSpan.MaxValue;

    /// <summary>How long until the next of those that wait may go, as far as that can be told; null where none waits.</summary>
    public TimeSpan? UntilNext
    {
        get
        {
            lock (_lock)
            {
                TimeSpan now = clock.Monotonic();
                return _waiters.First?.Value.Demand is RateDemand demand && Next(demand, now) is TimeSpan at ? Positive(at - now) : null;
            }
        }
    }

    /// <summary>How long until so many more may have gone; null where none waits.</summary>
    public TimeSpan? Until(int calls)
    {
        lock (_lock)
        {
            if (_waiters.First?.Value.Demand is not RateDemand demand || calls < 1)
            {
                return null;
            }

            TimeSpan now = clock.Monotonic();
            TimeSpan at = SlotLog.Max(_budget.NextForAll(calls, now), demand.RequestsPerMinute is int most ? _log.RoomForAll(calls, most, now) : now);
            return Positive(SlotLog.Max(at, ModelBudget(demand.Model)?.NextForAll(calls, now) ?? now) - now);
        }
    }

    /// <summary>Waits until the request may go.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before.</exception>
    public async Task<SendSlot> EnterAsync(RateDemand demand, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(demand);
        lock (_lock)
        {
            // Whoever sends one request waits for no run, and what was refused goes before what was not sent yet.
            waiter.Node = demand.IsBulk && !demand.IsAgain ? _waiters.AddLast(waiter) : _waiters.AddFirst(waiter);
        }

        Pump();
        if (waiter.Task.IsCompleted)
        {
            return await waiter.Task.ConfigureAwait(false);
        }

        using CancellationTokenRegistration registration = cancellationToken.Register(() => Leave(waiter, cancellationToken));
        return await waiter.Task.ConfigureAwait(false);
    }

    /// <summary>A request is over, and was not refused.</summary>
    public void End(SendSlot slot, SlotState state)
    {
        lock (_lock)
        {
            if (slot.State != SlotState.Pending)
            {
                return;
            }

            SetState(slot, state);
            _budget.End(slot);
            ModelBudget(slot.Model)?.End(slot);
        }

        Pump();
    }

    /// <summary>A request was refused.</summary>
    /// <param name="slot">The request.</param>
    /// <param name="notice">What the gateway told.</param>
    /// <param name="pause">How long nobody is to send, where the request was a single one.</param>
    /// <param name="isBulk">Whether it was one of a run. A single one teaches nothing of how many there may be.</param>
    public void Refuse(SendSlot slot, RateLimitNotice notice, TimeSpan pause, bool isBulk)
    {
        lock (_lock)
        {
            if (slot.State != SlotState.Pending)
            {
                return;
            }

            SetState(slot, SlotState.Refused);
            TimeSpan now = clock.Monotonic();
            if (!isBulk)
            {
                _quietUntil = SlotLog.Max(_quietUntil, now + pause);
            }
            else if (notice.IsConcurrency)
            {
                _concurrency.Refuse(notice.Concurrent, now);
            }
            else
            {
                (notice.IsOfModel && slot.Model is not null ? BudgetOf(slot.Model) : _budget).Refuse(slot, notice, now);
            }
        }

        Pump();
    }

    /// <summary>How many tokens a request took.</summary>
    public void Correct(SendSlot slot, long? tokens)
    {
        if (tokens is not > 0)
        {
            return;
        }

        lock (_lock)
        {
            slot.Tokens = tokens.Value;
            if (slot.Size > 0)
            {
                _tokensPerByte += LearningRate * (((double)tokens.Value / slot.Size) - _tokensPerByte);
            }
        }

        Pump();
    }

    private void SetState(SendSlot slot, SlotState state)
    {
        slot.State = state;
        slot.Answered = clock.Monotonic();
        _concurrency.End(state == SlotState.Accepted);
    }

    /// <summary>Lets go whatever may, and sees to it that the next goes in time.</summary>
    private void Pump()
    {
        List<Waiter>? free = null;
        lock (_lock)
        {
            TimeSpan now = clock.Monotonic();
            TimeSpan? first = null;
            for (LinkedListNode<Waiter>? node = _waiters.First, next; node is not null; node = next)
            {
                next = node.Next;
                Waiter waiter = node.Value;
                TimeSpan? at = Next(waiter.Demand, now);
                if (at <= now)
                {
                    _waiters.Remove(node);
                    waiter.Slot = Send(waiter.Demand, now);
                    (free ??= []).Add(waiter);
                }
                else
                {
                    first = first is null || at < first ? at ?? first : first;
                    if (_byModel.Count == 0 && waiter.Demand.IsBulk)
                    {
                        // What holds one up holds up all behind it.
                        break;
                    }
                }
            }

            SetTimer(first, now);
        }

        foreach (Waiter waiter in free ?? [])
        {
            waiter.TrySetResult(waiter.Slot!);
        }
    }

    private TimeSpan? Next(RateDemand demand, TimeSpan now)
    {
        TimeSpan at = _quietUntil;
        if (demand.RequestsPerMinute is int || demand.TokensPerMinute is int)
        {
            _log.Prune(now);
            at = demand.RequestsPerMinute is int most ? SlotLog.Max(at, _log.RoomAt(most, now)) : at;
            at = demand.TokensPerMinute is int tokens ? SlotLog.Max(at, _log.RoomForTokens(demand.Size * _tokensPerByte, tokens, now)) : at;
        }

        if (!demand.IsBulk)
        {
            return at;
        }

        at = SlotLog.Max(at, SlotLog.Max(_budget.Next(now), ModelBudget(demand.Model)?.Next(now) ?? now));
        return _concurrency.Next(now) is TimeSpan free ? SlotLog.Max(at, free) : null;
    }

    private SendSlot Send(RateDemand demand, TimeSpan now)
    {
        var slot = new SendSlot(this, demand.Model, now, demand.Size) { Tokens = demand.Size * _tokensPerByte };
        _log.Prune(now);
        _log.Add(slot);
        _concurrency.Begin();
        _budget.Add(slot, now, demand.IsBulk);
        ModelBudget(demand.Model)?.Add(slot, now, demand.IsBulk);
        return slot;
    }

    private RequestBudget? ModelBudget(string? model) => model is not null && _byModel.TryGetValue(model, out RequestBudget? budget) ? budget : null;

    private RequestBudget BudgetOf(string model)
    {
        if (!_byModel.TryGetValue(model, out RequestBudget? budget))
        {
            _byModel[model] = budget = new RequestBudget();
            for (int i = 0; i < _log.Count; i++)
            {
                if (_log[i].Model == model)
                {
                    budget.AddEarlier(_log[i]);
                }
            }
        }

        return budget;
    }

    private void SetTimer(TimeSpan? at, TimeSpan now)
    {
        if (at is null || at == _timerAt)
        {
            return;
        }

        _timer?.Dispose();
        _timerAt = at.Value;
        _timer = clock.CreateTimer(_ => OnTimer(), null, SlotLog.Max(at.Value - now, TimeSpan.FromMilliseconds(1)), Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            _timerAt = TimeSpan.MaxValue;
        }

        Pump();
    }

    private void Leave(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (waiter.Slot is null)
            {
                _waiters.Remove(waiter.Node!);
            }
        }

        waiter.TrySetCanceled(cancellationToken);
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private sealed class Waiter(RateDemand demand) : TaskCompletionSource<SendSlot>
    {
        public RateDemand Demand => demand;

        public LinkedListNode<Waiter>? Node { get; set; }

        public SendSlot? Slot { get; set; }
    }
}
