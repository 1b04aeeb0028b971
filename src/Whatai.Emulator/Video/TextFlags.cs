using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace Whatai.Emulator.Video;

/// <summary>The flags in a prompt that older models accept: <c>--ratio 16:9 --dur 5</c>.</summary>
internal static class TextFlags
{
    private static readonly Regex s_flag = new(@"(?:^|\s)--(?<name>[a-z]+)(?:\s+|=)(?<value>[^\s-]\S*|-1)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    // Short forms (Ark's reference).
    private static readonly Dictionary<string, string> s_names = new()
    {
        ["rt"] = "ratio", ["rs"] = "resolution", ["dur"] = "duration", ["cf"] = "camerafixed", ["wm"] = "watermark", ["fps"] = "framespersecond",
    };

    /// <summary>The flags by their long names.</summary>
    internal static Dictionary<string, string> Read(string prompt)
    {
        var flags = new Dictionary<string, string>();
        foreach (Match match in s_flag.Matches(prompt))
        {
#pragma warning disable CA1308 // Ark uses lower case.
            string name = match.Groups["name"].Value.ToLowerInvariant();
#pragma warning restore CA1308
            flags[s_names.TryGetValue(name, out string? full) ? full : name] = match.Groups["value"].Value;
        }

        return flags;
    }
}
