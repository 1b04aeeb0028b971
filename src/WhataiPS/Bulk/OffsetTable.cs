using System.Collections.Generic;

namespace WhataiPS.Bulk;

/// <summary>
/// Where each item stands in a file, for hundreds of thousands of them: in pages that stay where they are, so that growing copies nothing
/// and leaves no large arrays behind, which are seldom collected.
/// </summary>
internal sealed class OffsetTable
{
    private const int PageBits = 11;
    private const int PageSize = 1 << PageBits;
    private const long Removed = -1;

    private readonly List<Entry[]> _pages = [];

    // By the key's last bits the first of its entries, counted from 1; the others are found by that one's Next.
    private int[] _first = new int[PageSize];
    private int _count;

    /// <summary>Where an item stands; null where it stands nowhere.</summary>
    public long? Find(JournalKey key) => IndexOf(key) is int index && At(index).Offset is not Removed and long offset ? offset : null;

    /// <summary>All items, in the order in which they came first.</summary>
    public IEnumerable<(JournalKey Key, long Offset)> Items()
    {
        for (int index = 0; index < _count; index++)
        {
            Entry entry = At(index);
            if (entry.Offset is not Removed)
            {
                yield return (entry.Key, entry.Offset);
            }
        }
    }

    /// <summary>Notes where an item stands now.</summary>
    public void Set(JournalKey key, long offset)
    {
        if (IndexOf(key) is int index)
        {
            At(index).Offset = offset;
            return;
        }

        if (_count == _first.Length)
        {
            Grow();
        }

        if ((_count & (PageSize - 1)) == 0)
        {
            _pages.Add(new Entry[PageSize]);
        }

        At(_count) = new Entry { Key = key, Offset = offset };
        Link(_count++);
    }

    /// <summary>Forgets an item.</summary>
    public void Remove(JournalKey key)
    {
        if (IndexOf(key) is int index)
        {
            At(index).Offset = Removed;
        }
    }

    private int? IndexOf(JournalKey key)
    {
        for (int index = First(key) - 1; index >= 0; index = At(index).Next - 1)
        {
            if (At(index).Key == key)
            {
                return index;
            }
        }

        return null;
    }

    private ref Entry At(int index) => ref _pages[index >> PageBits][index & (PageSize - 1)];

    private ref int First(JournalKey key) => ref _first[(int)key.Second & (_first.Length - 1)];

    private void Link(int index)
    {
        ref Entry entry = ref At(index);
        ref int first = ref First(entry.Key);
        entry.Next = first;
        first = index + 1;
    }

    private void Grow()
    {
        _first = new int[_first.Length * 2];
        for (int index = 0; index < _count; index++)
        {
            Link(index);
        }
    }

    private struct Entry
    {
        public JournalKey Key;
        public long Offset;
        public int Next;
    }
}
