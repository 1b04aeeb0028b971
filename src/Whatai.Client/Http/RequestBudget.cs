using System;
using static Whatai.Client.Http.SlotLog;

namespace Whatai.Client.Http;

/// <summary>
/// Learns how many requests a gateway takes, from what it refuses. Until then there is no limit. From the first refusal on as many may go
/// as were accepted in the last window, where refused ones take room too. After a refusal one request alone finds out whether the gateway
/// takes some again; after a while without one, one more than the budget finds out whether it takes more: then the budget grows, faster
/// with each that is accepted. The window is what the gateway says, else a minute, else shorter, if a request is accepted sooner.
/// </summary>
internal sealed class RequestBudget
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_shortestWindow = TimeSpan.FromSeconds(1);

    // Gateways refuse at once; one that is silent for so long has let the request in.
    private static readonly TimeSpan s_refusedWithin = TimeSpan.FromSeconds(2);

    // A round is a window, but no longer than a minute.
    private const int MostRoundsOfRest = 8;
    private const int MostStep = 1024;

    // Rounds in which it held nobody up, until it is forgotten.
    private const int RoundsUntilForgotten = 2;

    private readonly SlotLog _log = new();
    private readonly ProbeDelay _probeDelay = new();
    private int _most = int.MaxValue;
    private int? _toldMost;
    private int _accepted;
    private int _mostBefore;
    private bool _isClosed;
    private bool _isSure;
    private SendSlot? _probe;
    private SendSlot? _trial;
    private bool _isTried;
    private TimeSpan _shortest = s_shortestWindow;
    private TimeSpan _closedAt = TimeSpan.MinValue;
    private TimeSpan _refusedAt = TimeSpan.MinValue;
    private TimeSpan _heldUpAt = TimeSpan.MinValue;
    private int _roundsOfRest = 1;
    private int _step = 1;
    private SendSlot? _grown;
    private TimeSpan? _toldUntil;
    private TimeSpan? _longestWait;

    /// <summary>Whether to try once if refused requests take room at all: where nothing else is in the way.</summary>
    private bool MayTry => _isSure && !_isTried && _toldUntil is null && _log.CountsRefused && _log.Count >= _most && _log.CountOf(static slot => slot.State != SlotState.Refused) < _most;

    private bool IsOpen => _most == int.MaxValue;

    private TimeSpan Round => _log.Window < s_minute ? _log.Window : s_minute;

    private TimeSpan GrowsFrom => _refusedAt + TimeSpan.FromTicks(Round.Ticks * _roundsOfRest);

    /// <summary>When the next request may go.</summary>
    public TimeSpan Next(TimeSpan now)
    {
        _log.Prune(now);
        Forget(now);
        TimeSpan room = Max(_log.RoomAt(_most, now), _toldUntil ?? now);
        _heldUpAt = room > now ? now : _heldUpAt;
        if (!_isClosed)
        {
            TimeSpan grows = room > now ? GrowsAt(now) : room;
            return MayTry ? now : grows < room ? grows : room;
        }

        if (_probe is { State: SlotState.Pending })
        {
            TimeSpan letIn = _probe.Sent + s_refusedWithin;
            if (now < letIn)
            {
                return letIn;
            }

            Open(_probe);
            return Next(now);
        }

        TimeSpan probe = _refusedAt + _probeDelay.Current;
        return _isSure ? Max(room, probe)
            : _toldUntil is TimeSpan told ? Max(told, probe)
            // Where there should have been room already, somebody else has it.
            : room > _refusedAt && room < probe ? Max(room, _refusedAt + ProbeDelay.First)
            : probe;
    }

    /// <summary>When the last of so many further requests may go.</summary>
    public TimeSpan NextForAll(int calls, TimeSpan now)
    {
        _log.Prune(now);
        return Max(_toldUntil ?? now, IsOpen ? now : _log.RoomForAll(calls, _most, now));
    }

    /// <summary>A request goes out; one that did not ask when it may finds nothing out.</summary>
    public void Add(SendSlot slot, TimeSpan now, bool hasAsked)
    {
        TimeSpan room = _log.RoomAt(_most, now);
        slot.IsEarly = room > now + TimeSpan.FromTicks(_log.Window.Ticks / 20);
        _probe = hasAsked && _isClosed ? slot : _probe;
        if (hasAsked && !_isClosed && room > now && MayTry)
        {
            _trial = slot;
            _isTried = true;
        }
        else if (hasAsked && !_isClosed && room > now && !IsOpen)
        {
            _most = Math.Min(_toldMost ?? int.MaxValue - 1, _most + _step);
            _step = Math.Min(_step * 2, MostStep);
            _grown = slot;
        }

        _log.Add(slot);
    }

    /// <summary>A request of the past, where a budget begins to count.</summary>
    public void AddEarlier(SendSlot slot) => _log.Add(slot);

    /// <summary>A request was not refused.</summary>
    public void End(SendSlot slot)
    {
        if (slot.State != SlotState.Accepted)
        {
            return;
        }

        if (!_isClosed)
        {
            _probeDelay.Reset();
            _log.CountsRefused &= !ReferenceEquals(slot, _trial);
        }
        else if (ReferenceEquals(slot, _probe))
        {
            Open(slot);
        }
    }

    /// <summary>A request was refused, by a gateway that told so much about its limit.</summary>
    public void Refuse(SendSlot slot, RateLimitNotice notice, TimeSpan now)
    {
        _log.Refuse(slot);
        if (!_isClosed && ReferenceEquals(slot, _trial))
        {
            return;
        }

        Learn(notice);
        bool isProbe = _isClosed && ReferenceEquals(slot, _probe);
        if (!isProbe && slot.Sent <= _closedAt)
        {
            // It was on its way already, and counted as accepted.
            if (!IsOpen && slot.Sent > _closedAt - _log.Window)
            {
                SetMost(_accepted - 1);
            }

            return;
        }

        _refusedAt = now;
        _toldUntil = notice.Wait is TimeSpan wait ? now + wait : null;
        if (notice.Wait is TimeSpan longest)
        {
            _longestWait = Max(Max(longest, s_shortestWindow), _longestWait ?? TimeSpan.Zero);
        }

        if (isProbe)
        {
            // Where it was the right time, the room is somebody else's.
            _isSure = _toldMost is not null || (_isSure && slot.IsEarly);
            _probeDelay.Lengthen();
            return;
        }

        _isClosed = true;
        _closedAt = now;
        _probe = _grown = null;
        _step = 1;
        _probeDelay.Reset();
        if (!notice.IsOverload)
        {
            CountAccepted(now);
        }
    }

    private void CountAccepted(TimeSpan now)
    {
        if (_toldMost is null && _longestWait is TimeSpan wait)
        {
            // Whoever says how long it takes has no longer window.
            _log.Window = wait < s_minute ? wait : s_minute;
        }

        int accepted = AcceptedSince(now - _log.Window);
        if (accepted < _mostBefore && _toldMost is null && _longestWait is null && _log.Window < s_minute)
        {
            // The window is longer than it seemed.
            TimeSpan doubled = _log.Window + _log.Window;
            _log.Window = _shortest = doubled < s_minute ? doubled : s_minute;
            accepted = AcceptedSince(now - _log.Window);
        }

        // Where it grew in vain, it is to try that seldom.
        bool isInVain = _mostBefore > 0 && accepted <= _mostBefore * 1.25;
        _roundsOfRest = isInVain ? Math.Min(MostRoundsOfRest, Math.Max(1, _roundsOfRest * 2)) : _mostBefore == 0 && (_toldMost is not null || _longestWait is not null) ? 0 : 1;
        _isSure = _toldMost is not null || (isInVain && accepted >= _mostBefore * 0.75);
        SetMost(accepted);
    }

    private int AcceptedSince(TimeSpan time) => _log.CountOf(slot => slot.State is SlotState.Accepted or SlotState.Pending && slot.Sent > time);

    private void SetMost(int accepted)
    {
        _accepted = Math.Max(1, accepted);
        _most = Math.Min(_accepted, _toldMost ?? int.MaxValue);
    }

    private void Open(SendSlot probe)
    {
        if (probe.IsEarly && _toldMost is null && _longestWait is null && !IsOpen)
        {
            // The gateway forgets sooner.
            int blocking = _log.Count - 1 - _most;
            if (blocking >= 0)
            {
                TimeSpan window = Max(probe.Sent - _log[blocking].Sent, _shortest);
                _log.Window = window < _log.Window ? window : _log.Window;
            }
        }
        else
        {
            _isSure |= !IsOpen;
        }

        _mostBefore = IsOpen ? 0 : _most;
        _isClosed = false;
        _toldUntil = null;
        _probeDelay.Reset();
    }

    private void Learn(RateLimitNotice notice)
    {
        if (notice is { Requests: int most, Window: TimeSpan window } && most > 0 && window > TimeSpan.Zero)
        {
            _isSure = true;
            _toldMost = most;
            _log.Window = window;
            _most = Math.Min(most, _most);
        }
    }

    /// <summary>When one more than the budget may go: not before the last one is known to be accepted.</summary>
    private TimeSpan GrowsAt(TimeSpan now)
    {
        if (_toldUntil is not null || _most >= (_toldMost ?? int.MaxValue))
        {
            return TimeSpan.MaxValue;
        }

        TimeSpan known = _grown is { State: SlotState.Pending } ? _grown.Sent + s_refusedWithin : now;
        return Max(now, Max(GrowsFrom, known));
    }

    private void Forget(TimeSpan now)
    {
        if (!IsOpen && !_isClosed && now - Max(_heldUpAt, _refusedAt) > TimeSpan.FromTicks(_log.Window.Ticks * RoundsUntilForgotten))
        {
            // Who knows whether it still holds.
            _most = int.MaxValue;
            _mostBefore = 0;
            _log.Window = s_minute;
            _log.CountsRefused = true;
            _shortest = s_shortestWindow;
            _isSure = _isTried = false;
            _toldMost = null;
            _longestWait = null;
        }
    }
}
