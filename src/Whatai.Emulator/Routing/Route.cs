using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Whatai.Emulator.Errors;
using Whatai.Emulator.Http;

namespace Whatai.Emulator.Routing;

/// <summary>
/// A method and a path template whose segments may hold one <c>{placeholder}</c> each, with literal text around it, as in
/// <c>/v1beta/models/{model}:generateContent</c>. <paramref name="billable"/> endpoints call
/// <see cref="Exchange.DispatchUpstreamAsync"/> themselves, once the request is known to be valid.
/// </summary>
internal sealed class Route(string method, string template, bool billable, Func<Exchange, Task> endpoint)
{
    private readonly string[] _segments = template.Split('/');

    internal bool Billable { get; } = billable;

    /// <summary>Whether an emulator of these options has the route; null where every emulator has it.</summary>
    internal Func<EmulatorOptions, bool>? IsEnabled { get; init; }

    /// <summary>Whether it asks for no key.</summary>
    internal bool IsPublic { get; init; }

    internal ErrorShape ErrorShape { get; init; } = ErrorShapes.Default;

    internal Func<Exchange, Task> Endpoint { get; } = endpoint;

    /// <summary>The placeholders' values when the request is this route's; else null.</summary>
    internal IReadOnlyDictionary<string, string>? Match(string requestMethod, string path)
    {
        string[] parts = path.Split('/');
        if (parts.Length != _segments.Length || !(requestMethod == method || (requestMethod == "HEAD" && method == "GET")))
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < parts.Length; i++)
        {
            if (!MatchSegment(_segments[i], parts[i], values))
            {
                return null;
            }
        }

        return values;
    }

    private static bool MatchSegment(string segment, string part, Dictionary<string, string> values)
    {
        int open = segment.IndexOf('{');
        if (open < 0)
        {
            return string.Equals(segment, part, StringComparison.Ordinal);
        }

        int close = segment.IndexOf('}');
        string before = segment.Substring(0, open);
        string after = segment.Substring(close + 1);
        int length = part.Length - before.Length - after.Length;
        if (length <= 0 || !part.StartsWith(before, StringComparison.Ordinal) || !part.EndsWith(after, StringComparison.Ordinal))
        {
            return false;
        }

        values[segment.Substring(open + 1, close - open - 1)] = Uri.UnescapeDataString(part.Substring(before.Length, length));
        return true;
    }
}
