using System.Collections.Generic;
using System.Text.Json;

namespace Whatai.Emulator.Chat;

/// <summary>A completion that its request had stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Json">Its JSON.</param>
/// <param name="Model">The model of the request.</param>
/// <param name="Metadata">The texts that came with the request.</param>
/// <param name="Messages">The messages of the request.</param>
internal sealed record StoredCompletion(string Id, byte[] Json, string Model, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<JsonElement> Messages);

/// <summary>The completions that can be retrieved by id. The oldest are evicted beyond 10,000 completions or 64 MB.</summary>
internal sealed class ChatStore
{
    private const int MaxCount = 10_000;
    private const long MaxBytes = 64L * 1024 * 1024;

    private readonly object _gate = new();
    private readonly List<StoredCompletion> _completions = [];
    private long _bytes;

    /// <summary>The oldest first.</summary>
    internal IReadOnlyList<StoredCompletion> All
    {
        get
        {
            lock (_gate)
            {
                return _completions.ToArray();
            }
        }
    }

    internal void Add(StoredCompletion completion)
    {
        lock (_gate)
        {
            _completions.Add(completion);
            _bytes += completion.Json.Length;
            while (_completions.Count > MaxCount || (_bytes > MaxBytes && _completions.Count > 1))
            {
                Remove(_completions[0]);
            }
        }
    }

    internal StoredCompletion? Find(string id)
    {
        lock (_gate)
        {
            return _completions.Find(c => c.Id == id);
        }
    }

    /// <summary>Removes a completion.</summary>
    /// <returns>Whether it was there.</returns>
    internal bool Remove(string id)
    {
        lock (_gate)
        {
            return _completions.Find(c => c.Id == id) is { } completion && Remove(completion);
        }
    }

    private bool Remove(StoredCompletion completion)
    {
        _bytes -= completion.Json.Length;
        return _completions.Remove(completion);
    }
}
