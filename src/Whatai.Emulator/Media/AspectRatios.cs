using System;
using System.Collections.Generic;
using System.Linq;

namespace Whatai.Emulator.Media;

/// <summary>The aspect ratios of Google's image models, and their sizes at 1K, by Google's documentation.</summary>
internal static class AspectRatios
{
    internal const string Default = "1:1";

    private static readonly Dictionary<string, (int Width, int Height)> s_sizes = new(StringComparer.Ordinal)
    {
        [Default] = (1024, 1024), ["2:3"] = (832, 1248), ["3:2"] = (1248, 832), ["3:4"] = (864, 1184), ["4:3"] = (1184, 864),
        ["4:5"] = (896, 1152), ["5:4"] = (1152, 896), ["9:16"] = (768, 1344), ["16:9"] = (1344, 768), ["21:9"] = (1536, 672),
    };

    internal static IReadOnlyList<string> Names { get; } = s_sizes.Keys.ToArray();

    /// <summary>Null for an unknown ratio.</summary>
    internal static (int Width, int Height)? Find(string ratio) => s_sizes.TryGetValue(ratio, out (int, int) size) ? size : null;
}
