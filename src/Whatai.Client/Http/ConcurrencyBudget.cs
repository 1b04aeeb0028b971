using System;

namespace Whatai.Client.Http;

/// <summary>
/// Learns how many requests a gateway takes at once, from what it refuses with words for that. Until then there is no limit; afterwards it
/// becomes one more a minute, unless the gateway told how many there may be.
/// </summary>
internal sealed class ConcurrencyBudget
{
    private static readonly TimeSpan s_round = TimeSpan.FromMinutes(1);

    private readonly ProbeDelay _probeDelay = new();
    private int _underWay;
    private int _most = int.MaxValue;
    private int? _toldMost;
    private TimeSpan _changedAt;
    private TimeSpan _notBefore = TimeSpan.MinValue;

    /// <summary>When the next request may go; null where that depends on one that is under way.</summary>
    public TimeSpan? Next(TimeSpan now)
    {
        if (_most < (_toldMost ?? int.MaxValue) && now - _changedAt > s_round)
        {
            _most++;
            _changedAt = now;
        }

        return _underWay < _most ? _notBefore : null;
    }

    /// <summary>A request goes out.</summary>
    public void Begin() => _underWay++;

    /// <summary>A request is over, whatever became of it.</summary>
    public void End(bool isAccepted)
    {
        _underWay--;
        if (isAccepted)
        {
            _probeDelay.Reset();
        }
    }

    /// <summary>A request was refused, since there were too many at once. It has ended.</summary>
    public void Refuse(int? toldMost, TimeSpan now)
    {
        _toldMost = toldMost ?? _toldMost;
        _most = Math.Max(1, Math.Min(_toldMost ?? int.MaxValue, Math.Min(_most, _underWay)));
        _changedAt = now;
        if (_underWay == 0)
        {
            // Somebody else's calls are under way.
            _notBefore = now + _probeDelay.Current;
            _probeDelay.Lengthen();
        }
    }
}
