using System;

namespace Whatai.Emulator;

/// <summary>What .NET Framework's strings lack.</summary>
internal static class TextSearch
{
    /// <summary>Whether the text has the part in it, in any case.</summary>
    internal static bool Holds(this string text, string part)
#if NET
        => text.Contains(part, StringComparison.OrdinalIgnoreCase);
#else
        => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
#endif
}
