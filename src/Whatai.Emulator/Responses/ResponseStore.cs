using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Responses;

/// <summary>One item of a stored response, as later requests may refer to it.</summary>
internal sealed record StoredItem(string Id, Message? Message, string? CallId)
{
    /// <summary>The call of a remote server's tool that waits for an approval.</summary>
    internal McpCall? Mcp { get; init; }
}

/// <summary>A stored response, with what a conversation needs to continue from it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Json">Its JSON.</param>
/// <param name="Input">The input items of its request.</param>
/// <param name="FromDirective">The messages of its request.</param>
/// <param name="Items">Its output items.</param>
/// <param name="Previous">The response that it continues.</param>
/// <param name="Body">What a stream says of it.</param>
internal sealed record StoredResponse(
    string Id, byte[] Json, IReadOnlyList<JsonElement> Input, IReadOnlyList<Message> FromDirective, IReadOnlyList<StoredItem> Items, StoredResponse? Previous,
    ResponseBody Body)
{
    /// <summary>How it stands, when it is made in the background.</summary>
    internal BackgroundRun? Background { get; init; }

    /// <summary>The function calls that still need an output.</summary>
    internal IReadOnlyList<string> OpenCalls => Items.Where(i => i.CallId is not null).Select(i => i.CallId!).ToArray();

    /// <summary>Every message from the first response on.</summary>
    internal IReadOnlyList<Message> Conversation
    {
        get
        {
            var turns = new Stack<StoredResponse>();
            for (StoredResponse? turn = this; turn is not null; turn = turn.Previous)
            {
                turns.Push(turn);
            }

            return turns.SelectMany(t => t.FromDirective.Concat(t.Items.Where(i => i.Message is not null).Select(i => i.Message!))).ToArray();
        }
    }
}

/// <summary>The responses that can be retrieved by id. The oldest are evicted beyond 10,000 responses or 64 MB.</summary>
internal sealed class ResponseStore
{
    private const int MaxCount = 10_000;
    private const long MaxBytes = 64L * 1024 * 1024;

    private readonly object _gate = new();
    private readonly Dictionary<string, StoredResponse> _responses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoredItem> _items = new(StringComparer.Ordinal);
    private readonly Queue<StoredResponse> _order = new();
    private long _bytes;

    internal void Add(StoredResponse response)
    {
        lock (_gate)
        {
            _responses[response.Id] = response;
            _order.Enqueue(response);
            _bytes += response.Json.Length;
            foreach (StoredItem item in response.Items)
            {
                _items[item.Id] = item;
            }

            while (_order.Count > MaxCount || (_bytes > MaxBytes && _order.Count > 1))
            {
                StoredResponse oldest = _order.Dequeue();
                _bytes -= oldest.Json.Length;
                Evict(oldest);
            }
        }
    }

    internal StoredResponse? Find(string id)
    {
        lock (_gate)
        {
            return _responses.TryGetValue(id, out StoredResponse? response) ? response : null;
        }
    }

    internal StoredItem? FindItem(string id)
    {
        lock (_gate)
        {
            return _items.TryGetValue(id, out StoredItem? item) ? item : null;
        }
    }

    /// <summary>Removes a response; conversations that already continue from it are not affected.</summary>
    /// <returns>Whether it was there.</returns>
    internal bool Remove(string id)
    {
        lock (_gate)
        {
            return _responses.TryGetValue(id, out StoredResponse? response) && Evict(response);
        }
    }

    private bool Evict(StoredResponse response)
    {
        foreach (StoredItem item in response.Items)
        {
            _items.Remove(item.Id);
        }

        return _responses.Remove(response.Id);
    }
}
