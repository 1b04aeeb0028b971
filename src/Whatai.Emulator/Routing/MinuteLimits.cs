using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace Whatai.Emulator.Routing;

/// <summary>The limits of a minute on billable requests: on accepted ones, on tries, and on tokens.</summary>
internal sealed class MinuteLimits(EmulatorOptions options)
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly Func<TimeSpan> _clock = options.Clock ?? (static () => TimeSpan.FromSeconds((double)Stopwatch.GetTimestamp() / Stopwatch.Frequency));
    private readonly object _gate = new();
    private readonly Queue<TimeSpan> _accepted = new();
    private readonly Queue<(TimeSpan Time, long Tokens)> _spent = new();
    private long _tokens;
    private double _tries;
    private TimeSpan _triedAt;

    /// <summary>Admits a request.</summary>
    /// <returns>Null when it is admitted; otherwise why it is rejected.</returns>
    internal RateLimitExceeded? Enter()
    {
        lock (_gate)
        {
            TimeSpan now = _clock();
            if (options.TotalRequestsPerMinute is int tries && !TakeTry(tries, now))
            {
                return RateLimitExceeded.InWords($"您已达到总请求数限制：1分钟内最多请求{tries}次，包括失败次数，请检查您的请求是否正确");
            }

            if (options.TokensPerMinute is int tokens && WaitForTokens(tokens, now) is { } wait)
            {
                return new RateLimitExceeded(
                    FormattableString.Invariant($"Rate limit reached on tokens per min (TPM): Limit {tokens}, Used {_tokens}. Please try again in {wait.TotalSeconds:0.###}s."), null);
            }

            if (options.RequestsPerMinute is int requests)
            {
                while (_accepted.Count > 0 && now - _accepted.Peek() >= s_minute)
                {
                    _accepted.Dequeue();
                }

                if (_accepted.Count >= requests)
                {
                    return RateLimitExceeded.InWords($"您已达到请求数限制：1分钟内最多请求{requests}次");
                }

                _accepted.Enqueue(now);
            }

            return null;
        }
    }

    /// <summary>Counts the tokens of a billed dispatch.</summary>
    internal void Spend(long tokens)
    {
        if (options.TokensPerMinute is not null)
        {
            lock (_gate)
            {
                _spent.Enqueue((_clock(), tokens));
                _tokens += tokens;
            }
        }
    }

    // A bucket: each share of the minute gives one try back.
    private bool TakeTry(int most, TimeSpan now)
    {
        _tries = Math.Max(0, _tries - ((now - _triedAt).TotalMinutes * most));
        _triedAt = now;
        if (_tries > most - 1)
        {
            return false;
        }

        _tries++;
        return true;
    }

    private TimeSpan? WaitForTokens(int most, TimeSpan now)
    {
        while (_spent.Count > 0 && now - _spent.Peek().Time >= s_minute)
        {
            _tokens -= _spent.Dequeue().Tokens;
        }

        return _tokens < most ? null : _spent.Peek().Time + s_minute - now;
    }
}
