using System;
using System.Collections.Generic;
using System.Linq;

namespace Whatai.Emulator.Http;

/// <summary>The query of a request's target; a name may occur several times.</summary>
internal sealed class QueryString
{
    private readonly List<KeyValuePair<string, string>> _pairs = [];

    internal QueryString(string target)
    {
        int start = target.IndexOf('?');
        foreach (string pair in start < 0 ? [] : target.Substring(start + 1).Split(['&'], StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=');
            string name = Uri.UnescapeDataString(equals < 0 ? pair : pair.Substring(0, equals));
            _pairs.Add(new(name, equals < 0 ? string.Empty : Uri.UnescapeDataString(pair.Substring(equals + 1).Replace('+', ' '))));
        }
    }

    /// <summary>The first value; null where there is none, or it is empty.</summary>
    internal string? Value(string name) => _pairs.Find(p => p.Key == name) is { Key: not null, Value.Length: > 0 } pair ? pair.Value : null;

    /// <summary>The names, in their order.</summary>
    internal IEnumerable<string> Names => _pairs.Select(static p => p.Key);

    internal string[] Values(string name) => _pairs.Where(p => p.Key == name).Select(p => p.Value).ToArray();
}
