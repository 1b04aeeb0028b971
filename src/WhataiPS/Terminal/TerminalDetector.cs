using System;

namespace WhataiPS.Terminal;

/// <summary>
/// Tells by the environment what the terminal can show. Asking it would be surer, but its answer comes by the keyboard, among
/// what the user types.
/// </summary>
internal static class TerminalDetector
{
    /// <param name="read">Reads an environment variable.</param>
    /// <returns>The protocol; null where nothing but plain text is right.</returns>
    public static TerminalProtocol? Protocol(Func<string, string?> read)
    {
        string term = read("TERM") ?? string.Empty;
        string program = read("TERM_PROGRAM") ?? string.Empty;
        if (term == "dumb" || !string.IsNullOrEmpty(read("NO_COLOR")))
        {
            return null;
        }

        // They pass text on, and drop or garble the rest.
        if (!string.IsNullOrEmpty(read("TMUX")) || !string.IsNullOrEmpty(read("STY")) || term.StartsWith("screen", StringComparison.Ordinal) || term.StartsWith("tmux", StringComparison.Ordinal))
        {
            return TerminalProtocol.Blocks;
        }

        if (!string.IsNullOrEmpty(read("KITTY_WINDOW_ID")) || term is "xterm-kitty" or "xterm-ghostty" || program == "ghostty"
            || (int.TryParse(read("KONSOLE_VERSION"), out int konsole) && konsole >= 220400))
        {
            return TerminalProtocol.Kitty;
        }

        if (program is "iTerm.app" or "WezTerm" or "mintty" || read("LC_TERMINAL") == "iTerm2")
        {
            return TerminalProtocol.ITerm;
        }

        return term.StartsWith("foot", StringComparison.Ordinal) || term.StartsWith("mlterm", StringComparison.Ordinal) || term.StartsWith("contour", StringComparison.Ordinal)
            ? TerminalProtocol.Sixel
            : TerminalProtocol.Blocks;
    }
}
