using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Whatai.Emulator.Script;

namespace Whatai.Emulator.Messages;

/// <summary>What the prompt cache does with a request: prompts of any length are kept while the emulator runs.</summary>
internal sealed class PromptCache(JsonElement root, IReadOnlyList<Message> messages, CacheMarks marks)
{
    /// <summary>Reads from the cache what it has, and writes to it up to the last mark.</summary>
    internal CacheUse Use(ConcurrentDictionary<string, bool> cached)
    {
        if (marks.Count == 0)
        {
            return new CacheUse(0, 0, false);
        }

        int last = marks.IsWhole ? messages.Count : marks.Messages;
        string tools = root.TryGetProperty("tools", out JsonElement given) ? given.GetRawText() : string.Empty;
        int known = Enumerable.Range(0, last + 1).LastOrDefault(count => cached.ContainsKey(Key(tools, count)));
        cached.TryAdd(Key(tools, last), true);
        long read = messages.Take(known).Sum(m => m.Tokens);
        return new CacheUse(read, messages.Take(last).Sum(m => m.Tokens) - read, marks.IsLong);
    }

    private string Key(string tools, int count)
    {
        IEnumerable<string> parts = messages.Take(count).Select(m => $"{m.Role}\u0001{m.TextWithMedia}").Prepend(root.GetProperty("model").GetString() + tools);
        return Hex.Sha256(Encoding.UTF8.GetBytes(string.Join("\u0000", parts)));
    }
}

/// <summary>The tokens read from the cache and written to it.</summary>
/// <param name="Read">Those that were there.</param>
/// <param name="Written">Those that were added.</param>
/// <param name="IsLong">Whether they are kept for an hour.</param>
internal sealed record CacheUse(long Read, long Written, bool IsLong);
