using System.Collections.Generic;
using System.Text;

namespace Whatai.Emulator.Log;

/// <summary>The newest requests, bounded in number and in the size of their bodies.</summary>
internal sealed class RequestLog(int limit)
{
    private const int MaxBodyBytes = 64 * 1024;
    private const long MaxTotalBodyCharacters = 32L * 1024 * 1024;

    private readonly object _gate = new();
    private readonly Queue<RequestEntry> _entries = new();
    private readonly Queue<RequestEntry> _bodies = new();
    private long _bodyCharacters;
    private int _lastId;

    internal void Add(RequestEntry entry)
    {
        lock (_gate)
        {
            entry.Id = ++_lastId;
            _entries.Enqueue(entry);
            while (_entries.Count > limit)
            {
                DropBody(_entries.Dequeue());
            }
        }
    }

    internal void SetBody(RequestEntry entry, byte[] body)
    {
        string text = Encoding.UTF8.GetString(body, 0, TruncateAtCharacter(body));
        lock (_gate)
        {
            entry.BodyLength = body.Length;
            entry.Body = text;
            _bodies.Enqueue(entry);
            _bodyCharacters += text.Length;
            while (_bodyCharacters > MaxTotalBodyCharacters || _bodies.Count > limit)
            {
                DropBody(_bodies.Dequeue());
            }
        }
    }

    internal IReadOnlyList<EmulatorRequest> Snapshot()
    {
        lock (_gate)
        {
            var list = new List<EmulatorRequest>(_entries.Count);
            foreach (RequestEntry entry in _entries)
            {
                list.Add(entry.Snapshot());
            }

            return list.AsReadOnly();
        }
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _bodies.Clear();
            _bodyCharacters = 0;
        }
    }

    private void DropBody(RequestEntry entry)
    {
        _bodyCharacters -= entry.Body.Length;
        entry.Body = string.Empty;
    }

    // Never inside a character.
    private static int TruncateAtCharacter(byte[] body)
    {
        if (body.Length <= MaxBodyBytes)
        {
            return body.Length;
        }

        int end = MaxBodyBytes;
        while (end > MaxBodyBytes - 4 && (body[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return end;
    }
}
