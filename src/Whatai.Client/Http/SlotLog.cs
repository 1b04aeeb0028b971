using System;
using System.Collections.Generic;

namespace Whatai.Client.Http;

/// <summary>The requests that a limit still counts, oldest first.</summary>
internal sealed class SlotLog
{
    // A run without a limit may send thousands a second; more than that in a minute is for a limit that is known.
    private const int LeastKept = 20_000;

    private readonly List<SendSlot> _slots = [];
    private int _mostKept = LeastKept;
    private int _first;
    private bool _countsRefused = true;

    /// <summary>The length of the window. A gateway counts a request when it comes, so that it is held to count a little longer than since it was sent.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether what was refused counts too, as it does for some gateways.</summary>
    public bool CountsRefused
    {
        get => _countsRefused;
        set
        {
            _countsRefused = value;
            if (!value)
            {
                RemoveOldest(_first);
                _slots.RemoveAll(static slot => slot.State == SlotState.Refused);
            }
        }
    }

    public int Count => _slots.Count - _first;

    public SendSlot this[int index] => _slots[_first + index];

    public void Add(SendSlot slot)
    {
        _slots.Add(slot);
        if (Count > _mostKept)
        {
            RemoveOldest();
        }
    }

    /// <summary>A request was refused.</summary>
    public void Refuse(SendSlot slot)
    {
        if (!_countsRefused)
        {
            RemoveOldest(_first);
            _slots.Remove(slot);
        }
    }

    /// <summary>When the request does not count any more.</summary>
    public TimeSpan Expiry(SendSlot slot)
    {
        // The answer shows that it has come; while there is none, it will hardly have been on its way for so long.
        TimeSpan longest = Max(TimeSpan.FromTicks(Window.Ticks / 60), TimeSpan.FromMilliseconds(50));
        TimeSpan way = slot.Answered is TimeSpan answered && answered - slot.Sent < longest ? answered - slot.Sent : longest;
        return slot.Sent + way + Window + Max(TimeSpan.FromTicks(Window.Ticks / 600), TimeSpan.FromMilliseconds(5));
    }

    /// <summary>Forgets what does not count any more.</summary>
    public void Prune(TimeSpan now)
    {
        while (Count > 0 && Expiry(_slots[_first]) <= now)
        {
            RemoveOldest();
        }
    }

    /// <summary>When fewer than so many will count; now, if so already.</summary>
    public TimeSpan RoomAt(int most, TimeSpan now)
    {
        _mostKept = most == int.MaxValue ? _mostKept : Math.Max(_mostKept, most);
        return Count < most ? now : Expiry(this[Count - most]);
    }

    /// <summary>When the last of so many further requests may go, where so many may count at a time.</summary>
    public TimeSpan RoomForAll(int calls, int most, TimeSpan now)
    {
        int free = Math.Max(0, most - Count);
        if (calls <= free || most < 1)
        {
            return now;
        }

        int later = calls - free - 1;
        int oldest = Math.Max(0, Count - most);
        int known = Count - oldest;
        TimeSpan rounds = TimeSpan.FromTicks(Window.Ticks * (later / most));
        // What goes now counts from now on.
        return later % most < known ? Expiry(this[oldest + (later % most)]) + rounds : now + Window + rounds;
    }

    /// <summary>When there will be room for so many tokens, of which so many may count at a time. A request that is larger than that goes alone.</summary>
    public TimeSpan RoomForTokens(double wanted, int most, TimeSpan now)
    {
        double used = 0;
        for (int i = _first; i < _slots.Count; i++)
        {
            used += _slots[i].CountedTokens;
        }

        TimeSpan at = now;
        for (int i = _first; i < _slots.Count && used + wanted > most; i++)
        {
            used -= _slots[i].CountedTokens;
            at = Expiry(_slots[i]);
        }

        return at;
    }

    /// <summary>How many there are of them that a condition holds for.</summary>
    public int CountOf(Func<SendSlot, bool> condition)
    {
        int count = 0;
        for (int i = _first; i < _slots.Count; i++)
        {
            count += condition(_slots[i]) ? 1 : 0;
        }

        return count;
    }

    public static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private void RemoveOldest()
    {
        _first++;
        if (_first > 64 && _first * 2 > _slots.Count)
        {
            RemoveOldest(_first);
        }
    }

    private void RemoveOldest(int count)
    {
        _slots.RemoveRange(0, count);
        _first -= count;
    }
}
