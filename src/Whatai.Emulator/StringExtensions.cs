using System;

namespace Whatai.Emulator;

/// <summary>String methods that .NET Framework lacks.</summary>
internal static class StringExtensions
{
    /// <summary>Whether the text contains the part, ignoring case.</summary>
    internal static bool ContainsIgnoreCase(this string text, string part)
#if NET
        => text.Contains(part, StringComparison.OrdinalIgnoreCase);
#else
        => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
#endif
}
