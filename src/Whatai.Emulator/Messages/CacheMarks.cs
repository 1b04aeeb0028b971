using System;
using System.Text.Json;
using Whatai.Emulator.Json;

namespace Whatai.Emulator.Messages;

/// <summary>The places of a request that are marked by cache_control.</summary>
internal sealed class CacheMarks
{
    private static readonly string[] s_types = ["ephemeral"];
    private static readonly string[] s_lifetimes = ["5m", "1h"];

    internal int Count { get; private set; }

    /// <summary>The number of messages up to the last mark; 0 when only tools are marked.</summary>
    internal int Messages { get; private set; }

    internal bool IsLong { get; private set; }

    /// <summary>Whether the whole prompt is marked.</summary>
    internal bool IsWhole { get; private set; }

    /// <summary>Reads the mark of a member, if it has one.</summary>
    /// <param name="holder">The block, tool or request.</param>
    /// <param name="at">Its place; empty for the request.</param>
    /// <param name="messages">How many messages end with it.</param>
    internal void Add(JsonElement holder, string at, int messages = 0)
    {
        string param = at.Length == 0 ? "cache_control" : at + ".cache_control";
        if (JsonMembers.Find(holder, "cache_control", JsonValueKind.Object, param) is not { } mark)
        {
            return;
        }

        JsonMembers.Word(mark, "type", s_types, param + ".type");
        IsLong = JsonMembers.Word(mark, "ttl", s_lifetimes, param + ".ttl") == s_lifetimes[1];
        IsWhole |= at.Length == 0;
        Messages = Math.Max(Messages, messages);
        Count++;
    }
}
